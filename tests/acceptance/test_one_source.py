"""A look at one source goes by what the others showed before, and claims nothing that it did not see itself."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.acceptance.conftest import NAMES
from verifier.definition import load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.engine import Judgement, judge
from verifier.facts import SourceFacts
from verifier.verdicts import Source


@pytest.mark.parametrize("source", list(Source))
@pytest.mark.parametrize("name", NAMES)
def test_it_judges_the_same_objects_and_agrees_with_a_look_at_all(
    looked_at: Mapping[str, Mapping[Source, SourceFacts]],
    judgements: Mapping[str, Judgement],
    name: str,
    source: Source,
) -> None:
    facts = dict(looked_at[name])
    now = {source: facts.pop(source)}
    alone = judge(load(SOLUTIONS_ENGINEER), now, beside=facts)
    assert alone.judged == judgements[name].judged
    for step in alone.steps:
        assert {finding.source for finding in step.observed} <= {source}, step.key
        if step.observed and any(finding.outcome != "unknown" for finding in step.observed):
            of_all = judgements[name].step(step.key)
            assert (step.verdict, step.reason) == (of_all.verdict, of_all.reason), step.key
        else:
            assert step.verdict != "pass", step.key


def test_without_anything_beside_it_is_a_look_like_any_other(
    looked_at: Mapping[str, Mapping[Source, SourceFacts]], judgements: Mapping[str, Judgement]
) -> None:
    assert judge(load(SOLUTIONS_ENGINEER), looked_at["S1"], beside={}) == judgements["S1"]
