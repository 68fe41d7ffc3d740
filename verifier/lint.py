"""Proves a definition against the code: checks exist, parameters fit, nothing can pass by being empty."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from verifier.checks.registry import Check
from verifier.definition import Criterion, Definition, Draw, Step, drawn
from verifier.definition.draws import names_in
from verifier.definition.model import RULE_PREFIX, Parameter
from verifier.verdicts import Source


def problems(definition: Definition, checks: Mapping[str, Check]) -> list[str]:
    """One sentence a problem; an empty list is a definition that can be published."""
    return [*_of_steps(definition, checks), *_of_draws(definition, checks)]


def _of_steps(definition: Definition, checks: Mapping[str, Check]) -> list[str]:
    return [problem for step in definition.steps for problem in _of_step(step, definition, checks)]


def _of_draws(definition: Definition, checks: Mapping[str, Check]) -> Iterator[str]:
    """A draw changes something, says so, and has no choice that the checks do not take."""
    steps = [step for section in definition.written for step in section.steps]
    asked = names_in([criterion.checks for step in steps for criterion in step.criteria])
    told = names_in([(step.title, step.task) for step in steps])
    usual = _of_steps(definition, checks)
    for one in definition.draws:
        if one.name not in asked:
            yield f"Draw {one.name} stands in no parameter, so nothing would be judged by it."
        if one.name not in told:
            yield f"Draw {one.name} stands in no title and no task, so nobody would be told what is asked."
        yield from _too_near(one, steps)
        yield from _left_over(one, steps)
        for choice in one.choices:
            found = _of_steps(drawn(definition, {one.name: choice}), checks)
            yield from (f"Draw {one.name}, {choice}: {problem}" for problem in found if problem not in usual)


def _left_over(one: Draw, steps: Sequence[Step]) -> Iterator[str]:
    """The usual value where $draw.NAME was meant: in a text of a row that is about the draw, a name anywhere."""
    usual = re.compile(rf"(?<![\w.]){re.escape(str(one.usual))}(?!\w|\.\d)")
    for step in steps:
        given = [criterion.checks for criterion in step.criteria]
        about = one.name in names_in([given, step.title, step.task, step.hint])
        values = [value for checks in given for parameters in checks.values() for value in parameters.values()]
        for what, text in (("title", step.title), ("task", step.task), ("hint", step.hint)):
            if usual.search(text) and (about or isinstance(one.usual, str)):
                yield f"{step.key}: the {what} says {one.usual}, which others are not asked; write $draw.{one.name}."
        if isinstance(one.usual, str) and one.usual in values:
            yield f"{step.key}: a parameter is {one.usual}, which others are not asked; write $draw.{one.name}."


def _too_near(one: Draw, steps: Sequence[Step]) -> Iterator[str]:
    """A check with `tolerance_seconds` beside `seconds` takes what lies so near, so one choice would pass for the next."""
    numbers = sorted(float(choice) for choice in one.choices if not isinstance(choice, str))
    for name, given in (item for step in steps for criterion in step.criteria for item in criterion.checks.items()):
        for parameter, value in given.items():
            tolerance = given.get(f"tolerance_{parameter}")
            if value != f"$draw.{one.name}" or not isinstance(tolerance, int | float):
                continue
            for low, high in pairwise(numbers):
                if high - low <= 2 * tolerance:
                    yield (
                        f"Draw {one.name}: {low:g} and {high:g} lie too near for {name}, which allows {tolerance:g} either way; "
                        f"choices lie more than {2 * tolerance:g} apart."
                    )
                    break


def _of_step(step: Step, definition: Definition, checks: Mapping[str, Check]) -> Iterator[str]:
    if step.bonus and step.required:
        yield f"{step.key}: a bonus row cannot be required."
    for criterion in step.criteria:
        yield from _of_criterion(criterion, definition, checks)


def _of_criterion(criterion: Criterion, definition: Definition, checks: Mapping[str, Check]) -> Iterator[str]:
    by_source: dict[Source, str] = {}
    for name, given in criterion.checks.items():
        check = checks.get(name)
        if check is None:
            yield f"{criterion.key}: there is no check called {name}."
            continue
        if check.source in by_source:
            yield f"{criterion.key}: {by_source[check.source]} and {name} both speak for the {check.source.value}."
        by_source[check.source] = name
        if criterion.negative and not check.negative:
            yield f"{criterion.key}: {name} is not made to prove that something is missing (negative=True)."
        yield from _of_parameters(criterion, check, given, definition)
    if by_source and not set(by_source) & set(criterion.observers):
        yield f"{criterion.key}: no check speaks for an observer, so it could never be proved."


def _of_parameters(
    criterion: Criterion, check: Check, given: Mapping[str, Parameter], definition: Definition
) -> Iterator[str]:
    where = f"{criterion.key}: {check.name}"
    for name in sorted(check.parameters.keys() - given.keys()):
        yield f"{where} needs {name}."
    for name, value in given.items():
        if name not in check.parameters:
            yield f"{where} has no parameter called {name}."
        elif isinstance(value, str) and value.startswith(RULE_PREFIX):
            if value.removeprefix(RULE_PREFIX) not in definition.default_rules():
                yield f"{where}: there is no house rule called {value.removeprefix(RULE_PREFIX)}."
        elif value in ("", ()):
            yield f"{where}: {name} is empty, so it would select nothing."
        elif not _fits(value, check.parameters[name]):
            yield f"{where}: {name} is {value!r}, which is no {_name(check.parameters[name])}."


def _fits(value: Parameter, wanted: object) -> bool:
    if isinstance(wanted, types.UnionType):
        return any(_fits(value, choice) for choice in typing.get_args(wanted))
    origin = typing.get_origin(wanted)
    if origin is tuple:
        return isinstance(value, tuple)
    if wanted is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if wanted is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(wanted, type) and isinstance(value, wanted)


def _name(wanted: object) -> str:
    return wanted.__name__ if isinstance(wanted, type) else str(wanted)
