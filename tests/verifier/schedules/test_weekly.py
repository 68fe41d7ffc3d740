"""Downtimes as people set them, and the minutes of a week that they silence."""

from __future__ import annotations

import pytest

from tests.verifier.schedules.recurrences import DAILY, DAY, HOUR, MON_FRI, NIGHTS, NOW, SAT, SAT_SUN, at, week
from verifier.schedules import (
    MINUTES_A_WEEK,
    OFFICE,
    WEEKEND,
    WEEKNIGHTS,
    NotWeekly,
    Recurrence,
    covered,
    intruding,
    missing,
    silent_minutes,
    start_days,
)

# name: (recurrences, weeknights missing, office hours silenced)
WEEKNIGHT_VARIANTS = {
    "Monday to Friday 19:00 for 14 h": ([NIGHTS], (), ()),
    "the same with seconds and interval": ([at("19:00:00", 840 * 60, f"INTERVAL=1;{MON_FRI}")], (), ()),
    "daily 19:00 for 14 h": ([at("19:00", 14 * HOUR, DAILY)], (), ()),
    "nightly by daily with days": ([at("19:00", 14 * HOUR, "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR")], (), ()),
    "five rules of one day each": (
        [at("19:00", 14 * HOUR, f"FREQ=WEEKLY;BYDAY={day}") for day in ("MO", "TU", "WE", "TH", "FR")],
        (),
        (),
    ),
    "evenings and mornings apart": (
        [at("19:00", 5 * HOUR, MON_FRI), at("00:00", 9 * HOUR, "FREQ=WEEKLY;BYDAY=TU,WE,TH,FR,SA")],
        (),
        (),
    ),
    "evenings and mornings, both Monday to Friday": (
        [at("19:00", 5 * HOUR, MON_FRI), at("00:00", 9 * HOUR, MON_FRI)],
        ("Sat 00:00-09:00",),
        (),
    ),
    "Monday to Thursday, and Friday for 63 h": (
        [at("19:00", 14 * HOUR, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH"), at("19:00", 63 * HOUR, "FREQ=WEEKLY;BYDAY=FR")],
        (),
        ("Mon 09:00-10:00",),
    ),
    "one second short of 14 h": ([at("19:00", 14 * HOUR - 1, MON_FRI)], (), ()),
    "a minute late": ([at("19:01", 14 * HOUR, MON_FRI)], (), ()),
    "two minutes late": (
        [at("19:02", 14 * HOUR, MON_FRI)],
        ("Mon-Fri 19:00-19:02",),
        ("Tue-Fri 09:00-09:02",),
    ),
    "19:01 for 11 h": ([at("19:01", 11 * HOUR, MON_FRI)], ("Tue-Sat 06:01-09:00",), ()),
    "inverted, daily 9:40 for 9 h": (
        [at("09:40", 9 * HOUR, DAILY)],
        ("Mon-Fri 19:00-24:00", "Tue-Sat 00:00-09:00"),
        ("Mon-Fri 09:40-18:40",),
    ),
    "7 pm to 9 pm": (
        [at("19:00", 2 * HOUR, MON_FRI)],
        ("Mon-Fri 21:00-24:00", "Tue-Sat 00:00-09:00"),
        (),
    ),
    "begun at 9 pm": ([at("21:00", 12 * HOUR, MON_FRI)], ("Mon-Fri 19:00-21:00",), ()),
    "begun at 11 pm for 14 h": (
        [at("23:00", 14 * HOUR, MON_FRI)],
        ("Mon-Fri 19:00-23:00",),
        ("Tue-Fri 09:00-13:00",),
    ),
    "no days, so the day it began on": (
        [at("19:00", 14 * HOUR, "FREQ=WEEKLY")],
        ("Tue-Fri 19:00-24:00", "Wed-Sat 00:00-09:00"),
        (),
    ),
    "always": ([at("00:00", DAY, DAILY)], (), ("Mon-Fri 09:00-19:00",)),
    "nothing": ([], ("Mon-Fri 19:00-24:00", "Tue-Sat 00:00-09:00"), ()),
}

# name: (recurrences, weekend missing, office hours silenced)
WEEKEND_VARIANTS = {
    "Saturday and Sunday for a day": ([at("00:00", DAY, SAT_SUN)], (), ()),
    "Saturday and Sunday for 86,399 s": ([at("00:00", DAY - 1, SAT_SUN)], (), ()),
    "Saturday for two days": ([at("00:00", 2 * DAY, SAT)], (), ()),
    "Saturday 9:00 for two days, with the nights": ([at("09:00", 2 * DAY, SAT), NIGHTS], (), ()),
    "Saturday 9:00 for two days alone": ([at("09:00", 2 * DAY, SAT)], ("Sat 00:00-09:00",), ()),
    "Saturday and Sunday 9 to 9, with the nights": ([at("09:00", DAY, SAT_SUN), NIGHTS], (), ()),
    "Saturday and Sunday 8 to 8, with the nights": ([at("08:00", DAY, SAT_SUN), NIGHTS], (), ()),
    "9 to 19 with a daily night": (
        [at("09:00", 10 * HOUR, SAT_SUN), at("19:00", 14 * HOUR, DAILY)],
        (),
        (),
    ),
    "10:01 for two days each, with the nights": (
        [at("10:01", 2 * DAY, SAT_SUN), NIGHTS],
        ("Sat 09:00-10:01",),
        ("Mon 09:00-19:00", "Tue 09:00-10:01"),
    ),
    "Saturday 19:00 for a day, with the nights": (
        [at("19:00", DAY, SAT), NIGHTS],
        ("Sat 09:00-19:00", "Sun 19:00-24:00"),
        (),
    ),
    "Saturday 10:41 for ten hours": (
        [at("10:41", 10 * HOUR, SAT)],
        ("Sat 00:00-10:41", "Sat 20:41-24:00", "Sun 00:00-24:00"),
        (),
    ),
    "Sunday for two days runs over the week's end": (
        [at("00:00", 2 * DAY, "FREQ=WEEKLY;BYDAY=SU")],
        ("Sat 00:00-24:00",),
        ("Mon 09:00-19:00",),
    ),
}


@pytest.mark.parametrize("name", WEEKNIGHT_VARIANTS)
def test_weeknights(name):
    recurrences, lacking, too_much = WEEKNIGHT_VARIANTS[name]
    minutes = week(*recurrences)
    assert missing(minutes, WEEKNIGHTS) == lacking
    assert intruding(minutes, OFFICE) == too_much


@pytest.mark.parametrize("name", WEEKEND_VARIANTS)
def test_weekend(name):
    recurrences, lacking, too_much = WEEKEND_VARIANTS[name]
    minutes = week(*recurrences)
    assert missing(minutes, WEEKEND) == lacking
    assert intruding(minutes, OFFICE) == too_much


def test_the_literal_text_leaves_monday_morning_open():
    minutes = week(NIGHTS, at("00:00", DAY, SAT_SUN))
    assert missing(minutes, WEEKNIGHTS | WEEKEND) == ()
    assert not covered(minutes, 0, 0, 9 * 60)
    assert len(WEEKNIGHTS | WEEKEND | OFFICE) == MINUTES_A_WEEK - 9 * 60


@pytest.mark.parametrize(
    ("rrule", "reason"),
    [
        ("", "happens once"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "interval is not 1"),
        ("FREQ=DAILY;INTERVAL=2", "interval is not 1"),
        ("FREQ=DAILY;COUNT=1000", "number of times"),
        ("FREQ=DAILY;UNTIL=20260303", "until 2026-03-03 only"),
        ("FREQ=DAILY;UNTIL=20260303T235959Z", "until 2026-03-03 only"),
        ("FREQ=DAILY;UNTIL=soon", "until which the downtime repeats can't be read"),
        ("FREQ=DAILY;UNTIL=20269999", "until which the downtime repeats can't be read"),
        ("FREQ=MONTHLY;BYDAY=MO", "repeats monthly"),
        ("FREQ=YEARLY", "repeats yearly"),
        ("FREQ=HOURLY", "can't be read as a weekly one"),
        ("FREQ=WEEKLY;BYDAY=1MO", "days of every week"),
        ("FREQ=WEEKLY;BYDAY=Monday", "days of every week"),
        ("FREQ=WEEKLY;BYDAY=", "can't be read"),
        ("FREQ=DAILY;BYMONTH=12", "can't be read as a weekly one"),
        ("FREQ=DAILY;FREQ=WEEKLY", "can't be read"),
        ("BYDAY=MO", "can't be read as a weekly one"),
        ("every weekday", "can't be read"),
        ("FREQ=DAILY;" + "X" * 10_000, "can't be read"),
    ],
)
def test_what_does_not_come_every_week_silences_nothing_and_says_why(rrule, reason):
    found = silent_minutes([at("19:00", HOUR, rrule)], now=NOW)
    assert found.minutes == frozenset()
    assert reason in found.left_out[0]


@pytest.mark.parametrize(
    "rrule",
    [
        "RRULE:FREQ=DAILY",
        "freq=daily;",
        "FREQ=DAILY;WKST=SU",
        "FREQ=DAILY;UNTIL=20260304",
        "FREQ=DAILY;UNTIL=2030-01-01",
    ],
)
def test_spellings_of_daily(rrule):
    assert len(week(at("00:00", DAY, rrule))) == MINUTES_A_WEEK


@pytest.mark.parametrize(
    ("start", "duration"),
    [("2026-02-30T19:00", HOUR), ("19:00", HOUR), ("2026-03-02T19:00+01:00", HOUR), ("2026-03-02T19:00", 0)],
)
def test_a_start_or_duration_that_makes_no_sense_silences_nothing(start, duration):
    found = silent_minutes([Recurrence(start, duration, DAILY)], now=NOW)
    assert not found.minutes and len(found.left_out) == 1


def test_good_and_bad_recurrences_go_together():
    found = silent_minutes([NIGHTS, NotWeekly("The downtime was canceled."), at("00:00", 1, "")], now=NOW)
    assert len(found.minutes) == 5 * 14 * 60
    assert found.left_out == ("The downtime was canceled.", "The downtime happens once; it does not repeat.")


def test_days_tell_daily_from_monday_to_friday():
    assert start_days(NIGHTS, now=NOW) == {0, 1, 2, 3, 4}
    assert start_days(at("19:00", HOUR, DAILY), now=NOW) == set(range(7))
    assert start_days(Recurrence("2026-03-07T00:00", DAY, "FREQ=WEEKLY"), now=NOW) == {5}
    assert isinstance(start_days(at("19:00", HOUR, "FREQ=MONTHLY"), now=NOW), NotWeekly)


def test_a_minute_is_silent_only_when_all_of_it_is():
    assert week(Recurrence("2026-03-02T19:00:30", 120, "FREQ=WEEKLY")) == {19 * 60 + 1}


def test_touching_stretches_leave_no_hole():
    both = week(at("19:00:30", 90, "FREQ=WEEKLY"), at("19:02:00", 60, "FREQ=WEEKLY"))
    assert both == {19 * 60 + 1, 19 * 60 + 2}
