from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from challenge.contest.sweep_clock import (
    LATE,
    MACHINES_EVERY,
    belongs_to,
    machine_is_due,
    stamp_after,
    stamp_at,
    stamp_due,
)

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
lengths = st.integers(1, 7200)


def test_a_stamp_stands_every_so_many_seconds() -> None:
    assert stamp_at(NOON + timedelta(seconds=130), 120) == NOON + timedelta(seconds=120)
    assert stamp_after(NOON + timedelta(seconds=1), 120) == NOON + timedelta(seconds=120)
    assert stamp_after(NOON, 120) == NOON


def test_a_sweep_is_due_once_a_stamp_and_not_long_after_it() -> None:
    assert stamp_due(NOON + timedelta(seconds=3), None, 120) == NOON
    assert stamp_due(NOON + timedelta(seconds=3), NOON, 120) is None
    assert stamp_due(NOON + LATE + timedelta(seconds=1), None, 120) is None


@given(moments, lengths)
def test_nothing_counts_before_it_was_seen_nor_more_than_one_sweep_later(at: datetime, seconds: int) -> None:
    assert timedelta(0) <= stamp_after(at, seconds) - at < timedelta(seconds=seconds)
    assert timedelta(0) <= at - stamp_at(at, seconds) < timedelta(seconds=seconds)


@given(moments, lengths, st.integers(0, 7200))
def test_who_presses_in_between_gains_nothing_over_who_waits(at: datetime, seconds: int, wait: int) -> None:
    """Whatever is seen between two stamps is true from the same one on."""
    stamp = stamp_after(at, seconds)
    later = min(at + timedelta(seconds=wait), stamp)
    assert stamp_after(later, seconds) == stamp


@given(moments, st.integers(1, 7200), st.integers(1, 10_000))
def test_every_machine_has_its_turn_at_every_fifth_stamp(at: datetime, seconds: int, number: int) -> None:
    stamps = [stamp_at(at, seconds) + timedelta(seconds=seconds * index) for index in range(10)]
    turns = [index for index, stamp in enumerate(stamps) if machine_is_due(stamp, seconds, number)]
    assert len(turns) == 2 and turns[1] - turns[0] == MACHINES_EVERY


@given(moments, st.integers(1, 7200))
def test_never_more_than_a_fifth_of_the_machines_has_its_turn_at_once(at: datetime, seconds: int) -> None:
    assert sum(machine_is_due(stamp_at(at, seconds), seconds, number) for number in range(1, 21)) == 4


def test_what_is_seen_soon_after_its_stamp_belongs_to_it_and_what_is_seen_late_to_the_next() -> None:
    assert belongs_to(NOON + LATE, NOON, 120) == NOON
    assert belongs_to(NOON + LATE + timedelta(seconds=1), NOON, 120) == NOON + timedelta(seconds=120)
    assert belongs_to(NOON + timedelta(seconds=250), NOON, 120) == NOON + timedelta(seconds=360)


@given(moments, st.integers(1, 7200), st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_whoever_has_had_a_turn_between_two_stamps_that_were_asked_for_has_it_at_the_second(
    at: datetime, seconds: int, gaps: list[int]
) -> None:
    last = stamp_at(at, seconds)
    for gap in gaps:
        now = last + timedelta(seconds=seconds * gap)
        between = [last + timedelta(seconds=seconds * index) for index in range(1, gap + 1)]
        for number in range(MACHINES_EVERY):
            turns = [stamp for stamp in between if machine_is_due(stamp, seconds, number)]
            assert machine_is_due(now, seconds, number, before=last) == bool(turns)
        last = now
