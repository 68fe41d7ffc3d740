"""Who stands where: by hand, and what holds whatever happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from challenge.board.rule import CLOCK, ELAPSED, Rule
from challenge.board.standings import Happened, Standing, standings
from tests.challenge.records import (
    LATE,
    SEEN,
    STEPS,
    decided,
    event,
    histories,
    looks,
    minute,
    now,
    ran,
    rules,
    table,
    undone,
)


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
    joined = event(1, "submission.joined", 7, at=0)
    assert table([joined, ran(2, 1, 1, {"a": "pass"}, at=1)]) == [(1, 1, 1), (2, 7, 0)]


@given(histories(), rules(), st.integers(-1, 30))
def test_a_freeze_shows_what_the_events_until_then_show(events: list[Happened], rule: Rule, as_of: int):
    known = [one for one in events if one.at <= minute(as_of)]
    assert standings(events, minute(as_of), rule) == standings(known, minute(LATE), rule.at(minute(as_of)))


@given(histories(), rules(), st.randoms())
def test_the_order_in_which_events_are_handed_in_does_not_matter(events: list[Happened], rule: Rule, random):
    shuffled = list(events)
    random.shuffle(shuffled)
    assert standings(shuffled, minute(LATE), rule) == standings(events, minute(LATE), rule)


@given(looks(), rules())
def test_points_never_fall_while_nothing_is_judged_again_or_decided(events: list[Happened], rule: Rule):
    rule = replace(rule, own={})  # a rule may take away what counted before it
    before: dict[int, Standing] = {}
    for moment in range(20):
        known = now(events, rule, moment)
        for submission, row in before.items():
            assert known[submission].points >= row.points
            assert {proof.step for proof in row.proofs} <= {proof.step for proof in known[submission].proofs}
        before = known


def better(one: Standing, other: Standing, rule: Rule) -> bool:
    """Told apart from the code: whether one is before the other."""
    if one.points != other.points:
        return one.points > other.points
    if one.last_gain is None or other.last_gain is None:
        return False
    if rule.ties == CLOCK:
        return one.last_gain < other.last_gain
    if rule.ties == ELAPSED:
        assert one.elapsed is not None
        assert other.elapsed is not None
        return one.elapsed < other.elapsed
    return False


@given(histories(), rules())
def test_a_place_is_one_more_than_how_many_are_before(events: list[Happened], rule: Rule):
    rows = standings(events, minute(LATE), rule)
    assert [row.rank for row in rows] == [1 + sum(better(other, row, rule) for other in rows) for row in rows]
    assert [row.rank for row in rows] == sorted(row.rank for row in rows)


@given(histories(), rules())
def test_within_a_place_who_gained_last_the_earliest_comes_first(events: list[Happened], rule: Rule):
    rows = standings(events, minute(LATE), rule)
    order = [(row.rank, row.last_gain or minute(10 * LATE), row.submission) for row in rows]
    assert order == sorted(order)


@given(histories(), rules(), st.integers(1, 4))
def test_an_entry_that_is_taken_away_was_never_there(events: list[Happened], rule: Rule, gone: int):
    """Hidden ones are not handed in, so this is what holds for them too."""
    before = standings(events, minute(LATE), rule)
    after = standings([one for one in events if one.submission != gone], minute(LATE), rule)
    left = [row for row in before if row.submission != gone]
    assert [replace(row, rank=0) for row in after] == [replace(row, rank=0) for row in left]
    assert [row.rank for row in after] == [1 + sum(better(other, row, rule) for other in left) for row in left]


@given(histories(), rules(), SEEN, st.data())
def test_judging_again_is_as_if_the_run_had_been_judged_so_at_first(
    events: list[Happened], rule: Rule, verdicts: dict[str, str], data: st.DataObject
):
    """Whatever else happened: pauses, decisions, two passes, rules of the cohort's own, having been judged again before."""
    ran_ = [one for one in events if one.run is not None]
    if not ran_:
        return
    old = data.draw(st.sampled_from(ran_))
    assert old.submission is not None
    assert old.run is not None
    again = replace(
        ran(90, old.submission, old.run, verdicts, at=90, kind="run.rejudged"), effective_at=old.effective_at
    )
    at_first = [replace(one, data=again.data) if one.run == old.run else one for one in events]
    assert standings([*events, again], minute(LATE), rule) == standings(at_first, minute(LATE), rule)
    assert standings([*events, again], minute(89), rule) == standings(events, minute(89), rule)


@given(looks(), rules())
def test_the_first_proof_is_the_earliest_look_that_proved_it(events: list[Happened], rule: Rule):
    rule = replace(rule, own={})
    for submission, row in now(events, rule).items():
        mine = [one for one in events if one.submission == submission]
        for proof in row.proofs:
            proved = [one.effective_at for one in mine if one.data["steps"].get(proof.step, [""])[0] == "pass"]
            assert (proof.first, proof.last) == (min(proved), max(proved))
        assert {proof.step for proof in row.proofs} == {
            key
            for key in STEPS
            if rule.points.get(key, 1) and any(one.data["steps"].get(key, [""])[0] == "pass" for one in mine)
        }


@given(
    histories(), rules(), st.integers(1, 4), st.sampled_from(STEPS), st.sampled_from(["override", "excuse", "confirm"])
)
def test_a_decision_that_was_taken_back_was_never_taken(
    events: list[Happened], rule: Rule, who: int, step: str, kind: str
):
    before = standings(events, minute(LATE), rule)
    assume(who in {row.submission for row in before})
    both = [decided(90, who, step, kind, at=90, counts="pass"), undone(91, who, step, 90, at=91)]
    assert standings([*events, *both], minute(LATE), rule) == before


@given(histories(), rules(), st.integers(1, 4), st.sampled_from(STEPS))
def test_an_excuse_takes_its_row_out_of_its_own_submission_alone(
    events: list[Happened], rule: Rule, who: int, step: str
):
    alone = replace(rule, passes=1)
    before = now(events, alone)
    after = now([*events, decided(90, who, step, "excuse", at=90)], alone)
    for submission, row in before.items():
        if submission != who:
            assert replace(after[submission], rank=0) == replace(row, rank=0)
            continue
        gone = [proof for proof in row.proofs if proof.step == step]
        assert step in after[who].left_out and step not in after[who].latest
        assert after[who].proofs == tuple(proof for proof in row.proofs if proof.step != step)
        assert after[who].points == row.points - sum(proof.worth for proof in gone if not proof.bonus)


@given(histories(), rules(), st.integers(0, 25), st.integers(0, 25))
def test_one_more_pause_takes_time_and_nothing_else(events: list[Happened], rule: Rule, start: int, length: int):
    """Of a record without pauses: the time needed gets less by no more than the pause, and places by the clock stay."""
    plain = [one for one in events if one.kind not in ("contest.paused", "contest.resumed")]
    pause = [
        event(91, "contest.paused", None, at=start),
        event(92, "contest.resumed", None, at=start + length),
    ]
    before, after = now(plain, rule), now([*plain, *pause], rule)
    for submission, row in before.items():
        other = after[submission]
        same = replace(row, rank=0, elapsed=None)
        assert replace(other, rank=0, elapsed=None) == same
        assert (row.elapsed is None) == (other.elapsed is None)
        if row.elapsed is not None and other.elapsed is not None:
            assert timedelta() <= row.elapsed - other.elapsed <= timedelta(minutes=length)
        if rule.ties != ELAPSED:
            assert other.rank == row.rank
