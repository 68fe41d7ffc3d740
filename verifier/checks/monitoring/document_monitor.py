"""What the document shows of the monitor's query and thresholds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from verifier.checks import check
from verifier.checks.monitoring.told_monitor import claimed, is_of, of_metric, options_of, told_settings, unseen
from verifier.checks.monitoring.told_thresholds import final, minutes_in
from verifier.checks.told import PENDING, affirmed, passage_evidence, place_evidence
from verifier.checks.visualizing.told_queries import accepted_metrics
from verifier.facts.document import Answers, Pictures, ShownChecks, ShownMonitor, ShownMonitors
from verifier.queries import MonitorQuery, leaves
from verifier.spoken import meant
from verifier.verdicts import Finding, RestsOn, failed, passed

TEXT = RestsOn.TEXT
_AVERAGE = re.compile(r"(?i)\baverag\w*|\bavg\b|\bmean\b")
_OTHER_WAY = re.compile(
    r"(?i)(?<!not )(?<!not “)(?<!not \")(?<!instead of )(?<!rather than )(?<!than \")[\"“'‘`*]{0,9}\b(?:at least once|in total|"
    r"at all times|max(?:imum)? (?:of|value|over)|sum[\"”'’`*]{0,9} (?:instead|rather))\b"
)
_ONCE = re.compile(r"(?i)\bat least once\b|\bonce or more\b|\bany (?:value|point|time)\b|\bmax(?:imum)?\b|\bhighest\b")
_ON_AVERAGE = re.compile(
    r"(?i)(?<!not )(?<!instead of )(?<!rather than )[\"“'‘`*]{0,9}\b(?:on average|in total|at all times|"
    r"(?:the )?average (?:of|value|over|is|was)|averaged)\b"
)
_CONDITION = re.compile(
    r"(?i)\babove\b|\bthreshold\b|\bcondition\b|\btrigger\w*|\bset\b|\bchose\b|\bselected\b|\bswitch\w*|\bused?\b"
)
_ANOTHER = re.compile(r"(?i)\b(?:instead of|rather than|too (?:low|high)|not)\b")
_TAKEN_INSTEAD = re.compile(
    r"(?i)\b(?:sum|max\w*|min\w*|last)\b[^.,;]{0,10} (?:instead of|rather than) (?:the |an )?(?:avg|average|mean)\b"
)
_WINDOW = re.compile(r"(?i)\b(?:last|past|previous)[ *]{1,4}(?!5\b)\d{1,3}[ -]?(?:m\b|min)")
_PURPOSE = re.compile(r"(?i),? (?:so(?: that)?|because|in order to|to make sure) (?:i|we|it|that|one)\b.*")
_EXPLAINS = re.compile(r"(?i)\bwould\b|\byou\b|\bmeans\b|\bdifferen(?:t|ce)\b")


@dataclass(frozen=True)
class Way:
    """How people say it. right: that it is taken so; other: that it is taken otherwise."""

    name: str
    takes: str
    right: re.Pattern[str]
    other: re.Pattern[str]


_WAYS = {
    "avg": Way("average", "averages", _AVERAGE, _OTHER_WAY),
    "max": Way("maximum", "takes the highest value of", _ONCE, _ON_AVERAGE),
}


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
    return _watching(monitors, answers, checks, pictures, metric, "avg", window_seconds)


@check(hint='`max(last_5m):…` is "at least once", `avg(last_5m):…` is "on average".')
def document_monitor_watches_the_metric(
    monitors: ShownMonitors,
    answers: Answers,
    checks: ShownChecks,
    pictures: Pictures,
    *,
    metric: str,
    over_time: str,
    window_seconds: int,
) -> Finding:
    """The monitor watches the metric as asked."""
    return _watching(monitors, answers, checks, pictures, metric, over_time, window_seconds)


def _watching(
    monitors: ShownMonitors,
    answers: Answers,
    checks: ShownChecks,
    pictures: Pictures,
    metric: str,
    over_time: str,
    window_seconds: int,
) -> Finding:
    way = _WAYS[over_time]
    names = accepted_metrics(metric, checks)
    ours = of_metric(monitors, names)
    if ours:
        shown, query = ours[-1]
        seen = place_evidence(
            "query", shown.query, shown.place, wanted=f"{over_time}(last_{window_seconds // 60}m):avg:{metric}{{…}} > …"
        )
        before = dict.fromkeys((one.query, one.place) for one, _ in ours[:-1] if one.query != shown.query)
        earlier = [place_evidence("shown before", text, place) for text, place in before][-2:]
        wrong = _wrong(query, over_time, window_seconds)
        return (
            failed(wrong, seen, *earlier, rests_on=TEXT)
            if wrong
            else passed(f"The monitor's query {way.takes} the metric.", seen, *earlier, rests_on=TEXT)
        )
    minutes = window_seconds // 60
    told = [
        p
        for p in told_settings(answers, pictures)
        if not (p.kind == "own" and _EXPLAINS.search(_PURPOSE.sub("", p.text)))
    ]
    right = [
        p
        for p in told
        if not _TAKEN_INSTEAD.search(p.text)
        and way.right.search(meant(p.text))
        and minutes in minutes_in(p.text)
        and is_of(p, names)
    ]
    other = [
        p
        for p in told
        if way.other.search(meant(p.text)) and (_CONDITION.search(p.text) or minutes in minutes_in(p.text))
    ]
    if other and (not right or other[-1].place.order >= right[-1].place.order):
        return failed(
            f"Another aggregation than the {way.name} is watched.", passage_evidence(other[-1]), rests_on=TEXT
        )
    elsewhen = [
        p for p in told if way.right.search(meant(p.text)) and _WINDOW.search(meant(p.text)) and is_of(p, names)
    ]
    if elsewhen and not right:
        seen = passage_evidence(elsewhen[-1])
        return failed(f"The {way.name} over another time is watched.", seen, rests_on=TEXT)
    if right:
        return passed(
            f"The document says that the {way.name} over that time is watched.",
            passage_evidence(right[-1]),
            rests_on=TEXT,
        )
    return unseen(answers, pictures, "The monitor's query is not written.")


def _wrong(query: MonitorQuery, over_time: str, window_seconds: int) -> str:
    name = _WAYS[over_time].name
    if query.time_aggregator != over_time:
        return f"The monitor takes the {query.time_aggregator} over time, not the {name}."
    if query.window_seconds != window_seconds:
        return f"The monitor looks at {query.window}."
    if query.comparator != ">":
        return f"The monitor compares with {query.comparator}, not above."
    leaf = leaves(query.query)[0]
    if leaf.aggregator not in (None, "avg", over_time):
        return f"The monitor takes the {leaf.aggregator} of the metric, not the {name}."
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
    return _told_threshold("warning", threshold, answers, pictures)


@check(hint="The threshold in the query and `options.thresholds.critical` must both be 800.")
def document_monitor_alerts_at(
    monitors: ShownMonitors, answers: Answers, checks: ShownChecks, pictures: Pictures, *, metric: str, threshold: float
) -> Finding:
    """The monitor alerts at the asked threshold."""
    names = accepted_metrics(metric, checks)
    ours = of_metric(monitors, names)
    values = [(query.threshold, shown) for shown, query in ours]
    values += [(m.critical, m) for m in options_of(monitors, names) if m.critical is not None and not m.query]
    if values:
        below = next((query for _, query in ours[-1:] if query.comparator in ("<", "<=", "==")), None)
        return _alert(values, threshold, below.comparator if below else "")
    return _told_threshold("alert", threshold, answers, pictures)


def _alert(values: Sequence[tuple[float, ShownMonitor]], threshold: float, other: str) -> Finding:
    value, shown = values[-1]
    seen = place_evidence("threshold", shown.query or f"critical: {value:g}", shown.place, wanted=f"> {threshold:g}")
    if other and shown.query:
        return failed(f"The monitor compares with {other}, not above.", seen, rests_on=TEXT)
    return (passed if value == threshold else failed)(f"The alert threshold is {value:g}.", seen, rests_on=TEXT)


def _told_threshold(kind: str, threshold: float, answers: Answers, pictures: Pictures) -> Finding:
    key = "monitor-warn-500" if kind == "warning" else "monitor-alert-800"
    under = [
        p
        for p in answers.items
        if p.kind == "own"
        and p.place.asked == (key,)
        and re.search(_number(threshold), affirmed(p).text)
        and not (PENDING.search(p.text) or (final([affirmed(p)], kind, threshold) is None and _ANOTHER.search(p.text)))
    ]
    if under:
        return passed("The document says so where it is asked.", passage_evidence(under[0]), rests_on=TEXT)
    told = final(told_settings(answers, pictures), kind, threshold)
    if told is not None:
        judged = passed if told.value == threshold else failed
        said = f"The document says that the {kind} threshold is {told.value:g}."
        return judged(said, passage_evidence(told.passage), rests_on=TEXT)
    return claimed([], answers, pictures, topic=r"\bvalues?\b|threshold", what=f"The {kind} threshold")


def _number(value: float) -> str:
    """0.9 is also written .90."""
    written = re.escape(f"{value:g}")
    return rf"(?<![\d.]){written.replace('0', '0?', 1)}0*(?!\d)" if 0 < value < 1 else rf"\b{written}\b"
