"""Parameters that are drawn for each entry of a contest, so that a copied answer fails. Pure.

`$draw.NAME` stands in titles, tasks, hints and parameters of rows; alone in a parameter it is the value itself, a number too.
Without a draw each has its usual value.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from verifier.definition.faults import DefinitionError
from verifier.definition.model import Criterion, Dealt, Definition, Draw, Section, Step, Value

DRAW = re.compile(r"\$draw\.([a-z][a-z0-9_]*)")


def draw(definition: Definition, seed: str, number: int) -> dict[str, Value]:
    """What the entry of this number gets in a contest of this seed; the same whenever it is asked.

    No two numbers get the same of everything while there are enough combinations, and the first ones differ in each
    parameter for as long as its choices last.
    """
    found: dict[str, Value] = {}
    rest, first = number, 0
    for place, one in enumerate(sorted(definition.draws, key=lambda one: -len(one.choices))):
        rest, digit = divmod(rest, len(one.choices))
        first = digit if place == 0 else first
        found[one.name] = _shuffled(one, f"{seed}/{definition.version}")[
            (digit + first * (place > 0)) % len(one.choices)
        ]
    return found


def drawn(definition: Definition, values: Mapping[str, Value]) -> Definition:
    """The definition with these values instead of the usual ones. Raises DefinitionError for one that is no choice.

    Whatever is judged by one of them knows what others may have got.
    """
    known = {one.name: one for one in definition.draws}
    for name, value in values.items():
        if name not in known or not is_choice(known[name], value):
            raise DefinitionError(f"{value!r} cannot be drawn for {name}.")
    if not known:
        return definition
    all_values = {name: values.get(name, one.usual) for name, one in known.items()}
    dealt = {name: _dealt(known[name], value) for name, value in values.items()}
    sections = tuple(_section(section, all_values, dealt) for section in definition.written)
    return replace(definition, sections=sections, drawn=all_values)


def is_choice(one: Draw, value: object) -> bool:
    """May an entry be asked for it? True is no 1."""
    return not isinstance(value, bool) and value in (one.usual, *one.choices)


def draws_of(step: Step, criterion: Criterion) -> frozenset[str]:
    """The draws that a criterion is about, as it is written: of its parameters, and of the row's title and task where no
    criterion of the row is given them.
    """
    given = names_in([each.checks for each in step.criteria])
    return names_in(criterion.checks) | (names_in([step.title, step.task]) - given)


def names_in(value: Any) -> frozenset[str]:
    """The draws that stand in this text, list or mapping."""
    if isinstance(value, str):
        return frozenset(DRAW.findall(value))
    if isinstance(value, Mapping):
        value = list(value.values())
    return frozenset[str]().union(*map(names_in, value)) if isinstance(value, list | tuple) else frozenset()


def filled(value: Any, values: Mapping[str, Value]) -> Any:
    """The same with values for the placeholders. Raises DefinitionError for a placeholder of no draw."""
    if isinstance(value, str):
        whole = DRAW.fullmatch(value)
        return _value(whole, values) if whole else DRAW.sub(lambda one: str(_value(one, values)), value)
    if isinstance(value, Mapping):
        return {name: filled(inner, values) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(filled(inner, values) for inner in value)
    return value


def _value(placeholder: re.Match[str], values: Mapping[str, Value]) -> Value:
    if placeholder[1] not in values:
        raise DefinitionError(f"There is no draw called {placeholder[1]}.")
    return values[placeholder[1]]


def _dealt(one: Draw, value: Value) -> Dealt:
    others = dict.fromkeys(other for other in (one.usual, *one.choices) if other != value)
    return Dealt(one.name, value, tuple(others))


def _section(section: Section, values: Mapping[str, Value], dealt: Mapping[str, Dealt]) -> Section:
    return replace(section, steps=tuple(_step(step, values, dealt) for step in section.steps))


def _step(step: Step, values: Mapping[str, Value], dealt: Mapping[str, Dealt]) -> Step:
    return replace(
        step,
        title=str(filled(step.title, values)),
        task=str(filled(step.task, values)),
        hint=str(filled(step.hint, values)),
        criteria=tuple(
            replace(
                criterion,
                checks=filled(criterion.checks, values),
                dealt=tuple(dealt[name] for name in sorted(draws_of(step, criterion) & dealt.keys())),
            )
            for criterion in step.criteria
        ),
    )


def _shuffled(one: Draw, seed: str) -> list[Value]:
    """Its choices in an order that the seed alone says."""

    def rank(choice: Value) -> str:
        return hashlib.sha256(f"{seed}/{one.name}/{choice!r}".encode()).hexdigest()

    return sorted(one.choices, key=rank)
