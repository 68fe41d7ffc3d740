from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenge.standings import Happened, standings

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
STEPS = ("a", "b", "c", "d")
WORTH = {"a": 1, "b": 1, "c": 2, "d": 1}
BONUS = {"d"}


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


def ran(
    id_: int,
    submission: int,
    run: int,
    verdicts: dict[str, str],
    *,
    at: int,
    true_at: int | None = None,
    kind: str = "run.finished",
) -> Happened:
    steps = {key: [verdict, WORTH[key], key in BONUS] for key, verdict in verdicts.items()}
    effective = minute(at if true_at is None else true_at)
    return Happened(id_, kind, submission, run, {"steps": steps}, minute(at), effective)


def table(events: list[Happened], as_of: int = 1000) -> list[tuple[int, int, float]]:
    return [(row.rank, row.submission, row.points) for row in standings(events, minute(as_of))]


def test_more_points_rank_higher():
    events = [ran(1, 1, 1, {"a": "pass"}, at=1), ran(2, 2, 2, {"a": "pass", "c": "pass"}, at=2)]
    assert table(events) == [(1, 2, 3), (2, 1, 1)]


def test_of_equal_points_the_earlier_last_gain_ranks_higher():
    events = [ran(1, 1, 1, {"a": "pass"}, at=9), ran(2, 2, 2, {"b": "pass"}, at=3)]
    assert table(events) == [(1, 2, 1), (2, 1, 1)]


def test_equal_in_points_and_time_share_a_rank_and_the_next_one_is_left_out():
    events = [
        ran(1, 1, 1, {"a": "pass"}, at=3),
        ran(2, 2, 2, {"a": "pass"}, at=3),
        ran(3, 3, 3, {"a": "fail"}, at=3),
    ]
    assert table(events) == [(1, 1, 1), (1, 2, 1), (3, 3, 0)]


def test_time_is_when_it_became_true_and_not_when_it_was_written():
    events = [ran(1, 1, 1, {"a": "pass"}, at=5, true_at=2), ran(2, 2, 2, {"a": "pass"}, at=4, true_at=3)]
    assert [row.submission for row in standings(events, minute(10))] == [1, 2]


def test_what_was_seen_stays_seen():
    events = [ran(1, 1, 1, {"a": "pass"}, at=1), ran(2, 1, 2, {"a": "absent"}, at=50)]
    (row,) = standings(events, minute(100))
    assert (row.points, row.last_gain, row.latest["a"]) == (1, minute(1), "absent")
    assert (row.proofs[0].first, row.proofs[0].last) == (minute(1), minute(1))


def test_a_later_proof_moves_the_last_seen_and_not_the_first():
    events = [ran(1, 1, 1, {"a": "pass"}, at=1), ran(2, 1, 2, {"a": "pass"}, at=50)]
    (row,) = standings(events, minute(100))
    assert (row.proofs[0].first, row.proofs[0].last, row.last_gain) == (minute(1), minute(50), minute(1))


@pytest.mark.parametrize("verdict", ["claimed", "review", "unknown", "wait", "disagree", "blocked", "absent", "fail"])
def test_only_proof_counts(verdict: str):
    (row,) = standings([ran(1, 1, 1, {"a": verdict}, at=1)], minute(2))
    assert (row.points, row.passes, row.last_gain) == (0, 0, None)


def test_bonus_rows_are_counted_apart_and_rank_nobody():
    events = [ran(1, 1, 1, {"d": "pass"}, at=1), ran(2, 2, 2, {"a": "fail"}, at=1)]
    rows = standings(events, minute(2))
    assert [(row.rank, row.points, row.bonus) for row in rows] == [(1, 0, 1), (1, 0, 0)]


def test_judging_a_run_again_takes_exactly_its_proof_back():
    events = [
        ran(1, 1, 1, {"a": "pass"}, at=1),
        ran(2, 1, 2, {"a": "pass"}, at=20),
        ran(3, 1, 1, {"a": "fail"}, at=30, true_at=1, kind="run.rejudged"),
    ]
    (row,) = standings(events, minute(100))
    assert (row.points, row.last_gain) == (1, minute(20))


def test_judging_again_after_the_freeze_does_not_show_before_the_thaw():
    events = [
        ran(1, 1, 1, {"a": "pass"}, at=1),
        ran(2, 1, 1, {"a": "fail"}, at=30, true_at=1, kind="run.rejudged"),
    ]
    assert table(events, as_of=29) == [(1, 1, 1)]
    assert table(events, as_of=30) == [(1, 1, 0)]


def test_who_joined_and_did_nothing_stands_last_with_nothing():
    joined = Happened(1, "submission.joined", 7, None, {}, minute(0), minute(0))
    assert table([joined, ran(2, 1, 1, {"a": "pass"}, at=1)]) == [(1, 1, 1), (2, 7, 0)]


@st.composite
def histories(draw: st.DrawFn) -> list[Happened]:
    events = []
    for number in range(draw(st.integers(0, 12))):
        verdicts = draw(st.dictionaries(st.sampled_from(STEPS), st.sampled_from(["pass", "fail", "unknown"])))
        submission = draw(st.integers(1, 3))
        at = number + draw(st.integers(0, 3)) // 3
        events.append(ran(number + 1, submission, number + 1, verdicts, at=at))
    return events


@given(histories(), st.integers(-1, 20))
def test_a_freeze_shows_what_the_events_until_then_show(events: list[Happened], as_of: int):
    known = [event for event in events if event.at <= minute(as_of)]
    assert standings(events, minute(as_of)) == standings(known, minute(1000))


@given(histories(), st.randoms())
def test_the_order_in_which_events_are_handed_in_does_not_matter(events, random):
    shuffled = list(events)
    random.shuffle(shuffled)
    assert standings(shuffled, minute(1000)) == standings(events, minute(1000))


@given(histories())
def test_points_never_fall_while_nothing_is_judged_again(events: list[Happened]):
    before: dict[int, float] = {}
    for moment in range(20):
        now = {row.submission: row.points for row in standings(events, minute(moment))}
        assert all(now[key] >= points for key, points in before.items())
        before = now


@given(histories())
def test_ranks_follow_the_rule(events: list[Happened]):
    rows = standings(events, minute(1000))
    keys = [(-row.points, row.last_gain or START) for row in rows]
    assert [row.rank for row in rows] == [1 + sum(other < key for other in keys) for key in keys]


@given(histories())
def test_a_hidden_submission_without_points_shifts_nobody_above_it(events: list[Happened]):
    rows = {row.submission: row.rank for row in standings(events, minute(1000))}
    with_ghost = [*events, Happened(99, "submission.joined", 99, None, {}, minute(0), minute(0))]
    after = {row.submission: row.rank for row in standings(with_ghost, minute(1000))}
    assert {key: after[key] for key in rows} == rows
