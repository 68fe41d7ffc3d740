"""What the two versions of the API say of a downtime."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.verifier.schedules.recurrences import DAILY, DAY, HOUR, MON_FRI, NIGHTS, SAT, week
from verifier.schedules import (
    WEEKEND,
    NotWeekly,
    Recurrence,
    from_v1,
    from_v2,
    missing,
    read_v2_schedule,
    zone_problem,
)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (
            {"start": "2026-03-02T19:00", "duration": "14h", "rrule": MON_FRI},
            Recurrence("2026-03-02T19:00", 14 * HOUR, MON_FRI),
        ),
        (
            {"start": "2026-03-02T19:00:00", "duration": "840m", "rrule": DAILY},
            Recurrence("2026-03-02T19:00:00", 14 * HOUR, DAILY),
        ),
        ({"start": "2026-03-07T00:00", "duration": "2d", "rrule": SAT}, Recurrence("2026-03-07T00:00", 2 * DAY, SAT)),
        ({"start": "2026-03-07T00:00", "duration": "1w", "rrule": SAT}, Recurrence("2026-03-07T00:00", 7 * DAY, SAT)),
        (
            {"start": "2026-03-07T00:00", "duration": "1M", "rrule": SAT},
            NotWeekly("The downtime's duration can't be read."),
        ),
        (
            {"start": "2026-03-07T00:00", "duration": "-1d", "rrule": SAT},
            NotWeekly("The downtime's duration can't be read."),
        ),
        ({"start": "2026-03-07T00:00", "duration": "1d"}, NotWeekly("The downtime happens once; it does not repeat.")),
        ({"duration": "1d", "rrule": SAT}, NotWeekly("The downtime's start and duration can't be read.")),
        (None, NotWeekly("The downtime's start and duration can't be read.")),
    ],
)
def test_a_v2_recurrence_is_read(item, expected):
    assert from_v2(item) == expected


def test_a_v2_schedule_is_read_with_its_zone():
    item = {"start": "2026-03-02T19:00", "duration": "14h", "rrule": MON_FRI}
    assert len(read_v2_schedule({"recurrences": [item] * 60}).recurrences) == 60  # none is left out
    assert read_v2_schedule({"recurrences": [item], "timezone": "Europe/Paris"}).recurrences == (NIGHTS,)
    assert read_v2_schedule({"recurrences": [item]}).timezone == "UTC"
    assert read_v2_schedule({"start": "2026-03-02T19:00:00+00:00", "end": None}).recurrences == (
        NotWeekly("The downtime happens once; it does not repeat."),
    )
    assert read_v2_schedule({"recurrences": [item], "timezone": "Mars/Olympus"}).recurrences == (
        NotWeekly("“Mars/Olympus” is no time zone that is known here."),
    )


def epoch(local: str, zone: str) -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).timestamp())


def v1(start: str, end: str, recurrence: object, zone: str = "America/New_York") -> Recurrence | NotWeekly:
    return from_v1(epoch(start, zone), epoch(end, zone), recurrence, zone)


WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri"]


@pytest.mark.parametrize(
    ("recurrence", "rrule"),
    [
        ({"type": "weeks", "period": 1, "week_days": WEEKDAYS}, "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR"),
        ({"type": "days", "period": 1, "week_days": None}, "FREQ=DAILY;INTERVAL=1"),
        ({"type": "rrule", "rrule": MON_FRI}, MON_FRI),
        ({"type": "weeks", "period": 2}, "FREQ=WEEKLY;INTERVAL=2"),
        ({"type": "months", "period": 1}, "FREQ=MONTHLY;INTERVAL=1"),
        ({"type": "days", "period": 1, "until_occurrences": 5}, "FREQ=DAILY;INTERVAL=1;COUNT=5"),
        ({"type": "days", "period": 1, "until_date": 1_700_000_000}, "FREQ=DAILY;INTERVAL=1;UNTIL=20231114"),
    ],
)
def test_a_v1_recurrence_becomes_a_rule(recurrence, rrule):
    found = v1("2026-03-04T19:00:00", "2026-03-05T09:00:00", recurrence)
    assert found == Recurrence("2026-03-04T19:00:00", 14 * HOUR, rrule)


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-03-07T19:00:00", "2026-03-08T09:00:00"), ("2026-10-31T19:00:00", "2026-11-01T09:00:00")],
    ids=["clocks go forward", "clocks go back"],
)
def test_a_v1_night_of_a_clock_change_is_as_long_as_any_other(start, end):
    found = v1(start, end, {"type": "days", "period": 1})
    assert isinstance(found, Recurrence) and found.duration_seconds == 14 * HOUR


def test_a_v1_day_of_86399_seconds_is_a_day_with_slack():
    found = v1("2026-03-07T00:00:00", "2026-03-07T23:59:59", {"type": "weeks", "week_days": ["Sat", "Sun"]})
    assert isinstance(found, Recurrence) and found.duration_seconds == DAY - 1
    assert missing(week(found), WEEKEND) == ()


@pytest.mark.parametrize(
    ("start", "end", "recurrence", "zone", "reason"),
    [
        (0, 60, None, "UTC", "happens once"),
        (0, None, {"type": "days"}, "UTC", "start and end can't be read"),
        (10**18, 10**18, {"type": "days"}, "UTC", "start and end can't be read"),
        (float("nan"), 1, {"type": "days"}, "UTC", "start and end can't be read"),
        (0, 60, {"type": "fortnights"}, "UTC", "can't be read"),
        (0, 60, {"type": []}, "UTC", "can't be read"),
        (0, 60, {"type": "days"}, "Nowhere/City", "no time zone"),
    ],
)
def test_a_v1_downtime_that_cannot_be_read_says_why(start, end, recurrence, zone, reason):
    found = from_v1(start, end, recurrence, zone)
    assert isinstance(found, NotWeekly) and reason in found.reason


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC", "Europe/Paris", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
def test_known_zones(zone):
    assert zone_problem(zone) is None


@pytest.mark.parametrize("zone", ["", "Europe", "../etc/passwd", "/etc/localtime", "Paris time", "\x00", "A" * 9_999])
def test_unknown_zones_get_a_sentence(zone):
    problem = zone_problem(zone)
    assert problem is not None and problem.reason.isprintable() and len(problem.reason) < 100
