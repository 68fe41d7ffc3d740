"""The pieces of practice are whole, and fit the challenge that they are graded by."""

from __future__ import annotations

from typing import Any

import pytest

from challenge.grading import practice
from challenge.grading.rubric import RUBRIC, SCORES
from challenge.models.cohort import usual_outcomes
from challenge.words import VERDICTS
from tests.challenge.conftest import DEFINITION
from verifier.definition import load

PIECES = practice.written()


def test_there_are_three() -> None:
    assert len({piece["key"] for piece in PIECES}) == 3


@pytest.mark.parametrize("content", PIECES, ids=lambda piece: piece["key"])
def test_a_piece_is_whole(content: dict[str, Any]) -> None:
    piece = practice.load(content)
    steps = {step.key for step in load(DEFINITION).steps}
    assert {row.step for row in piece.rows} <= steps and len(piece.rows) == len({row.step for row in piece.rows})
    assert all(row.verdict in VERDICTS and row.why and row.look for row in piece.rows)
    assert set(piece.rubric) == {question.key for question in RUBRIC}
    assert all(score in SCORES and why for score, why in piece.rubric.values())
    assert piece.outcome[0] in usual_outcomes()


def test_the_keys_are_not_always_the_same() -> None:
    decided = [row.decision for content in PIECES for row in practice.load(content).rows]
    assert set(decided) == set(practice.KINDS)


def test_a_key_that_is_none_is_refused() -> None:
    rows = [{**PIECES[0]["rows"][0], "decision": "maybe"}]
    with pytest.raises(ValueError, match="none"):
        practice.load({**PIECES[0], "rows": rows})
