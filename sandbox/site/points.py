"""Points of every series as a function of seed and clock: asked twice, the same answer. No HTTP in here."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sandbox.site import names
from sandbox.site.hosttags import tags_of
from sandbox.site.moments import seconds_of
from sandbox.site.requests import Served, requests_of
from sandbox.site.seed import Series, TracedService
from sandbox.site.state import Organisation

Points = Iterator[tuple[float, float]]


@dataclass(frozen=True)
class Stream:
    """One series with all its tags; `between(start, end)` gives its raw points."""

    metric: str
    host: str | None
    tags: frozenset[str]
    type: str
    between: Callable[[float, float], Points]


def streams(organisation: Organisation, *, now: float, metric: str | None = None) -> Iterator[Stream]:
    """Every series of the organisation (of one metric): seeded, traced, and sent by clients."""
    for series in organisation.seed.series:
        if metric in (None, series.metric):
            yield _seeded(organisation, series, now)
    for service in organisation.seed.services:
        if metric is None or metric.startswith(f"trace.{service.operation}"):
            yield from _traced(organisation, service, now, metric)
    yield from _sent(organisation, metric)


def last_point(stream: Stream, *, since: float, now: float) -> float | None:
    """When the series last had a point, looking back from now in growing steps."""
    reach = 60.0
    while now - reach > since:
        if times := [at for at, _ in stream.between(now - reach, now)]:
            return max(times)
        reach *= 8
    times = [at for at, _ in stream.between(since, now)]
    return max(times) if times else None


def _seeded(organisation: Organisation, series: Series, now: float) -> Stream:
    tags = _all_tags(organisation, series.host, series.tags)
    if series.points is not None:
        given = [(seconds_of(at, now=now), value) for at, value in series.points]
        return Stream(series.metric, series.host, tags, series.type, _listed(given))
    return Stream(series.metric, series.host, tags, series.type, lambda a, b: _made(series, a, b, now))


def _made(series: Series, start: float, end: float, now: float) -> Points:
    """The points that fall into [start, end]: number k of the series comes k intervals after the epoch."""
    start = max(start, seconds_of(series.since, now=now))
    end = min(end, seconds_of(series.until, now=now), now)
    pauses = [(seconds_of(a, now=now), seconds_of(b, now=now)) for a, b in series.pauses]
    identity = (series.metric, series.host, series.tags)
    phase = dice_phase(series) if series.phase is None else series.phase
    first = math.floor((start - phase - series.jitter) / series.every)
    last = math.floor((end - phase) / series.every)
    for number in range(first, last + 1):
        at = phase + number * series.every + series.jitter * names.dice(identity, number, "late")
        if start <= at <= end and not any(a <= at < b for a, b in pauses):
            yield at, _value(series, identity, number, at)


def dice_phase(series: Series) -> float:
    return names.dice(series.metric, series.host, series.tags, "phase") * series.every


def _value(series: Series, identity: tuple[object, ...], number: int, at: float) -> float:
    if series.shape == "constant":
        share = 0.0
    elif series.shape == "wave":
        share = 0.5 + 0.45 * math.sin(at / 3600 * math.tau) + 0.05 * names.dice(identity, number)
    else:
        share = names.dice(identity, number)
    if series.whole:
        return float(math.floor(series.low + share * (series.high - series.low + 1)))
    return series.low + share * (series.high - series.low)


def _sent(organisation: Organisation, metric: str | None) -> Iterator[Stream]:
    """What clients sent, however many requests it took them, is one series for each metric, host and tags."""
    points: dict[tuple[str, str | None, tuple[str, ...], str], list[tuple[float, float]]] = {}
    for sent in organisation.all("points"):
        if metric in (None, sent["metric"]):
            identity = (sent["metric"], sent["host"], tuple(sorted(sent["tags"])), sent["type"])
            points.setdefault(identity, []).extend((at, value) for at, value in sent["points"])
    for (name, host, tags, kind), listed in points.items():
        yield Stream(name, host, _all_tags(organisation, host, tags), kind, _listed(sorted(listed)))


def _traced(organisation: Organisation, service: TracedService, now: float, metric: str | None) -> Iterator[Stream]:
    """`trace.<operation>.hits`, `.errors` and `.duration`, one series for each resource."""
    for resource in service.resources:
        own = [f"service:{service.service}", f"env:{service.env}", f"resource_name:{tag_value(resource.name)}"]
        tags = _all_tags(organisation, service.host or None, (*own, *service.tags))
        for suffix, measure in _MEASURES.items():
            name = f"trace.{service.operation}.{suffix}"
            if metric in (None, name):
                kind = "gauge" if suffix == "duration" else "count"
                points = _measured(service, resource.name, measure, now)
                yield Stream(name, service.host or None, tags, kind, points)


def _measured(
    service: TracedService, resource: str, measure: Callable[[Served], float | None], now: float
) -> Callable[[float, float], Points]:
    def between(start: float, end: float) -> Points:
        for served in requests_of(service, start=start, end=end, now=now):
            if served.resource.name == resource and (value := measure(served)) is not None:
                yield served.at, value

    return between


_MEASURES: dict[str, Callable[[Served], float | None]] = {
    "hits": lambda _: 1.0,
    "errors": lambda served: 1.0 if served.resource.error else None,
    "duration": lambda served: served.duration,
}


def tag_value(text: str) -> str:
    """Datadog lowers a tag's value and replaces what it does not allow."""
    return "".join(letter if letter.isalnum() or letter in "_-:./" else "_" for letter in text.lower())


def _all_tags(organisation: Organisation, host: str | None, own: tuple[str, ...]) -> frozenset[str]:
    """A point carries its own tags, its host, and the tags of its host."""
    tags = {tag.lower() for tag in own}
    if host:
        tags.add(f"host:{host.lower()}")
        for listed in tags_of(organisation, host).values():
            tags.update(tag.lower() for tag in listed)
    return frozenset(tags)


def _listed(points: list[tuple[float, float]]) -> Callable[[float, float], Points]:
    def between(start: float, end: float) -> Points:
        yield from ((at, value) for at, value in points if start <= at <= end)

    return between
