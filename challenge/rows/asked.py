"""What a published version asks, of everybody and of an entry with drawn parameters, and which sources may say something about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from challenge.models import Cohort, DefinitionVersion, Entry, Run, Step, Submission
from verifier.checks.registry import Check, all_checks
from verifier.definition import Definition, drawn, load_text
from verifier.definition.draws import is_choice
from verifier.definition.model import Value
from verifier.facts import Fact
from verifier.subjects.basis import needed
from verifier.verdicts import Source


def definition_of(version: DefinitionVersion) -> Definition:
    """The definition of a published version, with its usual values."""
    return load_text(version.source)


def asked_of(submission: Submission, version: DefinitionVersion | None = None) -> Definition:
    """What is asked of this submission: with what was drawn for its entry. version: another one than its cohort's."""
    version = version or submission.cohort.version
    return drawn(definition_of(version), drawn_for(submission, version))


def asked_in(run: Run) -> Definition:
    """What this run is judged by, whenever it is judged."""
    return drawn(definition_of(run.version), run.drawn)


def all_asked(cohort: Cohort) -> list[Definition]:
    """What anybody in the cohort is asked: the usual, and what was drawn."""
    usual = definition_of(cohort.version)
    entries = Entry.objects.filter(submission__cohort=cohort).exclude(drawn={}) if usual.draws else Entry.objects.none()
    return [usual, *(drawn(usual, _known(usual, values)) for values in entries.values_list("drawn", flat=True))]


def drawn_for(submission: Submission, version: DefinitionVersion) -> dict[str, Value]:
    """Draw -> what its entry got, as far as this version has such a choice; {} for who is in no contest that draws."""
    definition = definition_of(version)
    entries = Entry.objects.filter(submission=submission) if definition.draws else Entry.objects.none()
    return _known(definition, entries.values_list("drawn", flat=True).first() or {})


def _known(definition: Definition, values: Mapping[str, Value]) -> dict[str, Value]:
    return {one.name: values[one.name] for one in definition.draws if is_choice(one, values.get(one.name))}


def as_asked(steps: Sequence[Step], definition: Definition) -> list[Step]:
    """Rows with the texts of this definition, which may have drawn values in them. They are not to be saved."""
    texts = {step.key: step for step in definition.steps} if definition.drawn else {}
    for step in steps:
        if step.key in texts:
            told = texts[step.key]
            step.title, step.task, step.hint = told.title, told.task, told.hint
    return list(steps)


def sources_for(definition: Definition, scope: Sequence[str]) -> frozenset[Source]:
    """The sources that may say something about these steps and what they need; all for an empty scope."""
    return frozenset(check.source for check in _checks_for(definition, scope))


def steps_of_sources(definition: Definition, sources: Sequence[Source]) -> list[str]:
    """The steps about which these sources may say something, in the definition's order."""
    checks = all_checks()
    return [
        step.key
        for step in definition.steps
        if any(
            checks[name].source in sources for criterion in step.criteria for name in criterion.checks if name in checks
        )
    ]


def facts_for(definition: Definition, scope: Sequence[str]) -> frozenset[type[Fact]] | None:
    """The facts that these steps, and what they need, are judged by; None = all, for an empty scope."""
    if not scope:
        return None
    return needed(wanted.fact for check in _checks_for(definition, scope) for wanted in check.facts)


def _checks_for(definition: Definition, scope: Sequence[str]) -> list[Check]:
    steps = {step.key: step for step in definition.steps}
    wanted = set(scope) or set(steps)
    waiting = list(wanted)
    while waiting:
        for need in steps[waiting.pop()].needs:
            if need not in wanted:
                wanted.add(need)
                waiting.append(need)
    checks = all_checks()
    return [
        checks[name]
        for key in wanted
        for criterion in steps[key].criteria
        for name in criterion.checks
        if name in checks
    ]


def is_asked(submission: Submission, step_key: str) -> bool:
    """Whether the text that this candidate got asked for the row. What it did not ask for is shown and counted nowhere."""
    return step_key not in submission.not_asked
