from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from challenge.selectors.rows import Look, standing

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def looks(*verdicts: str, still_on: bool = False) -> list[Look]:
    """One run each, an hour apart. still_on: the last one has not ended."""
    return [
        Look(
            id=number,
            run_id=number,
            run_open=still_on and number == len(verdicts),
            step_key="a",
            verdict=verdict,
            points=0,
            max=1,
            reason="",
            note="",
            provisional=still_on and number == len(verdicts),
            at=START + timedelta(hours=number),
            again_at=None,
        )
        for number, verdict in enumerate(verdicts, start=1)
    ]


@pytest.mark.parametrize(
    ("verdicts", "shown"),
    [
        (["fail", "pass"], "pass"),
        (["pass", "fail"], "fail"),
        (["pass", "absent"], "absent"),
        (["pass", "disagree"], "disagree"),
        (["pass", "unknown"], "pass"),
        (["pass", "claimed"], "pass"),
        (["pass", "review"], "pass"),
        (["pass", "wait"], "pass"),
        (["fail", "unknown"], "fail"),
        (["claimed", "unknown"], "claimed"),
        (["fail", "claimed"], "claimed"),
        (["unknown", "unknown"], "unknown"),
        (["unknown", "absent"], "absent"),
        (["pass", "unknown", "fail"], "fail"),
    ],
)
def test_before_the_hand_in_a_look_that_failed_replaces_nothing(verdicts: list[str], shown: str):
    found = standing(looks(*verdicts)).look
    assert found is not None
    assert found.verdict == shown


@pytest.mark.parametrize(
    ("verdicts", "shown"),
    [
        (["pass", "absent"], "pass"),
        (["pass", "fail"], "pass"),
        (["claimed", "fail"], "claimed"),
        (["claimed", "pass"], "pass"),
        (["fail", "pass"], "pass"),
        (["absent", "absent"], "absent"),
    ],
)
def test_after_the_hand_in_no_look_lowers(verdicts: list[str], shown: str):
    found = standing(looks(*verdicts), handed_in_at=START + timedelta(hours=1, minutes=30)).look
    assert found is not None
    assert found.verdict == shown


def test_a_later_look_that_failed_is_told():
    row = standing(looks("pass", "unknown"))
    assert row.could_not_look_at == START + timedelta(hours=2)
    assert standing(looks("pass", "unknown", "pass")).could_not_look_at is None


def test_a_run_that_is_on_replaces_nothing_yet():
    assert standing(looks("pass", "absent", still_on=True)).look == looks("pass")[0]


def test_the_first_look_is_shown_while_it_is_on():
    row = standing(looks("pass", still_on=True))
    assert row.look is not None
    assert row.first_proved_at is None


def test_first_and_last_proof_are_kept():
    row = standing(looks("fail", "pass", "absent", "pass", "unknown"))
    assert (row.first_proved_at, row.last_proved_at) == (START + timedelta(hours=2), START + timedelta(hours=4))


def test_nobody_looked():
    assert standing([]).look is None
