"""Kept facts of earlier schema numbers, each brought to the next one.

Plain JSON to plain JSON: the classes that wrote them are gone. Nothing here changes once its number is out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

Json = dict[str, Any]

_GROWN_IN_1: Mapping[str, Mapping[str, Any]] = {
    "CustomChecks.items": {"samples": None},
    "CustomChecks.items.metrics": {"doubt": "", "value_doubt": ""},
    "ShownChecks.codes.values": {"doubt": "", "value_doubt": ""},
    "TracedProcesses.items": {"own_modules": []},
    "Leaks.items": {"commit": ""},
    "SubmittedFiles": {"unused_pictures": [], "cut": []},
}
"""Fact and the way into it -> the fields that it got while the number stayed 1, with what they said by default."""


def from_1(data: Json) -> Json:
    """Number 1 grew without a new number. What a program of then did not tell yet becomes the default of then."""
    values = deepcopy(data["values"])
    for way, fields in _GROWN_IN_1.items():
        name, *steps = way.split(".")
        for item in _items(values.get(name, {}).get("fact"), steps):
            for field, default in fields.items():
                item.setdefault(field, deepcopy(default))
    return {**data, "in_part": data.get("in_part", ""), "values": values}


def _items(value: Any, steps: Sequence[str]) -> Iterator[Json]:
    """What lies at the end of the way, wherever a list forks it; nothing where the fact is missing."""
    if value is None:
        return
    if isinstance(value, list | tuple):
        for item in value:
            yield from _items(item, steps)
    elif steps:
        yield from _items(value[steps[0]], steps[1:])
    else:
        yield value


UPGRADES: Mapping[int, Callable[[Json], Json]] = {1: from_1}
"""One function per number: UPGRADES[n] turns schema n into schema n + 1."""
