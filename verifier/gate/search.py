"""Finds trials in kept facts: what passes and what fails among them, and the smallest change that makes it fail.

An author gives looks at work that is right and at work that is not; what this finds is kept with the definition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from verifier.checks.registry import Check
from verifier.definition import Criterion, Definition
from verifier.facts import SourceFacts
from verifier.gate.hold import FAILED, outcome, outcome_of, values_of
from verifier.gate.smallest import smallest
from verifier.gate.trial import Change, Facts, Trial, TrialError
from verifier.recording import to_json
from verifier.subjects import Choices, Wanted, narrow, wanted_by
from verifier.verdicts import How, Outcome, Source

Looks = Mapping[Source, SourceFacts]
MOST_CHANGES = 1_500
NONE = {"not_there": "There is none."}
MOST_PLACES = 5


def search(
    definition: Definition, checks: Mapping[str, Check], looks: Iterable[Looks], known: Iterable[Trial] = ()
) -> tuple[Trial, ...]:
    """A trial for every check for which these looks have one; those in `known` are kept where they still hold."""
    there = {(trial.criterion, trial.check): trial for trial in known}
    narrowed = [_narrowed(look, wanted_by(definition)) for look in looks]
    found = (
        _trial(criterion, checks[name], narrowed, definition, there.get((criterion.key, name)))
        for criterion in definition.criteria
        for name in criterion.checks
        if name in checks
    )
    return tuple(trial for trial in found if trial is not None)


def _trial(
    criterion: Criterion, check: Check, looks: Sequence[Facts], definition: Definition, known: Trial | None
) -> Trial | None:
    if known is not None and _holds(criterion, check, known, definition):
        return known
    tried = [(facts, _outcome(criterion, check, facts, definition)) for facts in (_wanted(check, one) for one in looks)]
    fails = next((facts for facts, came_to in tried if came_to is Outcome.FAIL), None)
    fails = fails or next((facts for facts, came_to in tried if came_to is Outcome.ABSENT), None)
    for facts, came_to in tried:
        if came_to is not Outcome.PASS:
            continue
        few = _few(criterion, check, facts, definition)
        change = _change(criterion, check, few, definition)
        if change is not None:
            bad = fails or Trial("", "", few, {}, change).changed
            return Trial(criterion.key, check.name, few, _few(criterion, check, bad, definition), change)
    return None


def _few(criterion: Criterion, check: Check, facts: Facts, definition: Definition) -> Facts:
    """As little of the facts as comes to the same."""
    came_to = _outcome(criterion, check, facts, definition)
    return smallest(facts, lambda other: _outcome(criterion, check, other, definition) is came_to)


def _holds(criterion: Criterion, check: Check, trial: Trial, definition: Definition) -> bool:
    came_to = [_outcome(criterion, check, facts, definition) for facts in (trial.passes, trial.fails, trial.changed)]
    return came_to[0] is Outcome.PASS and came_to[1] in FAILED and came_to[2] in FAILED


def _outcome(criterion: Criterion, check: Check, facts: Facts, definition: Definition) -> Outcome | None:
    try:
        return outcome(criterion, check, facts, definition)
    except TrialError:
        return None


def _narrowed(look: Looks, wanted: Wanted) -> Facts:
    """Every fact of a look, with the judged subjects among them, as kept facts are written."""
    values, _judged = narrow(look, Choices(), wanted)
    one = SourceFacts(Source.DOCUMENT, How.DOCUMENT, next(iter(look.values())).state, "", "", "", values)
    return to_json(one)["values"]  # type: ignore[no-any-return]


def _wanted(check: Check, facts: Facts) -> Facts:
    names = [wanted.fact.__name__ for wanted in check.facts]
    return {name: facts[name] for name in names if name in facts}


def _change(criterion: Criterion, check: Check, facts: Facts, definition: Definition) -> Change | None:
    """The first change of one value that makes it fail; "not as asked" before "nothing found".

    What accepts whatever is there, as a row for any system does, fails only where there is nothing.
    """
    absent: Change | None = None
    values = values_of(check, facts)
    nearest = sorted(islice(_changes(facts, ()), 20 * MOST_CHANGES), key=lambda change: len(change.path))
    for change in nearest[:MOST_CHANGES]:
        try:
            changed = values_of(
                check, {name: entry for name, entry in _after(facts, change).items() if name == change.path[0]}
            )
        except TrialError:
            continue
        came_to = outcome_of(criterion, check, {**values, **changed}, definition)
        if came_to is Outcome.FAIL:
            return change
        if came_to is Outcome.ABSENT and absent is None:
            absent = change
    return absent or next(
        (
            Change((name,), NONE)
            for name in facts
            if outcome_of(criterion, check, {**values, **values_of(check, {name: NONE})}, definition) in FAILED
        ),
        None,
    )


def _after(facts: Facts, change: Change) -> Facts:
    return Trial("", "", facts, {}, change).changed


def _changes(value: Any, path: tuple[str | int, ...]) -> Iterator[Change]:
    """Other values for every leaf, and emptied lists."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _changes(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value[:MOST_PLACES]):
            yield from _changes(inner, (*path, place))
        yield Change(path, [])
    else:
        yield from (Change(path, other) for other in _others(value))


def _others(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return [value * 7 + 13, -1, 0]
    if isinstance(value, str):
        return [f"{value}-other", "other", ""]
    return [False, 0]
