"""Occurrences of recurring downtimes, in the zone of the downtime and by its wall clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.site.downtimes.recurrence import duration, occurrence, rule_of, zone


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def spoken(span: tuple[float, float] | None) -> tuple[str, str] | None:
    if span is None:
        return None
    first, last = (datetime.fromtimestamp(each, UTC).strftime("%a %d %H:%M") for each in span)
    return first, last


WEEKNIGHTS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"


@pytest.mark.parametrize(
    ("rule", "lasting", "now", "expected"),
    [
        (WEEKNIGHTS, 14, "2026-09-21T12:00:00+02:00", ("Mon 21 17:00", "Tue 22 07:00")),
        (WEEKNIGHTS, 14, "2026-09-22T08:59:00+02:00", ("Mon 21 17:00", "Tue 22 07:00")),
        (WEEKNIGHTS, 14, "2026-09-22T09:01:00+02:00", ("Tue 22 17:00", "Wed 23 07:00")),
        (WEEKNIGHTS, 14, "2026-09-26T12:00:00+02:00", ("Mon 28 17:00", "Tue 29 07:00")),
        (WEEKNIGHTS, 14, "2026-11-02T12:00:00+01:00", ("Mon 02 18:00", "Tue 03 08:00")),  # winter time
        ("FREQ=DAILY;COUNT=2", 1, "2026-12-01T00:00:00+01:00", None),
        ("FREQ=DAILY;UNTIL=20260925T000000", 1, "2026-10-01T00:00:00+02:00", None),
    ],
)
def test_an_occurrence_is_the_current_or_the_next(
    rule: str, lasting: int, now: str, expected: tuple[str, str] | None
) -> None:
    start = datetime(2026, 9, 14, 19)
    span = occurrence(rule, start=start, lasting=timedelta(hours=lasting), timezone="Europe/Berlin", now=at(now))
    assert spoken(span) == expected


@pytest.mark.parametrize(
    ("recurrence", "rule"),
    [
        ({"type": "days", "period": 1}, "FREQ=DAILY;INTERVAL=1"),
        ({"type": "weeks", "period": 2, "week_days": ["Sat", "Sun"]}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU"),
        ({"type": "months", "until_occurrences": 3}, "FREQ=MONTHLY;INTERVAL=1;COUNT=3"),
        ({"type": "years", "until_date": 1790000000}, "FREQ=YEARLY;INTERVAL=1;UNTIL=20260921T161320"),
        ({"type": "rrule", "rrule": "RRULE:FREQ=DAILY"}, "FREQ=DAILY"),
    ],
)
def test_a_version_1_recurrence_as_a_rule(recurrence: dict[str, object], rule: str) -> None:
    assert rule_of(recurrence, timezone="Europe/Berlin") == rule


@pytest.mark.parametrize(
    ("text", "minutes"), [("14h", 840), ("840m", 840), ("1d", 1440), ("2w", 20160), ("1M", None), ("h", None)]
)
def test_m_is_minutes_and_there_are_no_months(text: str, minutes: int | None) -> None:
    if minutes is None:
        with pytest.raises(ValueError, match="no duration"):
            duration(text)
    else:
        assert duration(text) == timedelta(minutes=minutes)


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        zone("Mars/Olympus")
