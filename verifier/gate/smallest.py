"""Leaves out of facts what a check does not go by, so that a trial can be read. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from verifier.gate.trial import Facts, put

Holds = Callable[[Facts], bool]


def smallest(facts: Facts, holds: Holds) -> Facts:
    """The same facts with shorter lists, of which `holds` is still true."""
    for path in list(_lists(facts, ())):
        facts = _shortened(facts, path, holds)
    return facts


def _shortened(facts: Facts, path: tuple[str | int, ...], holds: Holds) -> Facts:
    """Halves of the list are left out while it holds, then quarters, and so on."""
    try:
        items = _at(facts, path)
    except (KeyError, IndexError, TypeError):
        return facts  # a longer list around it was shortened
    size = max(1, len(items) // 2)
    while items:
        start, kept = 0, len(items)
        while start < len(items):
            fewer = items[:start] + items[start + size :]
            if holds(put(facts, path, fewer)):
                items = fewer
            else:
                start += size
        if size == 1 and len(items) == kept:
            break
        size = max(1, size // 2)
    shortened: Facts = put(facts, path, items)
    return shortened


def _lists(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Paths of the lists, outer ones first. Of single fields that happen to be pairs nothing can be left out."""
    if isinstance(value, list):
        yield path
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in pairs:
        yield from _lists(inner, (*path, name))


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for name in path:
        value = value[name]
    return value
