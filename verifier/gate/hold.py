"""Runs the trials of a definition. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from verifier.checks.registry import Check
from verifier.definition import Criterion, Definition, Draw, drawn
from verifier.definition.draws import names_in
from verifier.definition.model import Value
from verifier.engine.find import Values, find
from verifier.facts import SourceFacts, SourceState
from verifier.gate.trial import Facts, Trial, TrialError
from verifier.recording import RecordingError, read_values
from verifier.verdicts import How, Outcome, Source

FAILED = (Outcome.FAIL, Outcome.ABSENT)
FALLS_BACK = (
    "its change takes away what it passes with, so nothing wrong was seen to fail; "
    "change it to something wrong, or say in `because` why nothing can be."
)
READ = {
    source: SourceFacts(source, how, SourceState.READ)
    for source, how in ((Source.HOST, How.SSH), (Source.ACCOUNT, How.API), (Source.DOCUMENT, How.DOCUMENT))
}


def problems(definition: Definition, checks: Mapping[str, Check], trials: Iterable[Trial]) -> list[str]:
    """One sentence a problem; an empty list is a definition whose every check was seen to pass and to fail."""
    known = {(trial.criterion, trial.check): trial for trial in trials}
    found = [
        f"{criterion.key}: {name}: {problem}"
        for criterion in definition.criteria
        for name in criterion.checks
        if name in checks
        for problem in _of(criterion, checks[name], known.get((criterion.key, name)), definition)
    ]
    return found or [problem for one in definition.draws for problem in _of_draw(one, definition, checks, known)]


def outcome(criterion: Criterion, check: Check, facts: Facts, definition: Definition) -> Outcome | None:
    """What the check comes to with these facts. Raises TrialError."""
    return outcome_of(criterion, check, values_of(check, facts), definition)


def values_of(check: Check, facts: Facts) -> Values:
    """Those of the facts that the check asks for. Raises TrialError."""
    names = [wanted.fact.__name__ for wanted in check.facts]
    try:
        return read_values({name: facts[name] for name in names if name in facts})
    except RecordingError as fault:
        raise TrialError(f"its facts cannot be read: {fault}") from fault


def outcome_of(criterion: Criterion, check: Check, values: Values, definition: Definition) -> Outcome | None:
    """As if all sources had been read, under the default house rules."""
    found = find(criterion, check, values, READ, definition.default_rules())
    return found.outcome if found else None


def _of_draw(
    draw: Draw, definition: Definition, checks: Mapping[str, Check], known: Mapping[tuple[str, str], Trial]
) -> Iterator[str]:
    """What passes with the usual value must not be accepted where another one was drawn, by any check of a row that it is in."""
    given = [key for key in _given(draw, definition) if key in known and key[1] in checks]
    lax: dict[tuple[str, str], Value] = {}
    for choice in draw.choices if given else ():
        if choice != draw.usual:
            other = drawn(definition, {draw.name: choice})
            criteria = {criterion.key: criterion for criterion in other.criteria}
            for key in given:
                if outcome(criteria[key[0]], checks[key[1]], known[key].passes, other) is Outcome.PASS:
                    lax.setdefault(key, choice)
    for key, choice in lax.items():
        yield (
            f"{key[0]}: {key[1]}: what passes with {draw.usual} is accepted where {choice} was drawn for {draw.name}, "
            "so a copied answer would pass."
        )


def _given(draw: Draw, definition: Definition) -> list[tuple[str, str]]:
    """Criterion and check, wherever the draw stands in a parameter."""
    steps = [step for section in definition.written for step in section.steps]
    return [
        (criterion.key, name)
        for step in steps
        for criterion in step.criteria
        for name, parameters in criterion.checks.items()
        if draw.name in names_in(parameters)
    ]


def _of(criterion: Criterion, check: Check, trial: Trial | None, definition: Definition) -> Iterator[str]:
    if trial is None:
        yield "it was never seen to pass and to fail; give a trial for it."
        return
    try:
        if outcome(criterion, check, trial.passes, definition) is not Outcome.PASS:
            yield "it does not pass with the facts that it should pass with."
        if outcome(criterion, check, trial.fails, definition) not in FAILED:
            yield "it does not fail with the facts that it should fail with."
        if outcome(criterion, check, trial.changed, definition) not in FAILED:
            yield "it does not fail when what it passes with is changed, so it may be unable to fail."
        if trial.change.takes_away and not trial.change.because.strip():
            yield FALLS_BACK
    except TrialError as fault:
        yield str(fault)
