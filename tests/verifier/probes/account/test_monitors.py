from __future__ import annotations

from typing import Any

import pytest

from tests.verifier.probes.account.port import ask
from verifier.facts.account import Monitors
from verifier.probes.account.monitors import MONITORS, PAGE, ask_monitors, read_monitor, read_monitors

WHOLE = {
    "id": 7411,
    "name": "Tide is high",
    "type": "query alert",
    "query": "avg(last_5m):avg:my_metric{host:fern} > 800",
    "message": "@ada@candidate.example",
    "tags": ["team:tide"],
    "options": {
        "thresholds": {"critical": 800.0, "warning": "500"},
        "notify_no_data": True,
        "no_data_timeframe": 10,
        "silenced": {},
        "renotify_interval": 0,
    },
    "created_at": 1_673_258_836_000,
    "modified": "2023-01-10T10:07:16+00:00",
    "overall_state": "OK",
    "deleted": None,
}


def test_a_monitor_is_read_with_its_thresholds() -> None:
    monitor = read_monitor(WHOLE)
    assert monitor is not None
    assert (monitor.id, monitor.critical, monitor.warning) == (7411, 800.0, 500.0)
    assert (monitor.notify_no_data, monitor.no_data_timeframe, monitor.on_missing_data) == (True, 10, "")
    assert (monitor.created_at, monitor.read, monitor.deleted) == (1_673_258_836, True, False)
    assert ("renotify_interval", "0") in monitor.options


@pytest.mark.parametrize(
    ("thresholds", "critical", "warning"),
    [(None, None, None), ({}, None, None), ([], None, None), ({"critical": None, "warning": True}, None, None)],
)
def test_thresholds_that_are_not_there_are_none(thresholds: object, critical: object, warning: object) -> None:
    monitor = read_monitor(WHOLE | {"options": {"thresholds": thresholds}})
    assert monitor is not None
    assert (monitor.critical, monitor.warning) == (critical, warning)


def test_a_summary_without_options_is_not_a_whole_monitor() -> None:
    summary = {"id": 3, "name": "x", "query": "q", "status": "Alert"}
    monitor = read_monitor(summary)
    assert monitor is not None
    assert (monitor.read, monitor.state) == (False, "Alert")


@pytest.mark.parametrize("body", [None, {}, "x", [None, 4, {"name": "no id"}, {"id": "x"}]])
def test_an_odd_list_holds_no_monitors(body: object) -> None:
    assert read_monitors(body) == ()


def test_every_page_is_read() -> None:
    def page(params: dict[str, Any]) -> object:
        first = params["page"] * PAGE
        return [WHOLE | {"id": number} for number in range(first, min(first + PAGE, PAGE + 2))]

    told = ask_monitors(ask({MONITORS: page}))[Monitors]
    assert isinstance(told, Monitors)
    assert (len(told.items), told.complete) == (PAGE + 2, True)


def test_a_server_that_repeats_its_page_does_not_hold_us() -> None:
    page = [WHOLE | {"id": number} for number in range(PAGE)]
    told = ask_monitors(ask({MONITORS: page}))[Monitors]
    assert isinstance(told, Monitors)
    assert (len(told.items), told.complete) == (PAGE, False)
