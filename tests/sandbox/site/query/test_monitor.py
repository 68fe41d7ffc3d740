"""Which monitor queries are taken, and what is read off them."""

from __future__ import annotations

import pytest

from sandbox.site.query.monitor import parse_monitor_query
from sandbox.site.query.syntax import BadQuery


@pytest.mark.parametrize(
    ("text", "metrics", "threshold", "grouped"),
    [
        ("avg(last_5m):avg:my_metric{host:x} > 800", ["my_metric"], 800, False),
        ("avg(last_5m):avg:my_metric{*} by {host} >= 0.5", ["my_metric"], 0.5, True),
        (" min(last_10m) : sum:a{env:p,role:w} by {host,role} < -3 ", ["a"], -3, True),
        ("avg(current_1mo):avg:system.load.5{*}\n > 0.5", ["system.load.5"], 0.5, False),
        ("change(avg(last_5m),last_1h):avg:a{*} > 5", ["a"], 5, False),
        ("avg(last_5m):avg:a{*} / avg:b{*} > 1e3", ["a", "b"], 1000, False),
        ("avg(last_4h):anomalies(avg:a{*}, 'basic', 2, direction='both', interval=20) >= 1", ["a"], 1, False),
        ("avg(last_5m):my_metric > 3", None, 0, False),
        ("avg:my_metric{*} > 3", None, 0, False),
        ("avg(last_5m):avg:my_metric{*}", None, 0, False),
        ("avg(five minutes):avg:my_metric{*} > 1", None, 0, False),
        ("avg(last_5m):2 > 1", None, 0, False),
    ],
)
def test_a_monitor_query(text: str, metrics: list[str] | None, threshold: float, grouped: bool) -> None:
    if metrics is None:
        with pytest.raises(BadQuery):
            parse_monitor_query(text)
        return
    query = parse_monitor_query(text)
    assert [inner.metric for inner in query.queries] == metrics
    assert (query.threshold, query.grouped) == (threshold, grouped)
