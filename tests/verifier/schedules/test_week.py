"""The minutes of a week in words, and what lacks in them."""

from __future__ import annotations

import pytest

from verifier.schedules import (
    MINUTES_A_WEEK,
    OFFICE,
    WEEKEND,
    WEEKNIGHTS,
    describe,
    minutes_between,
    missing,
    ranges,
)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (frozenset(), "no minute"),
        (frozenset(range(MINUTES_A_WEEK)), "the whole week"),
        (OFFICE, "Mon-Fri 09:00-19:00"),
        (WEEKNIGHTS, "Mon-Fri 19:00-24:00, Tue-Sat 00:00-09:00"),
        (WEEKEND, "Sat-Sun 00:00-24:00"),
        (minutes_between((0, 1, 4), 0, 1), "Mon-Tue and Fri 00:00-00:01"),
        (minutes_between((6,), 1439, 1440) | {0}, "Mon 00:00-00:01, Sun 23:59-24:00"),
    ],
)
def test_a_week_is_told_in_ranges(minutes, words):
    assert describe(minutes) == words
    assert len(minutes) == MINUTES_A_WEEK or ", ".join(ranges(minutes)) in {words, ""}


def test_a_gap_over_the_weeks_end_is_one_gap():
    full = frozenset(range(MINUTES_A_WEEK))
    assert missing(full - {0, MINUTES_A_WEEK - 1}, full) == ("Mon 00:00-00:01", "Sun 23:59-24:00")
    assert missing(full - {0}, full) == ()
    assert missing(full - {0}, full, slack=0) == ("Mon 00:00-00:01",)
    assert missing(frozenset(), full) == ("Mon-Sun 00:00-24:00",)
