from __future__ import annotations

from typing import Any

import pytest

from tests.verifier.checks.account_made import MESSAGE, metric, monitor
from verifier.checks.monitoring.account import (
    account_monitor_alerts_at,
    account_monitor_averages_the_metric,
    account_monitor_mails_in_every_state,
    account_monitor_notifies_on_no_data,
    account_monitor_tells_value_and_host,
    account_monitor_warns_at,
    account_monitor_words_each_state,
)
from verifier.verdicts import Outcome

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("query", "outcome"),
    [
        ("avg(last_5m):avg:my_metric{*} > 800", PASS),
        ("avg(last_5m):avg:my_metric{host:fern} by {host} > 800", PASS),
        ("avg(last_5m):my_metric{host:fern} > 3", PASS),
        ("avg(last_300s):avg:my_metric{*} > 800", PASS),
        ("avg(last_5m):default_zero(avg:my_metric{*}) > 800", PASS),
        ("max(last_5m):avg:my_metric{*} > 800", FAIL),
        ("avg(last_5m):max:my_metric{*} > 800", FAIL),
        ("max(last_5m):max:my_metric{*} > 800", FAIL),
        ("sum(last_5m):avg:my_metric{*} > 800", FAIL),
        ("avg(last_15m):avg:my_metric{*} > 800", FAIL),
        ("avg(last_5m):avg:my_metric{*} >= 800", FAIL),
        ("avg(last_5m):avg:my_metric{*} < 800", FAIL),
        ("avg(last_5m):avg:my_metric{*}.rollup(sum, 3600) > 800", FAIL),
        ("avg(last_5m):avg:my_metric{*}.as_rate() > 800", FAIL),
        ("avg(last_5m):avg:my_metric{*} / avg:b{*} > 800", FAIL),
        ("avg(last_4h):anomalies(avg:my_metric{*}, 'basic', 2) >= 1", FAIL),
        ("avg(last_5m):avg:other{*} > 800", FAIL),
        ("avg(last_5m):avg:my_metric2{*} > 800", FAIL),
        ("avg(next_5m):avg:my_metric{*} > 800", FAIL),
        ("avg(last_5m):avg:my_metric{*} * 0 + 900 > 800", FAIL),
        ("avg(last_5m):-avg:my_metric{*} > 800", FAIL),
        ("avg(last_5m):default_zero(avg:my_metric{*} + 1) > 800", FAIL),
        ("no_query", UNKNOWN),
    ],
)
def test_account_monitor_averages_the_metric(query: str, outcome: Outcome) -> None:
    assert account_monitor_averages_the_metric(monitor(query=query), metric(), window_seconds=300).outcome == outcome


@pytest.mark.parametrize("kind", ["composite", "slo alert", "event alert", "service check"])
def test_a_monitor_of_another_kind_is_no_metric_monitor(kind: str) -> None:
    assert account_monitor_averages_the_metric(monitor(type=kind), metric(), window_seconds=300).outcome == FAIL


@pytest.mark.parametrize(
    ("more", "outcome"),
    [({}, PASS), ({"warning": 600.0}, FAIL), ({"warning": None}, FAIL), ({"warning": None, "read": False}, UNKNOWN)],
)
def test_account_monitor_warns_at(more: dict[str, Any], outcome: Outcome) -> None:
    assert account_monitor_warns_at(monitor(**more), threshold=500).outcome == outcome


BARE = "avg(last_5m):avg:my_metric{*} > "


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({}, PASS),
        ({"critical": None}, PASS),
        ({"query": "no_query"}, PASS),
        ({"query": BARE + "700", "critical": 700.0}, FAIL),
        ({"query": BARE + "700"}, FAIL),
        ({"critical": 900.0}, FAIL),
        ({"critical": None, "query": "no_query"}, UNKNOWN),
    ],
    ids=["both", "query only", "options only", "both wrong", "query wrong", "options wrong", "neither"],
)
def test_account_monitor_alerts_at(more: dict[str, Any], outcome: Outcome) -> None:
    assert account_monitor_alerts_at(monitor(**more), threshold=800).outcome == outcome


