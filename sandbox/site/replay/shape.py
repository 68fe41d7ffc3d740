"""The shape of recorded answers, and how another answer departs from it. Extra keys are no difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Shape:
    """What was seen at one place of an answer, over all samples of it (the items of a list are samples)."""

    kinds: set[str] = field(default_factory=set)
    samples: int = 0
    """How many objects were seen here: a key seen as often is always there."""
    keys: dict[str, Shape] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    lists: int = 0
    empty_lists: int = 0
    items: dict[str, Shape] = field(default_factory=dict)
    """By resource type for lists of JSON:API resources, else under the empty name."""

    def learn(self, value: Any) -> Shape:
        self.kinds.add(kind_of(value))
        if isinstance(value, Mapping):
            self.samples += 1
            for key, inner in value.items():
                self.keys.setdefault(key, Shape()).learn(inner)
                self.seen[key] = self.seen.get(key, 0) + 1
        elif isinstance(value, list):
            self.lists += 1
            self.empty_lists += not value
            for item in value:
                self.items.setdefault(_resource_type(item), Shape()).learn(item)
        return self


def kind_of(value: Any) -> str:
    if value is None:
        return "null"
    for kind, types in _KINDS:
        if isinstance(value, types):
            return kind
    return type(value).__name__


_KINDS: tuple[tuple[str, Any], ...] = (
    ("boolean", bool),
    ("number", int | float),
    ("string", str),
    ("list", list),
    ("object", Mapping),
)


def differences(shape: Shape, value: Any, path: str = "") -> list[str]:
    """One line for each departure, each said once."""
    return list(dict.fromkeys(_differences(shape, value, path)))


def _differences(shape: Shape, value: Any, path: str) -> Iterator[str]:
    kind = kind_of(value)
    if shape.kinds == {"null"}:
        return
    if kind not in shape.kinds:
        yield f"{path or 'answer'}: {kind}, recorded {' or '.join(sorted(shape.kinds))}"
    elif kind == "object":
        yield from _of_an_object(shape, value, path)
    elif kind == "list":
        yield from _of_a_list(shape, value, path)


def _of_an_object(shape: Shape, value: Mapping[str, Any], path: str) -> Iterator[str]:
    for key, inner in shape.keys.items():
        place = f"{path}.{key}" if path else key
        if key in value:
            yield from _differences(inner, value[key], place)
        elif shape.seen[key] == shape.samples:
            yield f"{place}: missing"


def _of_a_list(shape: Shape, value: list[Any], path: str) -> Iterator[str]:
    if not value and not shape.empty_lists:
        yield f"{path or 'answer'}: empty, recorded with items"
        return
    held: dict[str, list[Any]] = {}
    for item in value:
        held.setdefault(_resource_type(item), []).append(item)
    for name, inner in shape.items.items():
        place = f"{path}[{name}]"
        if name and name not in held:
            yield f"{place}: missing"
        yield from _of_items(inner, held.get(name, []), place)


def _of_items(shape: Shape, items: Iterable[Any], path: str) -> Iterator[str]:
    for item in items:
        yield from _differences(shape, item, path)


def _resource_type(item: Any) -> str:
    if isinstance(item, Mapping) and "attributes" in item and isinstance(item.get("type"), str):
        return str(item["type"])
    return ""
