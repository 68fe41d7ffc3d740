"""A look at single steps gathers everything that their judged objects are chosen from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.acceptance.conftest import NAMES
from verifier.checks import all_checks
from verifier.definition import Step, load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.engine import Judgement, judge
from verifier.facts import Fact, SourceFacts
from verifier.subjects.basis import needed
from verifier.verdicts import Source


@pytest.mark.parametrize("name", NAMES)
def test_a_step_alone_is_judged_as_it_is_among_all(
    looked_at: Mapping[str, Mapping[Source, SourceFacts]], judgements: Mapping[str, Judgement], name: str
) -> None:
    definition = load(SOLUTIONS_ENGINEER)
    for step in definition.steps:
        wanted = needed(_asked(step))
        sources = {
            source: replace(facts, values={kind: value for kind, value in facts.values.items() if kind in wanted})
            for source, facts in looked_at[name].items()
        }
        alone, among_all = judge(definition, sources).step(step.key), judgements[name].step(step.key)
        assert (alone.verdict, alone.reason) == (among_all.verdict, among_all.reason), step.key


def _asked(step: Step) -> list[type[Fact]]:
    checks = all_checks()
    return [wanted.fact for c in step.criteria for name in c.checks for wanted in checks[name].facts]
