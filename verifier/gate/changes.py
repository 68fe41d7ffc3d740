"""What could be otherwise in facts that pass, one thing at a time. Pure.

First what is wrong (another number or word in a text, another value), then what is only gone: a check that fails for nothing
but an empty list was not seen to mind what stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from verifier.gate.trial import NONE, Change, Facts

MOST = 1_500
MOST_PLACES = 5
MOST_WORDS = 80
_PARTS = re.compile(r"\d+(?:\.\d+)?|[^\W\d][\w.-]*")


def changes(facts: Facts) -> Iterator[Change]:
    """Parts of texts, then whole values, each with the shallow ones first; then those that take away."""
    found = sorted(islice(_within(facts, ()), 20 * MOST), key=lambda one: (one[1].takes_away, one[0], len(one[1].path)))
    yield from (change for _rank, change in found[:MOST])
    yield from (Change((name,), NONE) for name in facts)


def _within(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[int, Change]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _within(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value[:MOST_PLACES]):
            yield from _within(inner, (*path, place))
        yield 1, Change(path, [])
    else:
        if isinstance(value, str):
            yield from ((0, Change(path, other)) for other in islice(_otherwise(value), MOST_WORDS))
        yield from ((1, Change(path, other)) for other in _others(value))


def _others(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return [value * 7 + 13, -1, 0]
    if isinstance(value, str):
        return [f"{value}-other", "other", ""]
    return [False, 0]


def _otherwise(text: str) -> Iterator[str]:
    """The text with another number, or another word, in one place."""
    for part in sorted(_PARTS.finditer(text), key=lambda part: not part[0][0].isdigit()):
        if part[0] != text:
            other = str(int(float(part[0])) * 7 + 13) if part[0][0].isdigit() else "other"
            yield text[: part.start()] + other + text[part.end() :]
