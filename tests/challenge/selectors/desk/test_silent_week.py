"""The week as it is silenced, beside what was asked."""

from __future__ import annotations

from challenge.selectors.desk.silent_week import rows_of_week, silent_week
from tests.challenge.conftest import DEFINITION
from verifier.definition import load_text
from verifier.facts import Fact
from verifier.facts.account import Downtime, Downtimes, Monitor, WeeklyWindow
from verifier.facts.document import Place, ShownDowntime, ShownDowntimes
from verifier.schedules import WEEKEND, WEEKNIGHTS

NOON = 1_770_000_000
MONITOR = Monitor(7, "high", "metric alert", "avg(last_5m):avg:my_metric{*} > 800", "", 800, 500, True, 10, "")


def account(*windows: WeeklyWindow) -> dict[type[Fact], Fact]:
    downtime = Downtime("1", 2, 7, (), "*", "", "Europe/Berlin", "active", windows)
    return {Monitor: MONITOR, Downtimes: Downtimes((downtime,), True, NOON)}


def test_nights_that_begin_an_hour_late_are_loud_where_silence_was_asked() -> None:
    late = WeeklyWindow("2026-01-05T20:00", 13 * 3600, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")
    week = silent_week(dict(account(late)), WEEKNIGHTS)
    assert week is not None
    assert (week.zone, week.source) == ("Europe/Berlin", "account")
    assert [(one.clock, one.state) for one in week.days[0][1]] == [
        ("00:00-19:00", "loud"),
        ("19:00-20:00", "too-loud"),
        ("20:00-24:00", "silent"),
    ]
    assert sum(one.minutes for _day, stretches in week.days for one in stretches) == 7 * 1_440


def test_a_weekend_that_was_not_asked_for_is_too_silent() -> None:
    weekend = WeeklyWindow("2026-01-10T00:00", 24 * 3600, "FREQ=WEEKLY;BYDAY=SA")
    week = silent_week(dict(account(weekend)), WEEKNIGHTS)
    assert week is not None
    assert [one.state for one in week.days[5][1]] == ["silent", "too-silent"]  # Friday's night ends on Saturday


def test_without_an_account_the_document_is_shown() -> None:
    shown = ShownDowntime((5, 6), 0, 1_440, True, Place("answers.md", 1, 1))
    week = silent_week({ShownDowntimes: ShownDowntimes((shown,))}, WEEKEND)
    assert week is not None
    assert (week.source, week.zone) == ("document", "")
    assert {one.state for one in week.days[6][1]} == {"silent"}


def test_no_downtime_is_no_week() -> None:
    assert silent_week({}, WEEKEND) is None
    assert silent_week(dict(account()), frozenset()) is None


def test_the_rows_about_downtimes_are_found_by_their_checks() -> None:
    rows = rows_of_week(load_text(DEFINITION.read_text("utf-8")))
    assert rows == {"bonus-downtime-weeknights": WEEKNIGHTS, "bonus-downtime-weekend": WEEKEND}
