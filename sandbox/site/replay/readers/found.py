"""What all readers share: what they give, and the small pieces several of them need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sandbox.site.replay.recording import Interaction

Found = tuple[str, Any, Any]
"""The part of the seed, the id by which the recording knows it (or None), and the content."""

Reader = Callable[[Interaction, dict[str, str]], Iterator[Found]]
Row = tuple[str, str, Reader]
"""Method, pattern of the path, reader."""


def given(content: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The named fields that say something."""
    return {name: content[name] for name in names if content.get(name) is not None}


def unit_of(metric: str, unit: list[Any]) -> Iterator[Found]:
    first, second = [*unit, None, None][:2]
    if first:
        content = {"unit": first["name"], "per_unit": second["name"] if second else None}
        yield "metrics", metric, content


def bare_monitor(number: int) -> Iterator[Found]:
    query = "avg(last_5m):avg:scratch.metric{*} by {host} > 1"
    yield "monitors", number, {"id": number, "query": query, "name": "scratch"}
