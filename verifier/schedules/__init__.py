"""Downtimes -> the silent minutes of a week.

    what the API says -> reading -> Recurrence -> weekly -> minutes of a week -> week (ranges, gaps, words)

A week is 10,080 wall-clock minutes of the downtime's own zone, Monday 00:00 is 0, and it has no dates: clock
changes do not exist in it. Facts only: which silence is asked for is decided by the checks.
"""

from verifier.schedules.reading import Schedule, from_v1, from_v2, read_v2_schedule, zone_problem
from verifier.schedules.recurrence import NotWeekly, Recurrence
from verifier.schedules.week import (
    MINUTES_A_WEEK,
    NIGHTS,
    OFFICE,
    WEEKEND,
    WEEKNIGHTS,
    covered,
    describe,
    intruding,
    minutes_between,
    missing,
    ranges,
)
from verifier.schedules.weekly import SilentWeek, silent_minutes, start_days

__all__ = [
    "MINUTES_A_WEEK",
    "NIGHTS",
    "OFFICE",
    "WEEKEND",
    "WEEKNIGHTS",
    "NotWeekly",
    "Recurrence",
    "Schedule",
    "SilentWeek",
    "covered",
    "describe",
    "from_v1",
    "from_v2",
    "intruding",
    "minutes_between",
    "missing",
    "ranges",
    "read_v2_schedule",
    "silent_minutes",
    "start_days",
    "zone_problem",
]
