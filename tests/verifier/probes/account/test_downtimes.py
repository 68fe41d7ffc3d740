from __future__ import annotations

from typing import Any

import pytest

from tests.verifier.probes.account.port import ask, forbidden
from verifier.datadog import CouldNotLook
from verifier.facts.account import Downtimes, WeeklyWindow
from verifier.probes.account.downtimes import MOST, ONLY_V1, PAGE, TOO_MANY, V1, V2, ask_downtimes, read_v1, read_v2

NIGHTS = {"start": "2024-03-04T19:00", "duration": "14h", "rrule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"}


def newer(downtime_id: str, **more: Any) -> dict[str, Any]:
    attributes = {
        "monitor_identifier": {"monitor_id": 7411},
        "scope": "*",
        "message": "@ada@candidate.example",
        "schedule": {"timezone": "Europe/Paris", "recurrences": [NIGHTS]},
        "status": "scheduled",
        "created": "2024-03-01T10:00:00+00:00",
    }
    return {"id": downtime_id, "type": "downtime", "attributes": attributes | more}


def older(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "uuid": f"uuid-{number}",
        "monitor_id": 7411,
        "monitor_tags": [],
        "scope": ["*"],
        "start": 1_709_578_800,
        "end": 1_709_578_800 + 50_400,
        "timezone": "UTC",
        "status": "scheduled",
        "recurrence": {"type": "weeks", "period": 1, "week_days": ["Mon", "Fri"]},
        **more,
    }


def test_a_downtime_of_today_is_read_with_its_windows() -> None:
    (found,) = read_v2({"data": [newer("u1")]})
    assert (found.id, found.version, found.monitor_id, found.timezone) == ("u1", 2, 7411, "Europe/Paris")
    assert found.windows == (WeeklyWindow("2024-03-04T19:00", 50_400, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),)
    assert (found.problem, found.status) == ("", "scheduled")


def test_one_that_happens_once_says_so() -> None:
    (found,) = read_v2({"data": [newer("u1", schedule={"start": "2024-03-04T19:00:00+00:00", "end": None})]})
    assert found.windows == ()
    assert "once" in found.problem


def test_a_downtime_of_version_1_is_known_by_its_uuid() -> None:
    (found,) = read_v1([older(5)])
    assert (found.id, found.version, found.scope) == ("uuid-5", 1, "*")
    assert found.windows == (WeeklyWindow("2024-03-04T19:00:00", 50_400, "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,FR"),)


@pytest.mark.parametrize(
    ("more", "status"),
    [({}, "scheduled"), ({"canceled": 1}, "canceled"), ({"disabled": True}, "canceled"), ({"status": None}, "")],
)
def test_a_canceled_one_of_version_1_is_told(more: dict[str, Any], status: str) -> None:
    (found,) = read_v1([older(5, **more)])
    assert found.status == status


@pytest.mark.parametrize(
    "item",
    [None, {}, {"id": "u", "attributes": None}, {"id": "u", "attributes": {"schedule": {"recurrences": [None, 3]}}}],
)
def test_odd_downtimes_are_read_without_windows(item: object) -> None:
    assert all(found.windows == () for found in read_v2({"data": [item]}))


def test_both_versions_are_joined_and_each_downtime_is_there_once() -> None:
    answers = {V2: {"data": [newer("uuid-5"), newer("u2")]}, V1: [older(5), older(6)]}
    told = ask_downtimes(ask(answers))[Downtimes]
    assert isinstance(told, Downtimes)
    assert {(each.id, each.version) for each in told.items} == {("uuid-5", 2), ("u2", 2), ("uuid-6", 1)}
    assert told.complete


def test_every_page_is_read() -> None:
    ids = [f"u{number}" for number in range(PAGE + 7)]

    def page(params: dict[str, Any]) -> object:
        first = params["page[offset]"]
        shown = ids[first : first + 30]
        return {"data": [newer(each) for each in shown], "meta": {"page": {"total_filtered_count": len(ids)}}}

    told = ask_downtimes(ask({V2: page, V1: []}))[Downtimes]
    assert isinstance(told, Downtimes)
    assert (len(told.items), told.complete) == (PAGE + 7, True)


def test_with_version_1_alone_the_list_may_miss_some() -> None:
    asking = ask({V2: forbidden("monitors_downtime"), V1: [older(5)]})
    told = ask_downtimes(asking)[Downtimes]
    assert isinstance(told, Downtimes)
    assert (len(told.items), told.complete, told.caveat) == (1, False, ONLY_V1)
    assert asking.missing == [f"The application key lacks monitors_downtime. {ONLY_V1}"]


def test_version_2_alone_is_everything() -> None:
    told = ask_downtimes(ask({V2: {"data": [newer("u1")]}, V1: forbidden()}))[Downtimes]
    assert isinstance(told, Downtimes)
    assert told.complete


def test_where_neither_can_be_read_nothing_is_told() -> None:
    with pytest.raises(CouldNotLook, match="lacks monitors_downtime"):
        ask_downtimes(ask({V2: forbidden("monitors_downtime"), V1: forbidden("monitors_read")}))


def _endless(params: dict[str, Any]) -> object:
    first = params["page[offset]"]
    return {"data": [newer(f"u{first + number}") for number in range(PAGE)]}


@pytest.mark.parametrize(
    "answers",
    [
        {V2: _endless, V1: []},
        {V2: forbidden("monitors_downtime"), V1: [older(number) for number in range(MOST + 1)]},
        {V2: {"data": [newer("u1")]}, V1: [older(number) for number in range(MOST)]},
        {V2: {"data": [newer("u1", schedule={"recurrences": [NIGHTS] * (MOST + 1)})]}, V1: []},
    ],
    ids=["pages without an end", "version 1 alone", "both together", "one that repeats in too many ways"],
)
def test_of_too_many_nothing_is_told(answers: dict[str, Any]) -> None:
    with pytest.raises(CouldNotLook) as refused:
        ask_downtimes(ask(answers))
    assert refused.value.reason == TOO_MANY
