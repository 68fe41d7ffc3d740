"""Downtimes: who is silenced, when, and by what that is meant for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.verifier.checks.account_made import NIGHTS, WEEKENDS, downtime, downtimes, host, monitor
from verifier.checks.monitoring.account_downtimes import (
    account_downtime_covers_every_night,
    account_downtime_covers_the_weekend,
    account_downtime_covers_weeknights,
)
from verifier.checks.monitoring.silence import MOST_WINDOWS, TOO_MANY
from verifier.facts.account import Downtimes, WeeklyWindow
from verifier.facts.base import NotLooked
from verifier.facts.host import OperatingSystem
from verifier.verdicts import Finding, Outcome

PASS, FAIL, ABSENT, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.ABSENT, Outcome.UNKNOWN
NOT_LOOKED = NotLooked("The machine was not looked at.")
EVERY = {"monitor_id": None, "monitor_tags": ("*",)}


def window(start: str, hours: float, days: str, *, rest: str = "") -> WeeklyWindow:
    return WeeklyWindow(f"2023-11-06T{start}", int(hours * 3600), f"FREQ=WEEKLY;BYDAY={days}{rest}")


def weeknights(found: Downtimes, *, daily: str = "accept", **more: Any) -> Finding:
    system = more.pop("system", NOT_LOOKED)
    return account_downtime_covers_weeknights(found, monitor(**more), host(), system, slack_minutes=1, daily=daily)


def weekend(found: Downtimes) -> Finding:
    return account_downtime_covers_the_weekend(found, monitor(), host(), NOT_LOOKED, slack_minutes=1)


MORNINGS = window("00:00", 9, "TU,WE,TH,FR,SA")
DAILY = WeeklyWindow("2023-11-06T19:00", 14 * 3600, "FREQ=DAILY;INTERVAL=1")


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (downtimes(downtime(NIGHTS)), PASS),
        (downtimes(downtime(NIGHTS, WEEKENDS)), PASS),
        (downtimes(downtime(WEEKENDS), downtime(NIGHTS)), PASS),
        (downtimes(downtime(replace(NIGHTS, duration=14 * 3600 - 1))), PASS),
        (downtimes(downtime(window("19:00", 14, "MO,TU,WE,TH"), window("19:00", 62, "FR"))), PASS),
        (downtimes(downtime(MORNINGS), downtime(window("19:00", 5, "MO,TU,WE,TH,FR"))), PASS),
        (downtimes(downtime(window("19:00", 14, "MO,TU,WE,TH"), window("19:00", 63, "FR"))), FAIL),
        (downtimes(downtime(DAILY)), PASS),
        (downtimes(downtime(NIGHTS, status="active", monitor_id=None, monitor_tags=("team:tide",))), PASS),
        (downtimes(downtime(NIGHTS, scope="host:fern")), PASS),
        (downtimes(downtime(window("19:01", 11, "MO,TU,WE,TH,FR"))), FAIL),
        (downtimes(downtime(window("19:00", 2, "MO,TU,WE,TH,FR"))), FAIL),
        (downtimes(downtime(window("19:00", 14, "MO,TU,WE,TH"))), FAIL),
        (downtimes(downtime(window("21:00", 12, "MO,TU,WE,TH,FR"))), FAIL),
        (downtimes(downtime(window("09:40", 9, "MO,TU,WE,TH,FR"))), FAIL),
        (downtimes(downtime(window("19:00", 15, "MO,TU,WE,TH,FR"))), FAIL),
        (downtimes(downtime(window("00:00", 24, "MO,TU,WE,TH,FR,SA,SU"))), FAIL),
        (downtimes(downtime(NIGHTS, **EVERY)), FAIL),
        (downtimes(downtime(NIGHTS, status="canceled")), FAIL),
        (downtimes(downtime(NIGHTS, status="ended")), FAIL),
        (downtimes(downtime(problem="The downtime happens once.")), FAIL),
        (downtimes(downtime(replace(NIGHTS, rule=NIGHTS.rule + ";COUNT=3"))), FAIL),
        (downtimes(downtime(replace(NIGHTS, rule=NIGHTS.rule + ";UNTIL=20230101"))), FAIL),
        (downtimes(downtime(WEEKENDS)), ABSENT),
        (downtimes(downtime(NIGHTS, monitor_id=1)), ABSENT),
        (downtimes(downtime(NIGHTS, monitor_id=None, monitor_tags=("team:moss",))), ABSENT),
        (downtimes(downtime(NIGHTS, scope="host:moss")), ABSENT),
        (downtimes(), ABSENT),
        (downtimes(complete=False), UNKNOWN),
        (downtimes(downtime(WEEKENDS), complete=False, caveat="Only version 1."), UNKNOWN),
        (downtimes(downtime(NIGHTS), complete=False), PASS),
        (downtimes(downtime(NIGHTS, scope="NOT host:fern")), UNKNOWN),
    ],
    ids=[
        "as asked", "both in one", "two downtimes", "a second short", "Friday to Monday", "cut at midnight",
        "into Monday",
        "daily",
        "by tag", "by scope", "a minute late and short", "until nine at night", "no Friday", "from nine", "inverted",
        "an hour too long", "always", "every monitor", "canceled", "ended", "once", "three times", "until long ago",
        "the weekend only", "another monitor", "another tag", "another host", "none", "not all read", "not all read 2",
        "read enough", "a scope that cannot be told",
    ],
)  # fmt: skip
def test_account_downtime_covers_weeknights(found: Downtimes, outcome: Outcome) -> None:
    assert weeknights(found).outcome == outcome


@pytest.mark.parametrize("aim", [{}, EVERY], ids=["this monitor", "every monitor"])
def test_too_many_downtimes_pass_nothing_and_fail_nothing(aim: dict[str, Any]) -> None:
    always = window("00:00", 24, "MO,TU,WE,TH,FR,SA,SU")
    for many in (
        downtimes(downtime(NIGHTS, WEEKENDS), *[downtime(WEEKENDS, **aim)] * (MOST_WINDOWS - 1)),
        downtimes(downtime(NIGHTS, WEEKENDS), downtime(*[WEEKENDS] * (MOST_WINDOWS - 1), **aim)),
        downtimes(downtime(*[always] * (MOST_WINDOWS + 1), **aim)),
    ):
        for told in (weeknights(many), weekend(many)):
            assert (told.outcome, told.reason) == (UNKNOWN, TOO_MANY)


def test_those_of_other_monitors_are_not_counted() -> None:
    others = [downtime(WEEKENDS, monitor_id=1)] * MOST_WINDOWS
    found = downtimes(downtime(NIGHTS, WEEKENDS), *others)
    assert (weeknights(found).outcome, weekend(found).outcome) == (PASS, PASS)


def test_daily_is_a_house_rule_where_it_is_needed() -> None:
    daily = downtimes(downtime(DAILY))
    assert (weeknights(daily).rule, weeknights(daily, daily="refuse").outcome) == ("nightly_daily", FAIL)
    assert "every day" in weeknights(daily).note
    both = downtimes(downtime(DAILY), downtime(NIGHTS))
    assert (weeknights(both, daily="refuse").outcome, weeknights(both).rule) == (PASS, "")


def test_another_zone_than_the_machine_s_is_said() -> None:
    def note(zone: str, own: str) -> str:
        system = OperatingSystem("ubuntu", "20.04", "Ubuntu", "5.4", "fern", "none", own)
        return weeknights(downtimes(downtime(NIGHTS, timezone=zone)), system=system).note

    assert note("Europe/Paris", "Europe/Paris") == note("UTC", "Etc/UTC") == note("UTC", "") == ""
    assert "Europe/Paris" in note("Europe/Paris", "UTC")


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (downtimes(downtime(WEEKENDS)), PASS),
        (downtimes(downtime(window("00:00", 48, "SA"))), PASS),
        (downtimes(downtime(replace(WEEKENDS, duration=86_399))), PASS),
        (downtimes(downtime(NIGHTS), downtime(window("09:00", 48, "SA"))), PASS),
        (downtimes(downtime(NIGHTS, window("09:00", 24, "SA,SU"))), PASS),
        (downtimes(downtime(window("09:00", 48, "SA"))), FAIL),
        (downtimes(downtime(window("19:00", 24, "SA"))), FAIL),
        (downtimes(downtime(window("00:00", 24, "SA"))), FAIL),
        (downtimes(downtime(WEEKENDS, **EVERY)), FAIL),
        (downtimes(downtime(NIGHTS), downtime(window("09:00", 48, "SA"), **EVERY)), FAIL),
        (downtimes(downtime(window("00:00", 24, "MO,TU,WE,TH,FR,SA,SU"))), FAIL),
        (downtimes(downtime(problem="The downtime happens once.")), FAIL),
        (downtimes(downtime(DAILY)), ABSENT),
        (downtimes(downtime(NIGHTS)), ABSENT),
        (downtimes(), ABSENT),
        (downtimes(complete=False), UNKNOWN),
    ],
    ids=[
        "two days", "48 hours", "a second short", "from nine, after Friday night", "nine to nine", "from nine alone",
        "from seven", "Saturday only", "every monitor", "every monitor from nine", "always", "once", "daily nights",
        "nights only", "none", "not all read",
    ],
)  # fmt: skip
def test_account_downtime_covers_the_weekend(found: Downtimes, outcome: Outcome) -> None:
    assert weekend(found).outcome == outcome


@pytest.mark.parametrize(
    ("scope", "outcome"), [("host:fern", PASS), ("host:I-0FERN", PASS), ("host:*", PASS), ("host:nobody", ABSENT)]
)
def test_a_downtime_of_one_group_must_be_of_the_judged_host(scope: str, outcome: Outcome) -> None:
    by_host = "avg(last_5m):avg:my_metric{*} by {host} > 800"
    assert weeknights(downtimes(downtime(NIGHTS, scope=scope)), query=by_host).outcome == outcome


def test_a_downtime_that_begins_in_the_far_future_silences_nothing_every_week() -> None:
    later = replace(NIGHTS, start="2099-11-09T19:00")
    soon = replace(NIGHTS, start="2023-11-20T19:00")
    assert weeknights(downtimes(downtime(later))).outcome == FAIL
    assert weeknights(downtimes(downtime(soon))).outcome == PASS


def nightly(rule: str, *, start: str = "19:00", hours: int = 14) -> tuple[WeeklyWindow, ...]:
    return (WeeklyWindow(f"2023-11-13T{start}:00", hours * 3600, rule),)


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        pytest.param({"windows": nightly("FREQ=DAILY")}, PASS, id="daily"),
        pytest.param({"windows": nightly("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU")}, PASS, id="each day of the week"),
        pytest.param({"windows": nightly("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")}, FAIL, id="not at the weekend"),
        pytest.param({"windows": nightly("FREQ=DAILY", hours=12)}, FAIL, id="until seven"),
        pytest.param({"windows": nightly("FREQ=DAILY", start="08:00", hours=25)}, FAIL, id="all the time"),
        pytest.param({"windows": nightly("FREQ=DAILY"), "monitor_id": None}, FAIL, id="of every monitor"),
        pytest.param({"windows": nightly("FREQ=DAILY"), "monitor_id": 9}, ABSENT, id="of another monitor"),
    ],
)
def test_account_downtime_covers_every_night(more: dict[str, Any], outcome: Outcome) -> None:
    nobody = NotLooked("")
    given = downtimes(downtime(**more))
    assert account_downtime_covers_every_night(given, monitor(), host(), nobody, slack_minutes=1).outcome is outcome
