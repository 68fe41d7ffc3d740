"""Which metrics are active, and the points of the candidate's own metric, fine enough to tell its cadence."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import quote

from verifier.datadog import CouldNotLook
from verifier.facts import NotThere
from verifier.facts.account import AccountHosts, ActiveMetrics, CandidateMetrics, MetricPoints
from verifier.probes.account.probe import Ask, Probe, Told
from verifier.probes.account.series import QUERY, TIMESERIES, Series, query, timeseries
from verifier.probes.account.shape import obj, text, texts

METRICS = "/api/v1/metrics"
LOOK_BACK = 7 * 86_400
NAMES_MOST = 4
HOSTS_MOST = 3
CLOSE = 0.87
_OF_THE_AGENT = ("datadog.", "system.", "trace.", "ntp.")
# Five-second buckets are the finest there are; a window of an hour is granted them, twenty minutes
# get them by themselves. Coarser ones blur 45 seconds into 40 and 60.
BUCKET = 5
WINDOW = 3600
WINDOWS = 4
SHORT_WINDOW = 1200
SHORT_WINDOWS = 2


def ask_active(ask: Ask) -> Told:
    since = ask.now - LOOK_BACK
    return {ActiveMetrics: read_active(ask.port.get(METRICS, [("from", since)]), since=since)}


def read_active(body: object, *, since: int, host: str = "") -> ActiveMetrics:
    """GET /api/v1/metrics."""
    return ActiveMetrics(tuple(sorted(set(texts(obj(body).get("metrics"))))), host, since)


def candidates(names: Iterable[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """The wanted names that are there; where none is, those that look like them, the closest first."""
    there = [name for name in names if not name.startswith(_OF_THE_AGENT)]
    exact = tuple(name for name in wanted if name in there)
    close = {name: max((_closeness(name, each) for each in wanted), default=0.0) for name in there}
    near = sorted((name for name in there if close[name] >= CLOSE), key=lambda name: (-close[name], name))
    return (exact or tuple(near))[:NAMES_MOST]


def _closeness(name: str, wanted: str) -> float:
    """0..1, blind for case and separators; a prefix or suffix costs little."""
    squeezed, sought = _squeezed(name), _squeezed(wanted)
    if not sought or not squeezed:
        return 0.0
    if squeezed == sought:
        return 1.0
    if sought in squeezed:
        return 0.95
    last = _squeezed(name.rsplit(".", 1)[-1])
    return max(SequenceMatcher(None, each, sought).ratio() for each in (squeezed, last))


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


@dataclass(frozen=True)
class Stream:
    """One metric on one host: what the fine questions are about. end: when it was last heard, or now."""

    metric: str
    host: str
    type: str
    end: int

    @property
    def query(self) -> str:
        return f"avg:{self.metric}{{host:{self.host}}}" if self.host else f"avg:{self.metric}{{*}}"

    def windows(self, seconds: int, count: int) -> list[tuple[int, int]]:
        return [(self.end - (n + 1) * seconds, self.end - n * seconds) for n in reversed(range(count))]


Points = tuple[tuple[int, float], ...]


def ask_candidates(ask: Ask) -> Told:
    active = ask.known.get(ActiveMetrics)
    listed = isinstance(active, ActiveMetrics)
    names = candidates(active.names, ask.metrics) if isinstance(active, ActiveMetrics) else ask.metrics[:NAMES_MOST]
    if not names:
        wanted = ask.metrics[0] if ask.metrics else "my_metric"
        return {CandidateMetrics: NotThere(f"The account has no metric {wanted}, and none with a name close to it.")}
    streams = [stream for of_name in ask.each(lambda name: _streams(ask, name), names) for stream in of_name]
    begin = ask.now - LOOK_BACK
    if not streams and not listed:
        return {CandidateMetrics: NotThere(f"The account has no points of {names[0]} in the last seven days.")}
    silent = [name for name in names if not any(stream.metric == name for stream in streams)]
    empty = [MetricPoints(name, "", 0, (), begin, ask.now, type_of(ask, name)) for name in silent]
    return {CandidateMetrics: CandidateMetrics((*fine(ask, streams), *empty))}


def _streams(ask: Ask, name: str) -> list[Stream]:
    """Where the metric was heard in the last days, the hosts that were named first, then the latest."""
    lines = query(ask.port, f"avg:{name}{{*}} by {{host}}", begin=ask.now - LOOK_BACK, end=ask.now)
    heard = [line for line in lines if line.points]
    wanted = _wanted_hosts(ask)
    heard.sort(key=lambda line: (line.tagged("host").lower() in wanted, line.points[-1][0]), reverse=True)
    kind = type_of(ask, name) if heard else ""
    return [
        Stream(name, line.tagged("host"), kind, min(ask.now, line.points[-1][0] + max(line.bucket, BUCKET)))
        for line in heard[:HOSTS_MOST]
    ]


def fine(ask: Ask, streams: Sequence[Stream]) -> list[MetricPoints]:
    """The last hours in which each stream was heard, in the finest buckets that Datadog gives."""
    wished = _in_windows(ask, streams, WINDOW, WINDOWS, _wish)
    blurred = [stream for stream in streams if bucket_of(wished[stream]) != BUCKET]
    told = _in_windows(ask, blurred, SHORT_WINDOW, SHORT_WINDOWS, tell)
    found = []
    for stream in streams:
        seconds, count = (SHORT_WINDOW, SHORT_WINDOWS) if stream in told else (WINDOW, WINDOWS)
        lines = told.get(stream) or wished[stream]
        bucket = max((line.bucket for line in lines), default=0) or bucket_of(lines)
        begin = stream.windows(seconds, count)[0][0]
        points = merged(lines)
        found.append(MetricPoints(stream.metric, stream.host, bucket, points, begin, stream.end, stream.type))
    return found


Window = tuple[Stream, tuple[int, int]]


def _in_windows(
    ask: Ask, streams: Sequence[Stream], seconds: int, count: int, question: Callable[[Ask, Window], Sequence[Series]]
) -> dict[Stream, list[Series]]:
    """All windows of all streams, asked side by side."""
    asked = [(stream, window) for stream in streams for window in stream.windows(seconds, count)]
    answers = ask.each(lambda window: question(ask, window), asked)
    found: dict[Stream, list[Series]] = {stream: [] for stream in streams}
    for (stream, _), lines in zip(asked, answers, strict=True):
        found[stream].extend(lines)
    return found


def _wish(ask: Ask, asked: Window) -> Sequence[Series]:
    stream, (begin, end) = asked
    try:
        return timeseries(ask.port, stream.query, begin=begin, end=end, bucket=BUCKET)
    except CouldNotLook as fault:
        if fault.status == 400:
            return ()
        raise


def tell(ask: Ask, asked: Window) -> Sequence[Series]:
    stream, (begin, end) = asked
    return query(ask.port, stream.query, begin=begin, end=end)


def _wanted_hosts(ask: Ask) -> frozenset[str]:
    """The hosts that were named, under every name the account knows them by."""
    named = {host.lower() for host in ask.hosts}
    hosts = ask.known.get(AccountHosts)
    for host in hosts.items if isinstance(hosts, AccountHosts) else ():
        names = {name.lower() for name in (host.name, *host.aliases)}
        named |= names if named & names else set()
    return frozenset(named)


def type_of(ask: Ask, name: str) -> str:
    try:
        return text(obj(ask.port.get(f"{METRICS}/{quote(name, safe='')}")).get("type"))
    except CouldNotLook as fault:
        if fault.status != 404:
            ask.missing.append(f"the type of {name} is not known: {fault.reason}")
        return ""


def merged(lines: Iterable[Series]) -> Points:
    return tuple(sorted({at: value for line in lines for at, value in line.points}.items()))


def bucket_of(lines: Iterable[Series]) -> int:
    """The bucket that the times give away. Coarser ones than five seconds are multiples of ten."""
    common = math.gcd(*(at for at, _ in merged(lines)))
    return BUCKET if common % BUCKET == 0 and common % (2 * BUCKET) else common


ACTIVE = Probe("metrics", (ActiveMetrics,), (METRICS,), ask_active)
CANDIDATES = Probe(
    "points", (CandidateMetrics,), (QUERY, TIMESERIES, METRICS), ask_candidates, needs=(ActiveMetrics, AccountHosts)
)
