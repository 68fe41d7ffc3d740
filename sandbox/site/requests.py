"""The requests a traced service served, as a function of seed and clock; spans and trace metrics are made of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.site import names
from sandbox.site.moments import seconds_of
from sandbox.site.seed import TracedResource, TracedService

LIVE_FOR = 15 * 60
INDEXED_FOR = 15 * 86400


@dataclass(frozen=True)
class Served:
    number: int
    at: float
    duration: float
    resource: TracedResource


def requests_of(service: TracedService, *, start: float, end: float, now: float) -> Iterator[Served]:
    """One request every `every` seconds, going round the resources."""
    start = max(start, seconds_of(service.since, now=now))
    end = min(end, seconds_of(service.until, now=now), now)
    if not service.resources:
        return
    first, last = math.ceil(start / service.every), math.floor(end / service.every)
    for number in range(first, last + 1):
        resource = service.resources[number % len(service.resources)]
        length = service.duration * (0.5 + names.dice(service.service, number, "duration"))
        yield Served(number, number * service.every, length, resource)


def searchable(service: TracedService, served: Served, *, now: float) -> bool:
    """Everything for fifteen minutes, then what a retention filter kept."""
    if served.at >= now - LIVE_FOR:
        return True
    if served.at < now - INDEXED_FOR or service.retained_one_in == 0:
        return False
    turn = served.number // len(service.resources)
    return turn % service.retained_one_in == 0
