"""Every verdict on the five sandbox candidates is the one that a careful person would give."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.acceptance.conftest import NAMES
from verifier.engine import Judgement, StepVerdict
from verifier.facts import SourceFacts, SourceState
from verifier.verdicts import Source

EXPECTED: dict[str, dict[str, str]] = json.loads((Path(__file__).parent / "expected.json").read_text("utf-8"))
WIDE_MARGIN = 5


@pytest.mark.parametrize("name", NAMES)
def test_all_three_sources_of_a_candidate_can_be_read(
    looked_at: Mapping[str, Mapping[Source, SourceFacts]], name: str
) -> None:
    unread = {
        source.value: facts.reason for source, facts in looked_at[name].items() if facts.state is not SourceState.READ
    }
    assert not unread


@pytest.mark.parametrize("name", NAMES)
def test_every_step_has_the_expected_verdict(judgements: Mapping[str, Judgement], name: str) -> None:
    judgement = judgements[name]
    assert [step.key for step in judgement.steps] == list(EXPECTED[name])
    wrong = [step for step in judgement.steps if step.verdict != EXPECTED[name][step.key]]
    assert not wrong, "\n" + "\n".join(_difference(step, EXPECTED[name][step.key]) for step in wrong)


@pytest.mark.parametrize("name", NAMES)
def test_the_machine_that_is_looked_at_is_the_one_that_reports(judgements: Mapping[str, Judgement], name: str) -> None:
    assert judgements[name].judged.host_reports_here is True
    assert not judgements[name].banners


@pytest.mark.parametrize("better", ["S1", "S2", "S3"])
def test_the_complete_ones_have_more_points_than_the_one_with_gaps(
    judgements: Mapping[str, Judgement], better: str
) -> None:
    assert _points(judgements[better]) > _points(judgements["S0"])


def test_the_one_who_gave_up_parts_is_last_by_a_wide_margin(judgements: Mapping[str, Judgement]) -> None:
    assert _points(judgements["S0"]) >= _points(judgements["S4"]) + WIDE_MARGIN


def _points(judgement: Judgement) -> float:
    """Required and bonus rows together, with the points of the default policy."""
    return sum(step.points for step in judgement.steps)


def _difference(step: StepVerdict, expected: str) -> str:
    got = step.verdict.value if step.verdict else "nothing"
    lines = [f"{step.key}: expected {expected}, got {got}: {step.reason}"]
    for finding in step.findings:
        evidence = "; ".join(f"{e.what}={e.seen!r} at {e.where}" for e in finding.evidence[:4])
        told = f"{finding.source.value} {finding.outcome.value} ({finding.rests_on.value})"
        lines.append(f"    {told}: {finding.reason} [{evidence}]")
    return "\n".join(lines)
