"""Recurrences as people set them, all begun in one week."""

from __future__ import annotations

from datetime import date

from verifier.schedules import Recurrence, silent_minutes

NOW = date(2026, 3, 4)
HOUR = 3600
DAY = 24 * HOUR
MON_FRI = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
SAT_SUN = "FREQ=WEEKLY;BYDAY=SA,SU"
SAT = "FREQ=WEEKLY;BYDAY=SA"
DAILY = "FREQ=DAILY;INTERVAL=1"


def at(clock: str, duration: int, rrule: str) -> Recurrence:
    """A recurrence that began on Monday, 2 March 2026."""
    return Recurrence(f"2026-03-02T{clock}", duration, rrule)


NIGHTS = at("19:00", 14 * HOUR, MON_FRI)


def week(*recurrences: Recurrence) -> frozenset[int]:
    found = silent_minutes(recurrences, now=NOW)
    assert found.left_out == ()
    return found.minutes
