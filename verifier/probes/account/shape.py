"""Careful hands for parsed JSON: each takes what should be there, and gives an empty thing where it is not.

Datadog's answers are told, not guaranteed: numbers come as strings, lists as null, objects cut off.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime

TEXT_MAX = 20_000
# As seconds this is the year 5138, as milliseconds it is 1973.
_MILLISECONDS = 10**11
_NOTHING: Mapping[str, object] = {}


def obj(value: object, *path: str) -> Mapping[str, object]:
    """The object at the end of the path; an empty one if anything on the way is something else."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else _NOTHING


def objs(value: object) -> tuple[Mapping[str, object], ...]:
    """The objects of a list."""
    return tuple(item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def text(value: object) -> str:
    return value[:TEXT_MAX] if isinstance(value, str) else ""


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list; one text alone is a list of one."""
    items = value if isinstance(value, list) else [value]
    return tuple(item[:TEXT_MAX] for item in items if isinstance(item, str))


def number(value: object) -> float | None:
    """A finite number, also where it came as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def whole(value: object) -> int | None:
    found = number(value)
    return int(found) if found is not None else None


def identifier(value: object) -> str:
    """An id as text, whether it came as a number or as text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else text(value)


def epoch(value: object) -> int:
    """Seconds, from seconds, milliseconds or ISO 8601; 0 where there is none."""
    found = number(value)
    if found is None:
        try:
            moment = datetime.fromisoformat(text(value))
            found = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            return 0
    seconds = int(found / 1000 if found > _MILLISECONDS else found)
    return seconds if 0 < seconds < _MILLISECONDS else 0
