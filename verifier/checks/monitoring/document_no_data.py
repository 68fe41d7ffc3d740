"""What the document shows of the monitor's setting for missing data."""

from __future__ import annotations

import re

from verifier.checks import check
from verifier.checks.monitoring.told_monitor import claimed, options_of, told_settings
from verifier.checks.monitoring.told_thresholds import minutes_in
from verifier.checks.told import passage_evidence, place_evidence
from verifier.checks.visualizing.told_queries import accepted_metrics
from verifier.facts.document import Answers, Pictures, ShownChecks, ShownMonitors
from verifier.spoken import meant
from verifier.verdicts import Finding, RestsOn, failed, passed, unknown

TEXT = RestsOn.TEXT
_MISSING = re.compile(
    r"(?i)\bno[ _-]?data\b|\bmissing\b|\bwithout (?:any )?(?:data|values?|points?|metrics?)\b|\bnothing (?:arrives|comes|is sent)|"
    r"\bnot (?:any )?data\b|\bno (?:new )?(?:metrics?|values?|points?)\b|\bstops? (?:sending|report)"
)
_NEVER = re.compile(
    r"(?i)\b(?:do not|don['’]t|does not|doesn['’]t|never) notify\b|notif\w{1,12}[^.]{0,30}\b(?:off|disabled)\b|"
    r"\bno notifications?\b|\b(?:did not|didn['’]t|not) (?:set|configure|enable)\w*\b"
)


@check(hint="`notify_no_data: true` and `no_data_timeframe: 10`.")
def document_monitor_notifies_on_no_data(
    monitors: ShownMonitors, answers: Answers, checks: ShownChecks, pictures: Pictures, *, metric: str, minutes: int
) -> Finding:
    """The monitor notifies after the asked time without data."""
    settings = options_of(monitors, accepted_metrics(metric, checks))
    shown = [m for m in settings if m.notify_no_data is not None or m.no_data_minutes is not None]
    if shown:
        final = shown[-1]
        seen = place_evidence(
            "no data",
            f"notify_no_data: {final.notify_no_data}, no_data_timeframe: {final.no_data_minutes}",
            final.place,
            wanted=f"{minutes} minutes",
        )
        if final.notify_no_data and final.no_data_minutes == minutes:
            return passed(f"The monitor notifies after {minutes} minutes without data.", seen, rests_on=TEXT)
        if final.notify_no_data and final.no_data_minutes is None:
            return unknown("It notifies on missing data; after which time is not shown.", seen, rests_on=TEXT)
        return failed("The setting for missing data is another.", seen, rests_on=TEXT)
    told = [
        p for p in told_settings(answers, pictures, whole=True) if _MISSING.search(meant(p.text)) and "{{" not in p.text
    ]
    said = [p for p in told if minutes in minutes_in(p.text) and not _NEVER.search(p.text)]
    other = [p for p in told if p not in said and (minutes_in(p.text) or _NEVER.search(p.text))]
    if other and (not said or other[-1].place.order > said[-1].place.order):
        return failed(
            "The document gives another setting for missing data.", passage_evidence(other[-1]), rests_on=TEXT
        )
    return claimed(said, answers, pictures, topic=r"no[ _-]?data", what="The setting for missing data")
