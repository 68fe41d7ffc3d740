"""What a published version asks, and which sources may say something about its steps."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from challenge.models import DefinitionVersion
from verifier.checks.registry import all_checks
from verifier.definition import Definition, load_text
from verifier.verdicts import Source


def definition_of(version: DefinitionVersion) -> Definition:
    """The definition of a published version."""
    return _parsed(version.source)


def sources_for(definition: Definition, scope: Sequence[str]) -> frozenset[Source]:
    """The sources that may say something about these steps and what they need; all for an empty scope."""
    steps = {step.key: step for step in definition.steps}
    wanted = set(scope) or set(steps)
    waiting = list(wanted)
    while waiting:
        for need in steps[waiting.pop()].needs:
            if need not in wanted:
                wanted.add(need)
                waiting.append(need)
    checks = all_checks()
    return frozenset(
        checks[name].source
        for key in wanted
        for criterion in steps[key].criteria
        for name in criterion.checks
        if name in checks
    )


@cache
def _parsed(source: str) -> Definition:
    return load_text(source)
