"""When a recording was made, told from what its answers say happened just then."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sandbox.site.moments import seconds_of
from sandbox.site.replay.recording import Interaction

_JUST_NOW = frozenset(
    (
        "created",
        "modified",
        "created_at",
        "modified_at",
        "overall_state_modified",
        "last_reported_time",
        "start_timestamp",
        "date_happened",
        "to_date",
        "time",
    )
)
_ASKED = frozenset(("to", "end"))


def clock_of(interactions: Sequence[Interaction]) -> list[float]:
    """The time of each request: never running backwards, and never before what the answers tell of."""
    guesses = [max(_times(each), default=None) for each in interactions]
    known = [guess for guess in guesses if guess is not None]
    now = known[0] if known else time.time()
    clock = []
    for guess in guesses:
        now = max(now, guess if guess is not None else now)
        clock.append(now)
    return clock


def _times(interaction: Interaction) -> Iterator[float]:
    yield from _found(interaction.answer, _JUST_NOW)
    if interaction.path.startswith("/api/v2/events"):
        yield from _found(interaction.answer, frozenset(("timestamp",)))
    if interaction.path == "/api/v1/series":
        yield from _sent(interaction.body)
    if interaction.path.endswith(("/query", "/timeseries", "/scalar", "/events")):
        yield from _found(interaction.body, _ASKED)
        yield from _found(dict(interaction.query), _ASKED)


def _sent(body: Any) -> Iterator[float]:
    """Points are sent as they come about."""
    for series in body.get("series", []) if isinstance(body, Mapping) else []:
        for point in series.get("points") or []:
            yield from _second(point[0])


def _found(value: Any, names: frozenset[str]) -> Iterator[float]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in names and isinstance(inner, int | float | str) and not isinstance(inner, bool):
                yield from _second(inner)
            else:
                yield from _found(inner, names)
    elif isinstance(value, list):
        for inner in value:
            yield from _found(inner, names)


def _second(value: int | float | str) -> Iterator[float]:
    try:
        second = seconds_of(value, now=0)
    except ValueError:
        return
    if second > 1_000_000_000:
        yield second + 1