NEW = {"notify_no_data": False, "no_data_timeframe": None, "on_missing_data": "show_and_notify_no_data"}


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({}, PASS),
        ({"no_data_timeframe": 20}, FAIL),
        ({"no_data_timeframe": None}, FAIL),
        ({"notify_no_data": False}, FAIL),
        (NEW, UNKNOWN),
        (NEW | {"no_data_timeframe": 10}, PASS),
        (NEW | {"options": (("group_retention_duration", "10m"),)}, PASS),
        (NEW | {"on_missing_data": "show_no_data"}, FAIL),
        (NEW | {"on_missing_data": "resolve"}, FAIL),
        ({"on_missing_data": "resolve"}, FAIL),
        ({"on_missing_data": "show_no_data"}, FAIL),
        ({"read": False}, UNKNOWN),
    ],
)
def test_account_monitor_notifies_on_no_data(more: dict[str, Any], outcome: Outcome) -> None:
    assert account_monitor_notifies_on_no_data(monitor(**more), minutes=10).outcome == outcome


A = "{{#is_alert}}A @ada@candidate.example{{/is_alert}}"
W = "{{#is_warning}}W @ada@candidate.example{{/is_warning}}"
N = "{{#is_no_data}}N @ada@candidate.example{{/is_no_data}}"


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        (MESSAGE, PASS),
        ("@ada@candidate.example", PASS),
        (A + W + N, PASS),
        ("@all", PASS),
        (A + W, FAIL),
        (A, FAIL),
        ("{{#is_recovery}}@ada@candidate.example{{/is_recovery}}", FAIL),
        ("ada@candidate.example", FAIL),
        ("@slack-tide", FAIL),
        ("", FAIL),
        ("{{#is_alert}} @ada@candidate.example", UNKNOWN),
    ],
)
def test_account_monitor_mails_in_every_state(message: str, outcome: Outcome) -> None:
    assert account_monitor_mails_in_every_state(monitor(message=message)).outcome == outcome


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        (MESSAGE, PASS),
        (A + W + N, PASS),
        ("For all. " + A + W + N + "{{#is_recovery}}R{{/is_recovery}}", PASS),
        (A + W, FAIL),
        ("For all. " + A + W, FAIL),
        ("The same. @ada@candidate.example", FAIL),
        (A + W + "{{#is_no_data}} @ada@candidate.example {{/is_no_data}}", FAIL),
        (A + W.replace("W", "A") + N, FAIL),
        (A + W + N.replace("}N ", "}<!-- N --> "), FAIL),
        (A + W + N.replace("}N ", "}... "), FAIL),
        ("", FAIL),
        (A + W + "{{#is_no_data}}N{{/is_no_data_recovery}}", FAIL),
    ],
)
def test_account_monitor_words_each_state(message: str, outcome: Outcome) -> None:
    assert account_monitor_words_each_state(monitor(message=message)).outcome == outcome


@pytest.mark.parametrize(
    ("message", "query", "outcome"),
    [
        (MESSAGE, "avg(last_5m):avg:my_metric{*} by {host} > 800", PASS),
        (MESSAGE, "avg(last_5m):avg:my_metric{*} by {env,host} > 800", PASS),
        (MESSAGE, "avg(last_5m):avg:my_metric{host:fern} > 800", PASS),
        (MESSAGE, "avg(last_5m):avg:my_metric{*} by {env} > 800", FAIL),
        (MESSAGE, "avg(last_5m):avg:my_metric{*} > 800", FAIL),
        (MESSAGE, "no_query", UNKNOWN),
        ("{{value}} {{ host.ip }}", "avg(last_5m):avg:my_metric{*} by {host} > 800", PASS),
        (MESSAGE.replace("{{value}}", ""), "avg(last_5m):avg:my_metric{*} by {host} > 800", FAIL),
        (MESSAGE.replace("{{value}}", "{{threshold}}"), "avg(last_5m):avg:my_metric{*} by {host} > 800", FAIL),
        (MESSAGE.replace("{{host.ip}}", "{{host.name}}"), "avg(last_5m):avg:my_metric{*} by {host} > 800", FAIL),
        (MESSAGE.replace("is_alert", "is_recovery"), "avg(last_5m):avg:my_metric{*} by {host} > 800", FAIL),
        (f"<!-- {MESSAGE} -->", "avg(last_5m):avg:my_metric{*} by {host} > 800", FAIL),
        (MESSAGE + "{{/is_alert}}", "avg(last_5m):avg:my_metric{*} by {host} > 800", UNKNOWN),
    ],
)
def test_account_monitor_tells_value_and_host(message: str, query: str, outcome: Outcome) -> None:
    assert account_monitor_tells_value_and_host(monitor(message=message, query=query)).outcome == outcome


def test_scoped_and_not_grouped_is_said() -> None:
    scoped = monitor(query="avg(last_5m):avg:my_metric{host:fern} > 800")
    assert "e-mail" in account_monitor_tells_value_and_host(scoped).note
    assert not account_monitor_tells_value_and_host(monitor()).note
