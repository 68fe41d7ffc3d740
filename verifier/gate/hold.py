"""Runs the trials of a definition. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from verifier.checks.registry import Check
from verifier.definition import Criterion, Definition
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
    return [
        f"{criterion.key}: {name}: {problem}"
        for criterion in definition.criteria
        for name in criterion.checks
        if name in checks
        for problem in _of(criterion, checks[name], known.get((criterion.key, name)), definition)
    ]


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
