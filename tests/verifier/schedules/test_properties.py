"""Rules read by hand agree with dateutil, which expands them with dates; words agree with minutes."""

from datetime import date, datetime, timedelta

from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from verifier.schedules import (
    MINUTES_A_WEEK,
    NotWeekly,
    Recurrence,
    from_v1,
    from_v2,
    missing,
    ranges,
    read_v2_schedule,
    silent_minutes,
    zone_problem,
)

NOW = date(2026, 3, 4)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

weekly_rules = st.one_of(
    st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY"]),
    st.builds(
        lambda frequency, days: f"FREQ={frequency};BYDAY={','.join(days)}",
        st.sampled_from(["DAILY", "WEEKLY"]),
        st.lists(st.sampled_from(DAYS), min_size=1, max_size=7, unique=True),
    ),
)
recurrences = st.builds(
    lambda start, duration, rrule: Recurrence(start.isoformat(timespec="seconds"), duration, rrule),
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),
    st.integers(1, 9 * 86_400),
    weekly_rules,
)
minutes_of_a_week = st.frozensets(st.integers(0, MINUTES_A_WEEK - 1), max_size=60)
json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
V1_KEYS = ("type", "period", "week_days", "until_date", "until_occurrences", "rrule")
v1_like = st.fixed_dictionaries({}, optional={key: json_like | st.sampled_from(["days", "weeks"]) for key in V1_KEYS})
v2_like = st.fixed_dictionaries({}, optional=dict.fromkeys(("start", "duration", "rrule"), json_like))


@given(st.lists(recurrences, max_size=3))
def test_every_week_of_the_calendar_is_silent_as_said(found):
    assert silent_minutes(found, now=NOW).minutes == _silent_by_the_calendar(found)


def _silent_by_the_calendar(found: list[Recurrence]) -> frozenset[int]:
    """The minutes of one week, long after the last start, second by second from dateutil's occurrences."""
    monday = datetime(2027, 3, 1)
    seconds = bytearray(7 * 86_400)
    for recurrence in found:
        start = datetime.fromisoformat(recurrence.start)
        rule = rrulestr(recurrence.rrule, dtstart=start)
        for occurrence in rule.between(monday - timedelta(days=10), monday + timedelta(days=7), inc=True):
            first = int((occurrence - monday).total_seconds())
            last = min(first + recurrence.duration_seconds, len(seconds))
            seconds[max(first, 0) : max(last, 0)] = b"\x01" * (max(last, 0) - max(first, 0))
    return frozenset(at for at in range(MINUTES_A_WEEK) if all(seconds[at * 60 : at * 60 + 60]))


@given(minutes_of_a_week)
def test_ranges_tell_exactly_the_minutes(minutes):
    assert _read_ranges(ranges(minutes)) == minutes


def _read_ranges(found: tuple[str, ...]) -> frozenset[int]:
    minutes = set()
    for text in found:
        names, clock = text.rsplit(" ", 1)
        first, last = (int(part[:2]) * 60 + int(part[3:]) for part in clock.split("-"))
        for name in names.split(" and "):
            ends = [NAMES.index(each) for each in name.split("-")]
            for day in range(ends[0], ends[-1] + 1):
                minutes.update(range(day * 1440 + first, day * 1440 + last))
    return frozenset(minutes)


@given(minutes_of_a_week, minutes_of_a_week)
def test_without_slack_nothing_is_forgiven(minutes, wanted):
    assert _read_ranges(missing(minutes, wanted, slack=0)) == wanted - minutes


@given(minutes_of_a_week, minutes_of_a_week)
def test_slack_forgives_single_minutes_only(minutes, wanted):
    gaps = wanted - minutes
    told = _read_ranges(missing(minutes, wanted))
    lonely = {gap for gap in gaps if not {(gap - 1) % MINUTES_A_WEEK, (gap + 1) % MINUTES_A_WEEK} & gaps}
    assert told == gaps - lonely


@given(json_like | v2_like, st.text())
def test_nothing_hostile_in_a_v2_downtime_raises(item, zone):
    found = from_v2(item)
    silent_minutes([found], now=NOW)
    read_v2_schedule({"recurrences": [item], "timezone": zone})
    read_v2_schedule({"recurrences": item})


@given(json_like, json_like, json_like | v1_like, st.text() | st.just("Europe/Paris"))
def test_nothing_hostile_in_a_v1_downtime_raises(start, end, recurrence, zone):
    found = from_v1(start, end, recurrence, zone)
    assert isinstance(found, Recurrence | NotWeekly)
    silent_minutes([found], now=NOW)
    zone_problem(zone)


@given(st.integers(0, 2_000_000_000), v1_like)
def test_nothing_hostile_in_a_v1_recurrence_raises(start, recurrence):
    silent_minutes([from_v1(start, start + 50_400, recurrence, "Europe/Paris")], now=NOW)


@given(st.text(), st.text(), st.integers())
def test_nothing_hostile_in_a_recurrence_raises(start, rrule, duration):
    silent_minutes([Recurrence(start, duration, rrule), Recurrence("2026-03-02T19:00", duration, rrule)], now=NOW)
