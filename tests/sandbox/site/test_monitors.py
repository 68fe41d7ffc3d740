"""Lists of monitors: what is filtered, paged, sorted and refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from datadog_api_client.v1.model.monitor_type import MonitorType
from datadog_api_client.v1.model.on_missing_data_option import OnMissingDataOption

from sandbox.site import running
from sandbox.site.monitor_rules import ON_MISSING_DATA, TYPES
from tests.sandbox.site.asking import ask
from tests.sandbox.site.seeds import NOW, trial

MONITORS = [
    {"id": 3, "name": "cpu", "query": "avg(last_5m):avg:system.cpu.user{host:fern,env:lab} > 90", "tags": ["team:b"]},
    {
        "id": 1,
        "name": "mine",
        "query": "avg(last_5m):avg:my_metric{host:orchid} > 800",
        "tags": ["team:a", "made:by-hand"],
    },
    {"id": 2, "name": "Mine too", "query": "avg(last_5m):avg:my_metric{*} > 800", "tags": ["team:a"], "state": "Alert"},
]


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    with running([trial(monitors=MONITORS)], state_dir=tmp_path, now=lambda: NOW) as url:
        yield url


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({}, [1, 2, 3]),
        ({"name": "mine"}, [1, 2]),
        ({"monitor_tags": "team:a"}, [1, 2]),
        ({"monitor_tags": "team:a,made:by-hand"}, [1]),
        ({"tags": "host:fern"}, [3]),
        ({"tags": "host:fern,env:lab"}, [3]),
        ({"tags": "host:orchid,env:lab"}, []),
        ({"page_size": 1}, [1, 2, 3]),
        ({"page": 0, "page_size": 2}, [1, 2]),
        ({"page": 1, "page_size": 2}, [3]),
        ({"page": 1}, []),
        ({"id_offset": 1}, [2, 3]),
        ({"id_offset": 3}, []),
    ],
    ids=lambda value: urlencode(value) if isinstance(value, dict) else None,
)
def test_what_is_listed(base: str, params: dict[str, str], found: list[int]) -> None:
    """Without `page` everything is listed at once, as the client's documentation has it."""
    assert [monitor["id"] for monitor in ask(base, "GET", f"/api/v1/monitor?{urlencode(params)}").body] == found


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({}, [3, 2, 1]),
        ({"sort": "name,asc"}, [2, 3, 1]),
        ({"sort": "name,desc"}, [1, 3, 2]),
        ({"sort": "status,asc"}, [2, 3, 1]),
        ({"query": "status:alert"}, [2]),
        ({"query": "metric:my_metric tag:made:by-hand"}, [1]),
        ({"per_page": 2, "page": 1}, [1]),
    ],
    ids=lambda value: urlencode(value) if isinstance(value, dict) else None,
)
def test_what_a_search_finds(base: str, params: dict[str, str], found: list[int]) -> None:
    answer = ask(base, "GET", f"/api/v1/monitor/search?{urlencode(params)}").body
    assert [monitor["id"] for monitor in answer["monitors"]] == found


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/monitor?page=-1",
        "/api/v1/monitor?page=0&page_size=0",
        "/api/v1/monitor?page=first",
        "/api/v1/monitor?group_states=frobnicated",
        "/api/v1/monitor/search?sort=age",
        "/api/v1/monitor/search?sort=name,sideways",
        "/api/v1/monitor/one",
    ],
)
def test_a_list_that_is_refused(base: str, path: str) -> None:
    assert ask(base, "GET", path).status == 400


def test_a_monitor_that_a_composite_one_needs_is_kept_unless_forced(base: str) -> None:
    composite = {"type": "composite", "query": "1 && !2", "name": "both"}
    number = ask(base, "POST", "/api/v1/monitor", composite).body["id"]
    told = ask(base, "GET", "/api/v1/monitor/can_delete?monitor_ids=1,3")
    why = f"monitor [1,mine] is referenced in composite monitors: [{number},both]"
    assert (told.status, told.body) == (409, {"data": {"ok": [3]}, "errors": {"1": [why]}})
    refused = ask(base, "DELETE", "/api/v1/monitor/1")
    assert (refused.status, refused.errors) == (400, [why])
    assert ask(base, "DELETE", "/api/v1/monitor/1?force=true").body == {"deleted_monitor_id": 1}


@pytest.mark.parametrize(("ids", "status"), [("3", 200), ("1,2,3", 200), ("1,99", 400), ("one", 400), ("", 400)])
def test_only_monitors_that_exist_may_be_asked_about(base: str, ids: str, status: int) -> None:
    told = ask(base, "GET", f"/api/v1/monitor/can_delete?monitor_ids={ids}")
    assert told.status == status
    if status == 200:
        assert told.body == {"data": {"ok": [int(each) for each in ids.split(",")]}, "errors": None}


def test_the_kinds_are_those_that_the_real_client_knows() -> None:
    assert set(TYPES) == MonitorType.allowed_values
    assert set(ON_MISSING_DATA) == OnMissingDataOption.allowed_values


@pytest.mark.parametrize(
    "change",
    [
        {"type": "loud alert"},
        {"options": {"on_missing_data": "shout"}},
        {"options": {"notify_no_data": "yes"}},
        {"options": {"no_data_timeframe": "10"}},
        {"options": {"thresholds": [800]}},
        {"tags": "a,b"},
        {"priority": 6},
    ],
    ids=str,
)
def test_a_monitor_that_is_refused(base: str, change: dict[str, object]) -> None:
    body = {"type": "metric alert", "query": "avg(last_5m):avg:my_metric{*} > 800", **change}
    assert ask(base, "POST", "/api/v1/monitor", body).status == 400
    assert ask(base, "POST", "/api/v1/monitor/validate", body).status == 400
    assert len(ask(base, "GET", "/api/v1/monitor").body) == 3
