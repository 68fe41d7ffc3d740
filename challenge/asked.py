"""What a published version asks, and which sources may say something about its steps."""

from __future__ import annotations

from collections.abc import Sequence

from challenge.models import DefinitionVersion, Submission
from verifier.checks.registry import Check, all_checks
from verifier.definition import Definition, load_text
from verifier.facts import Fact
from verifier.subjects.basis import needed
from verifier.verdicts import Source


def definition_of(version: DefinitionVersion) -> Definition:
    """The definition of a published version."""
    return load_text(version.source)


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
