"""The usual cause is named where two sources differ, and nowhere else."""

from __future__ import annotations

import pytest

from challenge.rows.causes import ANOTHER_MONITOR, CAUSES, NOT_RESTARTED, USUAL, usual_cause
from tests.challenge.conftest import DEFINITION
from verifier.definition import load_text


@pytest.mark.parametrize(
    ("step", "said", "cause"),
    [
        ("check-interval-45", [("host", "pass"), ("account", "fail")], NOT_RESTARTED),
        ("monitor-warn-500", [("account", "absent"), ("document", "pass")], ANOTHER_MONITOR),
        ("a-row-of-another-challenge", [("host", "pass"), ("account", "fail")], USUAL),
        ("check-interval-45", [("host", "pass"), ("account", "pass")], ""),
        ("check-interval-45", [("host", "fail"), ("account", "absent")], ""),
        ("check-interval-45", [("host", "pass"), ("account", "unknown")], ""),
        ("check-interval-45", [("document", "pass"), ("document", "fail")], ""),
        ("check-interval-45", [], ""),
    ],
)
def test_usual_cause(step: str, said: list[tuple[str, str]], cause: str) -> None:
    assert str(usual_cause(step, said)) == str(cause)


def test_every_named_row_is_one_of_the_exercise() -> None:
    steps = {step.key for step in load_text(DEFINITION.read_text("utf-8")).steps}
    assert set(CAUSES) <= steps
