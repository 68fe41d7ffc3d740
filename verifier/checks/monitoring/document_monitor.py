"""What the document shows of the monitor's query, thresholds and missing data."""

from __future__ import annotations

import re
from collections.abc import Sequence

from verifier.checks import check
from verifier.checks.monitoring.told_monitor import as_asked, of_metric, options_of, saying, unseen
from verifier.checks.told import passage_evidence, place_evidence
from verifier.checks.visualizing.told_queries import accepted_metrics
from verifier.facts.document import Answers, Passage, Pictures, ShownChecks, ShownMonitor, ShownMonitors
from verifier.queries import MonitorQuery, leaves
from verifier.verdicts import Finding, RestsOn, failed, passed

TEXT = RestsOn.TEXT


@check(hint="`avg(last_5m):avg:my_metric{…} > 800`.")
def document_monitor_averages_the_metric(
    monitors: ShownMonitors,
    answers: Answers,
    checks: ShownChecks,
    pictures: Pictures,
    *,
    metric: str,
    window_seconds: int,
) -> Finding:
    """The monitor watches the metric's average over the asked time."""
    ours = of_metric(monitors, accepted_metrics(metric, checks))
    if ours:
        shown, query = ours[-1]
        seen = place_evidence(
            "query", shown.query, shown.place, wanted=f"avg(last_{window_seconds // 60}m):avg:{metric}{{…}} > …"
        )
        wrong = _wrong(query, window_seconds)
        return (
            failed(wrong, seen, rests_on=TEXT)
            if wrong
            else passed("The monitor's query averages the metric.", seen, rests_on=TEXT)
        )
    minutes = window_seconds // 60
    window = rf"\b(?:{minutes}|{_word(minutes)})[- ]?(?:m\b|mins?\b|minutes?\b)"
    said = [p for p in saying(answers, r"\baverag\w*|\bavg\b") if re.search(rf"(?i){window}", p.text)]
    if said:
        return passed(
            "The document says that the average over that time is watched.", passage_evidence(said[0]), rests_on=TEXT
        )
    other = saying(answers, r"\bat least once\b|\bin total\b|\bmaximum (?:of|value)\b", but=r"averag")
    if other:
        return failed("Another aggregation than the average is watched.", passage_evidence(other[0]), rests_on=TEXT)
    return unseen(answers, pictures, "The monitor's query is not written.")


def _wrong(query: MonitorQuery, window_seconds: int) -> str:
    if query.time_aggregator != "avg":
        return f"The monitor takes the {query.time_aggregator} over time, not the average."
    if query.window_seconds != window_seconds:
        return f"The monitor looks at {query.window}."
    if query.comparator != ">":
        return f"The monitor compares with {query.comparator}, not above."
    leaf = leaves(query.query)[0]
    if leaf.aggregator not in (None, "avg"):
        return f"The monitor takes the {leaf.aggregator} of the metric, not the average."
    return ""


@check(hint="`options.thresholds.warning: 500`.")
def document_monitor_warns_at(
    monitors: ShownMonitors, answers: Answers, checks: ShownChecks, pictures: Pictures, *, metric: str, threshold: int
) -> Finding:
    """The monitor warns at the asked threshold."""
    shown = [m for m in options_of(monitors, accepted_metrics(metric, checks)) if m.warning is not None]
    if shown:
        final = shown[-1]
        seen = place_evidence("warning", f"{final.warning:g}", final.place, wanted=str(threshold))
        if final.misplaced:
            return failed(
                "The warning stands beside `thresholds`, where the API does not read it.", seen, rests_on=TEXT
            )
        return (passed if final.warning == threshold else failed)(
            f"The warning threshold is {final.warning:g}.", seen, rests_on=TEXT
        )
    said = saying(answers, rf"\bwarn\w*[^.;]{{0,80}}\b{threshold}\b|\b{threshold}\b[^.;]{{0,40}}\bwarn")
    return _told(said, answers, pictures, topic=r"\bvalues?\b|threshold", what="The warning threshold")


@check(hint="The threshold in the query and `options.thresholds.critical` must both be 800.")
def document_monitor_alerts_at(
    monitors: ShownMonitors, answers: Answers, checks: ShownChecks, pictures: Pictures, *, metric: str, threshold: int
) -> Finding:
    """The monitor alerts at the asked threshold."""
    names = accepted_metrics(metric, checks)
    ours = of_metric(monitors, names)
    values = [(query.threshold, shown) for shown, query in ours]
    values += [(m.critical, m) for m in options_of(monitors, names) if m.critical is not None and not m.query]
    if values:
        return _alert(values, threshold)
    said = saying(answers, rf"\b(?:alert\w*|critical)[^.;]{{0,80}}\b{threshold}\b|\b{threshold}\b[^.;]{{0,40}}\balert")
    return _told(said, answers, pictures, topic=r"\bvalues?\b|threshold", what="The alert threshold")


def _alert(values: Sequence[tuple[float, ShownMonitor]], threshold: int) -> Finding:
    value, shown = values[-1]
    seen = place_evidence("threshold", shown.query or f"critical: {value:g}", shown.place, wanted=f"> {threshold}")
    return (passed if value == threshold else failed)(f"The alert threshold is {value:g}.", seen, rests_on=TEXT)


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
        return failed("The setting for missing data is another.", seen, rests_on=TEXT)
    amount = rf"\b(?:{minutes}|{_word(minutes)})[- ]?(?:m\b|mins?\b|minutes?\b)"
    said = [
        p
        for p in saying(
            answers,
            r"\bno[ _-]?data\b|\bmissing data|\bdata (?:is )?missing|\bnothing (?:arrives|comes|is sent)|\bno (?:metrics?|values?|"
            r"points?)\b|\bstops? (?:sending|report)",
        )
        if re.search(rf"(?i){amount}", p.text)
    ]
    return _told(said, answers, pictures, topic=r"no[ _-]?data", what="The setting for missing data")


def _told(said: Sequence[Passage], answers: Answers, pictures: Pictures, *, topic: str, what: str) -> Finding:
    claims = [*said, *as_asked(answers, topic)]
    if claims:
        return passed("The document says that it is set as asked.", passage_evidence(claims[0]), rests_on=TEXT)
    return unseen(answers, pictures, f"{what} is not written.")


def _word(number: int) -> str:
    return {1: "one", 5: "five", 10: "ten", 15: "fifteen"}.get(number, str(number))
