"""Version 1 downtimes: canceled by scope, and those of one monitor."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.site.asking import ask
from tests.sandbox.site.seeds import NOW

N = int(NOW)
SOON = {"start": N + 60, "end": N + 3660}


def make(base: str, scope: Any, **fields: Any) -> int:
    number: int = ask(base, "POST", "/api/v1/downtime", {"scope": scope, **fields}).body["id"]
    return number


def test_those_of_a_scope_are_canceled_together_and_only_once(base: str) -> None:
    first, second = make(base, "env:lab"), make(base, ["env:lab"], **SOON)
    other = make(base, ["env:lab", "host:orchid"])
    canceled = ask(base, "POST", "/api/v1/downtime/cancel/by_scope", {"scope": "env:lab"})
    assert canceled.body == {"cancelled_ids": [second, first]}
    states = {each["id"]: (each["status"], each["disabled"]) for each in ask(base, "GET", "/api/v1/downtime").body}
    assert states == {first: ("canceled", True), second: ("canceled", True), other: ("active", False)}
    again = ask(base, "POST", "/api/v1/downtime/cancel/by_scope", {"scope": "env:lab"})
    assert (again.status, again.errors) == (404, ["No downtimes found"])


@pytest.mark.parametrize("body", [{}, {"scope": ""}, {"scope": 3}])
def test_a_cancellation_names_a_scope(base: str, body: dict[str, Any]) -> None:
    assert ask(base, "POST", "/api/v1/downtime/cancel/by_scope", body).status == 400


def test_a_monitor_lists_the_version_1_downtimes_that_silence_it_now(base: str) -> None:
    own, everywhere = make(base, "*", monitor_id=1234), make(base, "*")
    make(base, "*", monitor_id=1234, **SOON)
    make(base, "*", monitor_tags=["team:other"])
    newer = {"scope": "*", "monitor_identifier": {"monitor_id": 1234}}
    ask(base, "POST", "/api/v2/downtime", {"data": {"type": "downtime", "attributes": newer}})
    listed = ask(base, "GET", "/api/v1/monitor/1234/downtimes").body
    assert [downtime["id"] for downtime in listed] == [own, everywhere]
    assert ask(base, "GET", "/api/v1/monitor/99/downtimes").errors == ["Monitor not found"]


def test_a_recurring_downtime_without_an_end_is_taken_and_never_stops(base: str) -> None:
    """As recorded in 2021."""
    week = {"type": "weeks", "period": 1, "week_days": ["Mon", "Tue"], "until_date": N + 86400 * 21}
    number = make(base, ["env:lab"], start=N, recurrence=week)
    told = ask(base, "GET", f"/api/v1/downtime/{number}").body
    assert (told["end"], told["status"]) == (None, "active")
    assert told["recurrence"] == {**week, "until_occurrences": None}
    (newer,) = ask(base, "GET", "/api/v2/downtime").body["data"]
    assert newer["attributes"]["schedule"]["end"] is None
