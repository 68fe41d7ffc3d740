"""Which decisions hold, and since when, with one pass and with two."""

from __future__ import annotations

import pytest

from challenge.board.held import held
from challenge.board.rule import Rule
from challenge.board.standings import Happened
from tests.challenge.records import ROWS, decided, event, minute, now, ran, undone

TWO = Rule("clock", rows=ROWS, passes=2)
A, B, LEAD = 7, 8, 9


def over(id_: int, at: float, actor: int) -> Happened:
    return event(id_, "review.finished", 1, at=at, actor=actor, outcome="advance")


def holds(events: list[Happened], passes: int) -> dict[str, tuple[str, object]]:
    return {key: (one.decision.verdict or one.decision.kind, one.since) for key, one in held(events, passes).items()}


def otherwise(id_: int, at: float, actor: int, counts: str = "pass", **more: object) -> Happened:
    return decided(id_, 1, "a", "override", at=at, actor=actor, counts=counts, **more)


ALONE = [otherwise(1, 1, A)]
ONE_OVER = [*ALONE, over(2, 5, A)]
BOTH_SAY = [*ONE_OVER, otherwise(3, 6, B), over(4, 8, B)]
DIFFER = [*ONE_OVER, otherwise(3, 6, B, "fail"), over(4, 8, B)]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param(ALONE, {}, id="a first pass that is on"),
        pytest.param(ONE_OVER, {}, id="a first pass that is over"),
        pytest.param(BOTH_SAY, {"a": ("pass", minute(8))}, id="both said so, and it holds since both are over"),
        pytest.param(DIFFER, {}, id="they differ"),
        pytest.param([*ONE_OVER, over(4, 8, B)], {}, id="one of them said nothing on it"),
        pytest.param([*ONE_OVER, over(3, 6, A)], {}, id="the same one is over again"),
        pytest.param(
            [*DIFFER, otherwise(5, 12, LEAD, "pass", settles=True)], {"a": ("pass", minute(12))}, id="somebody settled"
        ),
        pytest.param(
            [*DIFFER, otherwise(5, 12, LEAD, "pass", settles=True), undone(6, 1, "a", 5, at=13, actor=LEAD)],
            {},
            id="what settled was taken back",
        ),
        pytest.param([*DIFFER, otherwise(5, 14, B)], {"a": ("pass", minute(14))}, id="one of them changed their mind"),
        pytest.param([*BOTH_SAY, undone(5, 1, "a", 3, at=20, actor=B)], {}, id="one of them took it back"),
        pytest.param([*BOTH_SAY, otherwise(5, 20, LEAD, "fail")], {"a": ("pass", minute(8))}, id="who came later"),
    ],
)
def test_of_two_passes_only_what_counts_for_everybody_holds(
    events: list[Happened], expected: dict[str, tuple[str, object]]
):
    assert holds(events, 2) == expected


def test_of_two_passes_no_board_moves_before_both_are_over():
    look = ran(10, 1, 1, {"a": "fail", "b": "pass"}, at=0)
    for events in (ALONE, ONE_OVER, DIFFER):
        assert now([look, *events], TWO) == now([look], TWO)
    row = now([look, *BOTH_SAY], TWO)[1]
    assert (row.points, row.last_gain) == (2, minute(8))
    assert now([look, *BOTH_SAY], TWO, as_of=7) == now([look], TWO)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([otherwise(1, 1, A)], ("pass", minute(1)), id="at once"),
        pytest.param([otherwise(1, 1, A), otherwise(2, 5, B)], ("pass", minute(1)), id="the same again moves no time"),
        pytest.param([otherwise(1, 1, A), otherwise(2, 5, B, "fail")], ("fail", minute(5)), id="whoever came last"),
        pytest.param(
            [otherwise(1, 1, A), otherwise(2, 5, B, "fail"), undone(3, 1, "a", 2, at=9, actor=B)],
            ("pass", minute(1)),
            id="taken back: the one before holds, with its time",
        ),
    ],
)
def test_of_one_pass_the_newest_that_nobody_took_back_holds(events: list[Happened], expected: tuple[str, object]):
    assert holds(events, 1) == {"a": expected}


def test_of_several_taken_at_once_each_is_taken_back_by_its_own_event():
    events = [decided(n, 1, step, "confirm", at=1, bulk=True) for n, step in enumerate("abc", 1)]
    assert holds([*events, *(undone(n + 9, 1, step, n, at=2) for n, step in enumerate("ab", 1))], 1) == {
        "c": ("confirm", minute(1))
    }
