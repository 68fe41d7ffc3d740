"""Finds trials in kept facts: what passes and what fails among them, and the smallest change that makes it fail.

An author gives looks at work that is right and at work that is not; what this finds is kept with the definition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from verifier.checks.registry import Check
from verifier.definition import Criterion, Definition
from verifier.facts import SourceFacts
from verifier.gate.changes import changes
from verifier.gate.hold import FAILED, outcome, outcome_of, values_of
from verifier.gate.smallest import smallest
from verifier.gate.trial import Change, Facts, Trial, TrialError
from verifier.recording import to_json
from verifier.subjects import Choices, Wanted, narrow, wanted_by
from verifier.verdicts import How, Outcome, Source

Looks = Mapping[Source, SourceFacts]


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
        return _better(criterion, check, known, definition)
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


def _better(criterion: Criterion, check: Check, known: Trial, definition: Definition) -> Trial:
    """The same trial; where its change takes away and nobody said why, with a wrong value instead, if there is one."""
    if not known.change.takes_away or known.change.because:
        return known
    change = _change(criterion, check, known.passes, definition)
    return known if change is None or change.takes_away else replace(known, change=change)


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
    written: Facts = to_json(one)["values"]
    return written


def _wanted(check: Check, facts: Facts) -> Facts:
    names = [wanted.fact.__name__ for wanted in check.facts]
    return {name: facts[name] for name in names if name in facts}


def _change(criterion: Criterion, check: Check, facts: Facts, definition: Definition) -> Change | None:
    """The first change that makes it fail: a wrong value before one that is gone, "not as asked" before "nothing found".

    What accepts whatever is there, as a row for any system does, fails only where there is nothing.
    """
    values = values_of(check, facts)
    found: dict[tuple[bool, Outcome], Change] = {}
    for change in changes(facts):
        if change.takes_away and any(not taken for taken, _came_to in found):
            break
        try:
            changed = values_of(check, {(name := str(change.path[0])): Trial("", "", facts, {}, change).changed[name]})
        except TrialError:
            continue
        came_to = outcome_of(criterion, check, {**values, **changed}, definition)
        if came_to in FAILED:
            found.setdefault((change.takes_away, came_to), change)
        if came_to is Outcome.FAIL:
            break
    return min(found.items(), key=lambda item: (item[0][0], item[0][1] is not Outcome.FAIL))[1] if found else None
