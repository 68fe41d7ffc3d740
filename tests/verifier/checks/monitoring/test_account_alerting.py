from __future__ import annotations

import pytest

from tests.verifier.checks.account_made import MESSAGE, metric, monitor
from verifier.checks.monitoring.account_alerting import (
    account_monitor_alerts_for_each,
    account_monitor_has_a_name,
    account_monitor_links_a_board,
    account_monitor_mails_on,
    account_monitor_watches_the_metric,
)
from verifier.verdicts import Outcome

PASS, FAIL, ABSENT, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.ABSENT, Outcome.UNKNOWN
LINK = "https://app.datadoghq.com/dashboard/abc-def-ghi"


@pytest.mark.parametrize(
    ("query", "over_time", "outcome"),
    [
        ("max(last_5m):avg:my_metric{*} by {host} > 0.9", "max", PASS),
        ("max(last_5m):max:my_metric{*} > 0.9", "max", PASS),
        ("avg(last_5m):avg:my_metric{*} > 0.9", "avg", PASS),
        ("avg(last_5m):avg:my_metric{*} > 0.9", "max", FAIL),
        ("max(last_5m):avg:my_metric{*} > 0.9", "avg", FAIL),
        ("max(last_5m):min:my_metric{*} > 0.9", "max", FAIL),
        ("max(last_15m):avg:my_metric{*} > 0.9", "max", FAIL),
        ("max(last_5m):avg:my_metric{*} >= 0.9", "max", FAIL),
        ("max(last_5m):avg:other{*} > 0.9", "max", FAIL),
        ("no query", "max", UNKNOWN),
    ],
)
def test_account_monitor_watches_the_metric(query: str, over_time: str, outcome: Outcome) -> None:
    finding = account_monitor_watches_the_metric(
        monitor(query=query), metric(), over_time=over_time, window_seconds=300
    )
    assert finding.outcome is outcome


@pytest.mark.parametrize(
    ("query", "outcome"),
    [
        ("max(last_5m):avg:my_metric{*} by {host} > 0.9", PASS),
        ("max(last_5m):avg:my_metric{*} > 0.9", FAIL),
        ("max(last_5m):avg:my_metric{host:fern} > 0.9", FAIL),
        ("max(last_5m):avg:my_metric{*} by {env} > 0.9", FAIL),
        ("max(last_5m):avg:my_metric{*} by {env,host} > 0.9", FAIL),
        ("no query", UNKNOWN),
    ],
)
def test_account_monitor_alerts_for_each(query: str, outcome: Outcome) -> None:
    assert account_monitor_alerts_for_each(monitor(query=query), tag="host").outcome is outcome


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("my_metric is above 0.90 on {{host.name}}", PASS),
        ("**my_metric** over ***** was **> 0.9** at least once", FAIL),
        ("[Auto] Clock in sync with NTP", FAIL),
        ("  ", ABSENT),
    ],
)
def test_account_monitor_has_a_name(name: str, outcome: Outcome) -> None:
    assert account_monitor_has_a_name(monitor(name=name)).outcome is outcome


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        (f"Look at {LINK}. @ada@candidate.example", PASS),
        ("{{#is_alert}}[Board](https://app.datadoghq.eu/dash/12){{/is_alert}}", PASS),
        (f"{{{{#is_warning}}}}{LINK}{{{{/is_warning}}}} rising", FAIL),
        ("https://docs.datadoghq.com/dashboard/ @ada@candidate.example", FAIL),
        (MESSAGE, FAIL),
        ("", ABSENT),
    ],
)
def test_account_monitor_links_a_board(message: str, outcome: Outcome) -> None:
    assert account_monitor_links_a_board(monitor(message=message)).outcome is outcome


@pytest.mark.parametrize(
    ("message", "outcome"),
    [
        ("{{#is_alert}}@ada@candidate.example{{/is_alert}}", PASS),
        ("High @ada@candidate.example", PASS),
        ("{{#is_warning}}@ada@candidate.example{{/is_warning}}", FAIL),
        ("High ada@candidate.example", FAIL),
    ],
)
def test_account_monitor_mails_on(message: str, outcome: Outcome) -> None:
    assert account_monitor_mails_on(monitor(message=message), states=("alert",)).outcome is outcome
