"""The points of the metrics of everybody who shares an account: every host in one answer, several metrics in one question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from verifier.datadog import CouldNotLook
from verifier.facts import NotThere
from verifier.facts.account import AccountHosts, ActiveMetrics, CandidateMetrics, MetricPoints
from verifier.probes.account import metrics
from verifier.probes.account.metrics import BUCKET, LOOK_BACK, SHORT_WINDOW, SHORT_WINDOWS, WINDOW, WINDOWS, Stream
from verifier.probes.account.probe import Ask, Probe, Told
from verifier.probes.account.series import QUERY, TIMESERIES, Series, query, read_timeseries

NAMES_MOST = 60
NAMES_AT_ONCE = 10
SILENT_MOST = 40
"""So many hosts that were not heard for hours are asked by themselves; of the others nothing is told in this look."""
HEARD = tuple[str, str]
Lines = dict[HEARD, list[Series]]


def ask_points(ask: Ask) -> Told:
    active = ask.known.get(ActiveMetrics)
    there = active.names if isinstance(active, ActiveMetrics) else None
    names = wanted_names(there, ask.metrics)
    if not names:
        return {CandidateMetrics: NotThere(f"The account has no metric {' or '.join(ask.metrics[:3])}.")}
    heard = _heard(ask, names)
    begin = ask.now - LOOK_BACK
    fresh = [each for each in heard if each.end > ask.now - WINDOW * WINDOWS]
    silent = sorted((each for each in heard if each not in fresh), key=lambda each: -each.end)
    if len(silent) > SILENT_MOST:
        ask.missing.append(f"of {len(silent)} hosts that were not heard for hours only {SILENT_MOST} were asked")
    found = [*_together(ask, fresh), *metrics.fine(ask, silent[:SILENT_MOST])]
    types = dict(zip(names, ask.each(lambda name: metrics.type_of(ask, name), names), strict=True))
    told = [MetricPoints(p.metric, p.host, p.bucket, p.points, p.begin, p.end, types[p.metric]) for p in found]
    unheard = [name for name in names if not any(each.metric == name for each in heard)]
    empty = [MetricPoints(name, "", 0, (), begin, ask.now, types[name]) for name in unheard]
    return {CandidateMetrics: CandidateMetrics((*told, *empty))}


def wanted_names(there: Sequence[str] | None, wanted: Sequence[str]) -> tuple[str, ...]:
    """Those that were named, and those that look like one of them: what one has right another may have misspelt.

    there: None = it is not known which there are, and so all that were named are asked for.
    """
    if there is None:
        return tuple(dict.fromkeys(wanted))[:NAMES_MOST]
    exact = [name for name in dict.fromkeys(wanted) if name in there]
    near = metrics.candidates((name for name in there if name not in exact), wanted)
    return (*exact, *near)[:NAMES_MOST]


def _heard(ask: Ask, names: Sequence[str]) -> list[Stream]:
    """Where each metric was heard in the last days, and when last."""
    begin = ask.now - LOOK_BACK
    asked = [",".join(f"avg:{name}{{*}} by {{host}}" for name in some) for some in _some(names)]
    answers = ask.each(lambda text: query(ask.port, text, begin=begin, end=ask.now), asked)
    return [
        Stream(line.metric, line.tagged("host"), "", min(ask.now, line.points[-1][0] + max(line.bucket, BUCKET)))
        for lines in answers
        for line in lines
        if line.points and line.metric in names
    ]


def _some(names: Sequence[str]) -> list[Sequence[str]]:
    return [names[at : at + NAMES_AT_ONCE] for at in range(0, len(names), NAMES_AT_ONCE)]


def _together(ask: Ask, fresh: Sequence[Stream]) -> Iterator[MetricPoints]:
    """The last hours of all of them, in the finest buckets that Datadog gives."""
    names = tuple(dict.fromkeys(each.metric for each in fresh))
    wished = _in_windows(ask, names, WINDOW, WINDOWS)
    blurred = [
        name for name in names if any(_bucket(wished[key]) not in (0, BUCKET) for key in wished if key[0] == name)
    ]
    told = _in_windows(ask, blurred, SHORT_WINDOW, SHORT_WINDOWS, coarse=True) if blurred else {}
    for stream in fresh:
        key = (stream.metric, stream.host)
        by_itself = stream.metric in blurred
        lines = (told if by_itself else wished).get(key, [])
        seconds = SHORT_WINDOW * SHORT_WINDOWS if by_itself else WINDOW * WINDOWS
        bucket = max((line.bucket for line in lines), default=0) or metrics.bucket_of(lines)
        yield MetricPoints(*key, bucket, metrics.merged(lines), ask.now - seconds, ask.now)


def _bucket(lines: Sequence[Series]) -> int:
    return metrics.bucket_of(lines) if sum(len(line.points) for line in lines) > 1 else 0


def _in_windows(ask: Ask, names: Sequence[str], seconds: int, count: int, *, coarse: bool = False) -> Lines:
    windows = [(ask.now - (n + 1) * seconds, ask.now - n * seconds) for n in reversed(range(count))]
    asked = [(some, window) for some in _some(names) for window in windows]
    question = _usual if coarse else _finest
    found: Lines = defaultdict(list)
    for lines in ask.each(lambda each: tuple(question(ask, *each)), asked):
        for line in lines:
            found[line.metric, line.tagged("host")].append(line)
    return found


def _finest(ask: Ask, names: Sequence[str], window: tuple[int, int]) -> Iterable[Series]:
    """Version 2, with a wish for the bucket; a wish that is refused is no fault."""
    letters = [f"q{number}" for number in range(len(names))]
    attributes = {
        "from": window[0] * 1000,
        "to": window[1] * 1000,
        "interval": BUCKET * 1000,
        "queries": [
            {"data_source": "metrics", "name": letter, "query": f"avg:{name}{{*}} by {{host}}"}
            for letter, name in zip(letters, names, strict=True)
        ],
        "formulas": [{"formula": letter} for letter in letters],
    }
    try:
        body = ask.port.search(TIMESERIES, {"data": {"type": "timeseries_request", "attributes": attributes}})
    except CouldNotLook as fault:
        if fault.status == 400:
            return ()
        raise
    return read_timeseries(body, names)


def _usual(ask: Ask, names: Sequence[str], window: tuple[int, int]) -> Iterable[Series]:
    """Version 1, with the bucket that follows from the window."""
    text = ",".join(f"avg:{name}{{*}} by {{host}}" for name in names)
    return query(ask.port, text, begin=window[0], end=window[1])


PROBE = Probe(
    "points", (CandidateMetrics,), (QUERY, TIMESERIES, metrics.METRICS), ask_points, needs=(ActiveMetrics, AccountHosts)
)
