"""What the document shows of how the monitor alerts: for each host, with which link, to whom, and not at night."""

from __future__ import annotations

import re

from verifier.checks import check
from verifier.checks.monitoring.document_downtimes import DAY, NINE_AM, SEVEN_PM, left_open
from verifier.checks.monitoring.document_message import mailed_in
from verifier.checks.monitoring.told_downtimes import NIGHTS, talk, windows
from verifier.checks.monitoring.told_monitor import of_metric, saying, unseen
from verifier.checks.told import DASHBOARD_IN, DENIES, UNABLE, last, passage_evidence, place_evidence
from verifier.checks.visualizing.told_queries import accepted_metrics
from verifier.facts.document import Answers, Pictures, ShownChecks, ShownDowntimes, ShownMonitors
from verifier.messages import State
from verifier.queries import leaves
from verifier.verdicts import Finding, RestsOn, failed, passed

TEXT = RestsOn.TEXT
_LINKS = (
    r"\b(?:links?|url|address)\b.{0,60}\b(?:dash ?-?board|board|time ?-?board)\b|"
    r"\b(?:dash ?-?board|board)\b.{0,40}\b(?:links?|url|linked)\b"
)
_NOT_EACH = r"\b(?:not|never|n['’]t|without)\b[^.;,]{0,20}\b(?:for each|per|by|every) "
_NO_MULTI = r"\b(?:no|not (?:an?|as)|instead of an?|rather than an?) multi[ -]?alert\b"
_ALL_WEEK = re.compile(
    r"(?i)\bdaily\b|\b(?:every|each) (?:single )?(?:day|night|evening)\b|\ball (?:nights|evenings)\b|\bnightly\b|\b7 days\b|"
    r"\bmon(?:day)?\s*(?:-|–|to)\s*sun(?:day)?\b"
)


_BUT_A_DAY = re.compile(
    r"(?i)\b(?:except|but not|apart from|other than|not)\b(?: (?:for|on|at))?(?: the)? (?:mon|tue|wed|thu|fri|sat|sun|week-?end)"
)


@check(hint="Choose “Multi Alert”, for each host: the query ends in `by {host}`.")
def document_monitor_alerts_for_each(
    monitors: ShownMonitors, answers: Answers, checks: ShownChecks, pictures: Pictures, *, metric: str, tag: str
) -> Finding:
    """The monitor alerts for each host by itself."""
    ours = of_metric(monitors, accepted_metrics(metric, checks))
    if ours:
        shown, query = ours[-1]
        seen = place_evidence("query", shown.query, shown.place, wanted=f"… by {{{tag}}}")
        by = leaves(query.query)[0].by
        if tag in by and len(by) == 1:
            return passed(f"The monitor alerts for each {tag}.", seen, rests_on=TEXT)
        return failed(
            f"The monitor alerts for each {' and '.join(by)}." if by else "The monitor alerts once for everything.",
            seen,
            rests_on=TEXT,
        )
    simple = saying(answers, r"\bsimple[ -]alert\b", but=UNABLE)
    said = saying(answers, rf"\bmulti[ -]?alert\b|\b(?:for each|per|by|every) [`{{\"]?{re.escape(tag)}\b", but=UNABLE)
    once = [p for p in said if re.search(rf"(?i){_NOT_EACH}[`{{\"]?{re.escape(tag)}\b|{_NO_MULTI}", p.text)]
    said = [p for p in said if not DENIES.search(p.text) and p not in once]
    if (simple or once) and not said:
        return failed("The document speaks of a simple alert.", passage_evidence((simple or once)[0]), rests_on=TEXT)
    if said:
        return passed(f"The document says that it alerts for each {tag}.", passage_evidence(said[0]), rests_on=TEXT)
    return unseen(answers, pictures, "For whom the monitor alerts is not written.")


@check(hint="Put the address of your dashboard into the monitor's message.")
def document_monitor_links_a_board(monitors: ShownMonitors, answers: Answers, pictures: Pictures) -> Finding:
    """The monitor's message links a dashboard."""
    for shown in reversed(monitors.messages):
        seen = place_evidence("message", shown.text, shown.place, wanted="https://…/dashboard/…")
        if DASHBOARD_IN.search(shown.text):
            return passed("The message links a dashboard.", seen, rests_on=TEXT)
        return failed("The message has no link to a dashboard.", seen, rests_on=TEXT)
    said = [p for p in saying(answers, _LINKS, but=UNABLE) if not DENIES.search(p.text)]
    if said:
        return passed("The document says that the message links it.", passage_evidence(said[0]), rests_on=TEXT)
    return unseen(answers, pictures, "The text of the message is not written.")


@check(hint="Your address with a leading @ in the monitor's message.")
def document_monitor_mails_on(
    monitors: ShownMonitors, answers: Answers, pictures: Pictures, *, states: tuple[State, ...]
) -> Finding:
    """The monitor mails in the states that were asked for."""
    return mailed_in(monitors, answers, pictures, states)


@check(hint="Repeats every day, starts 19:00, lasts 14 hours, aimed at this monitor only.")
def document_downtime_covers_every_night(downtimes: ShownDowntimes, answers: Answers, pictures: Pictures) -> Finding:
    """A downtime covers every night."""
    nights = [d for d in downtimes.items if d.days]
    if nights:
        final = nights[-1]
        seen = place_evidence(
            "downtime", f"days {final.days}, minute {final.start_minute}, {final.minutes} minutes", final.place
        )
        if (final.start_minute, final.minutes) != (SEVEN_PM, 14 * 60):
            return failed("The downtime is not from 7 pm to 9 am.", seen, rests_on=TEXT)
        if final.days != tuple(range(7)):
            return failed("The downtime does not repeat every day.", seen, rests_on=TEXT)
        if not final.aimed:
            return failed("The downtime is not aimed at this monitor only.", seen, rests_on=TEXT)
        return passed("The downtime covers 7 pm to 9 am every day.", seen, rests_on=TEXT)
    told = last(window for window in windows(talk(answers, pictures)) if window.days == "nights" and window.timed)
    if told is None:
        return left_open(answers, pictures, "The hours and days of the nights are not written.", NIGHTS)
    evidence = passage_evidence(told.passage)
    hours = told.start == SEVEN_PM and told.end in (NINE_AM, None) and told.minutes in (None, 14 * 60, DAY)
    if not hours:
        return failed("The document gives other hours for the nights.", evidence, rests_on=TEXT)
    if not _ALL_WEEK.search(told.passage.text) or _BUT_A_DAY.search(told.passage.text):
        return failed("The document does not say that it repeats every day.", evidence, rests_on=TEXT)
    return passed("The document says 7 pm to 9 am every day.", evidence, rests_on=TEXT)
