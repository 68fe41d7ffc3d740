"""Downtimes as people set them, and the minutes of a week that they silence."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from verifier.schedules import (
    MINUTES_A_WEEK,
    OFFICE,
    WEEKEND,
    WEEKNIGHTS,
    NotWeekly,
    Recurrence,
    covered,
    describe,
    from_v1,
    from_v2,
    intruding,
    minutes_between,
    missing,
    ranges,
    read_v2_schedule,
    silent_minutes,
    start_days,
    zone_problem,
)

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
