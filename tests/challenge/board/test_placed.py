"""Ties, each rule for itself, and the clock that stands still."""

from __future__ import annotations

from datetime import timedelta

import pytest

from challenge.board.placed import pauses
from challenge.board.rule import Rule
from challenge.board.standings import Happened
from tests.challenge.records import event, minute, now, ran, table

EQUAL = [
    event(1, "time.started", 1, at=0),
    ran(2, 1, 1, {"a": "pass"}, at=20),
    ran(3, 2, 2, {"b": "pass"}, at=25),
    event(4, "time.started", 3, at=24),
    ran(5, 3, 3, {"a": "pass"}, at=30),
]
"""One point each: needed 20 minutes, 25 since the opening, 6."""


@pytest.mark.parametrize(
    ("ties", "places"),
    [
        pytest.param("shared", [(1, 1), (1, 2), (1, 3)], id="shared whatever the time, in the order of the last gain"),
        pytest.param("elapsed", [(1, 3), (2, 1), (3, 2)], id="less time since the own start"),
        pytest.param("clock", [(1, 1), (2, 2), (3, 3)], id="the earlier last gain"),
    ],
)
def test_of_equal_points_the_rule_says_who_is_before(ties: str, places: list[tuple[int, int]]):
    assert [(rank, who) for rank, who, _points in table(EQUAL, Rule(ties, opens_at=minute(0)))] == places


@pytest.mark.parametrize("ties", ["shared", "elapsed", "clock"])
def test_more_points_are_before_whatever_the_time(ties: str):
    events = [ran(1, 1, 1, {"a": "pass"}, at=1), ran(2, 2, 2, {"c": "pass"}, at=99)]
    assert table(events, Rule(ties, opens_at=minute(0))) == [(1, 2, 2), (2, 1, 1)]


@pytest.mark.parametrize("ties", ["shared", "elapsed", "clock"])
def test_who_never_gained_shares_the_last_place(ties: str):
    events = [
        ran(1, 1, 1, {"a": "fail"}, at=1),
        ran(2, 2, 2, {"a": "pass"}, at=9),
        event(3, "submission.joined", 3, at=5),
    ]
    assert table(events, Rule(ties)) == [(1, 2, 1), (2, 1, 0), (2, 3, 0)]


def test_a_shared_place_leaves_the_next_one_out():
    events = [ran(1, 1, 1, {"a": "pass"}, at=3), ran(2, 2, 2, {"b": "pass"}, at=9), ran(3, 3, 3, {"a": "fail"}, at=3)]
    assert table(events, Rule("shared")) == [(1, 1, 1), (1, 2, 1), (3, 3, 0)]


def test_a_place_is_shared_by_those_who_needed_exactly_as_long():
    events = [
        event(1, "time.started", 1, at=0),
        event(2, "time.started", 2, at=40),
        ran(3, 1, 1, {"a": "pass"}, at=10),
        ran(4, 2, 2, {"a": "pass"}, at=50),
    ]
    assert table(events, Rule("elapsed")) == [(1, 1, 1), (1, 2, 1)]


@pytest.mark.parametrize("ties", ["elapsed", "clock"])
def test_places_go_by_whole_seconds_as_boards_show_them(ties: str):
    """Who is told the same time as another can see for themselves that the place is shared."""
    tick = 0.4 / 60
    events = [
        event(1, "time.started", 1, at=0),
        event(2, "time.started", 2, at=0),
        ran(3, 1, 1, {"a": "pass"}, at=10),
        ran(4, 2, 2, {"a": "pass"}, at=10 + tick),
    ]
    assert table(events, Rule(ties)) == [(1, 1, 1), (1, 2, 1)]
    later = [*events[:3], ran(4, 2, 2, {"a": "pass"}, at=10 + 3 * tick)]
    assert table(later, Rule(ties)) == [(1, 1, 1), (2, 2, 1)]


@pytest.mark.parametrize(
    ("still", "minutes"),
    [
        pytest.param([], 50, id="none"),
        pytest.param([(10, 20)], 40, id="one in between"),
        pytest.param([(10, 20), (30, 35)], 35, id="two"),
        pytest.param([(-20, 5)], 45, id="one that was on at the start"),
        pytest.param([(40, 90)], 40, id="one that was on at the last gain"),
        pytest.param([(60, 90)], 50, id="one after the last gain"),
        pytest.param([(45, None)], 45, id="one that is still on"),
    ],
)
def test_a_pause_of_the_contest_is_nobodys_time(still: list[tuple[int, int | None]], minutes: int):
    events = [event(1, "time.started", 1, at=0), ran(2, 1, 1, {"a": "pass"}, at=50)]
    for number, (since, to) in enumerate(still):
        events.append(event(10 + 2 * number, "contest.paused", None, at=since))
        events += [] if to is None else [event(11 + 2 * number, "contest.resumed", None, at=to)]
    assert now(events, Rule("elapsed"))[1].elapsed == timedelta(minutes=minutes)


def test_without_an_own_start_time_counts_from_the_opening_and_without_one_from_joining():
    events = [event(0, "submission.joined", 1, at=5), ran(1, 1, 1, {"a": "pass"}, at=50)]
    assert now(events, Rule("elapsed", opens_at=minute(20)))[1].elapsed == timedelta(minutes=30)
    assert now(events, Rule("elapsed"))[1].elapsed == timedelta(minutes=45)


def test_who_says_only_after_the_first_gain_that_they_begin_has_begun_with_the_opening():
    events = [ran(1, 1, 1, {"a": "pass"}, at=5), event(2, "time.started", 1, at=30)]
    assert now(events, Rule("elapsed", opens_at=minute(0)))[1].elapsed == timedelta(minutes=5)
    late = [*events, ran(3, 1, 2, {"b": "pass"}, at=31)]
    assert now(late, Rule("elapsed", opens_at=minute(0)))[1].elapsed == timedelta(minutes=31)


def test_pausing_twice_pauses_once():
    events = [
        event(1, "contest.resumed", None, at=1),
        event(2, "contest.paused", None, at=10),
        event(3, "contest.paused", None, at=15),
        event(4, "contest.resumed", None, at=20),
        event(5, "contest.resumed", None, at=25),
    ]
    assert pauses(events, minute(99)) == [(minute(10), minute(20))]
    assert pauses(events, minute(12)) == [(minute(10), minute(12))]


def test_bonus_rows_break_no_tie():
    events: list[Happened] = [ran(1, 1, 1, {"a": "pass"}, at=1), ran(2, 2, 2, {"a": "pass", "d": "pass"}, at=1)]
    assert table(events, Rule("clock")) == [(1, 1, 1), (1, 2, 1)]


def test_points_are_added_up_in_no_order():
    """Each has the same three rows; what was proved first must not make their sums differ in the last digit."""
    rule = Rule("shared", points={"a": 0.1, "b": 0.2, "c": 0.3})
    events = [ran(number, 1, number, {key: "pass"}, at=number) for number, key in enumerate("abc", 1)]
    events += [ran(number + 3, 2, number + 3, {key: "pass"}, at=number) for number, key in enumerate("cba", 1)]
    assert [rank for rank, _who, _points in table(events, rule)] == [1, 1]
