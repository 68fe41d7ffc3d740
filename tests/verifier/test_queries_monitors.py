"""Monitor queries: the window, the threshold, and the sentence for monitors that watch no metric."""

import pytest

from verifier.queries import Change, QueryError, leaves, leaves_under, parse_monitor_query


@pytest.mark.parametrize(
    ("text", "aggregator", "seconds", "comparator", "threshold"),
    [
        ("avg(last_5m):avg:my_metric{host:x} by {host} > 800", "avg", 300, ">", 800),
        ("max(last_5m):max:my_metric{host:x} > 800", "max", 300, ">", 800),
        (" avg( last_5m ) : avg:my_metric{*}>=800.5 ", "avg", 300, ">=", 800.5),
        ("min(last_1h):my_metric{*} < -3", "min", 3600, "<", -3),
        ("sum(last_1d):sum:my_metric{*}.as_count() <= 1e3", "sum", 86_400, "<=", 1000),
        ("avg(current_1mo):avg:my_metric{*} > 0.5", "avg", 30 * 86_400, ">", 0.5),
        ("max(next_1w):forecast(avg:my_metric{*}, 'linear', 1) >= 100", "max", 604_800, ">=", 100),
        ("percentile(last_10m):p95:my_metric{*} > 1", "percentile", 600, ">", 1),
        ("avg(last_4h):anomalies(avg:my_metric{*}, 'basic', 2, direction='both') >= 1", "avg", 14_400, ">=", 1),
        ("avg(last_5m):100 * avg:my_metric{*} / avg:my_metric{*} > 5", "avg", 300, ">", 5),
    ],
)
def test_a_metric_monitor_is_taken_apart(text, aggregator, seconds, comparator, threshold):
    monitor = parse_monitor_query(text)
    assert (monitor.time_aggregator, monitor.window_seconds) == (aggregator, seconds)
    assert (monitor.comparator, monitor.threshold) == (comparator, threshold)
    assert {leaf.metric for leaf in leaves(monitor.query)} == {"my_metric"}
    assert monitor.change is None


def test_a_change_monitor_is_never_taken_for_an_average():
    monitor = parse_monitor_query("change(avg(last_5m),last_1h):avg:my_metric{*} > 800")
    assert monitor.time_aggregator == "change"
    assert monitor.change == Change("avg", "last_1h", 3600)
    assert (monitor.window, monitor.window_seconds) == ("last_5m", 300)


def test_anomalies_inside_a_monitor_are_seen():
    monitor = parse_monitor_query("avg(last_4h):anomalies(avg:mysql.x{*}, 'basic', 2) >= 1")
    assert [leaf.metric for leaf in leaves_under(monitor.query, "anomalies")] == ["mysql.x"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('"datadog.agent.up".over("*").by("host").last(2).count_by_status()', "service check"),
        ("'http.can_connect' . over('*').last(2).count_by_status()", "service check"),
        ('formula("query1").last("5m") > 1', "formula over queries"),
        ('logs("status:error").index("main").rollup("count").last("5m") > 1', "logs, events or the like"),
        ("events('priority:all').rollup('count').last('5m') > 1", "logs, events or the like"),
        ("1234 && 5678", "composite"),
        ("!1234 || 5678", "composite"),
        ("avg:my_metric{*} > 800", "can't be read from character 4 on"),
        ("avg(last_5m):avg:my_metric{*}", "ends before it is complete"),
        ("avg(last_5m):avg:my_metric{*} > 800 > 500", "can't be read"),
        ("avg(last_5m):avg:my_metric{*}, avg:x{*} > 800", "can't be read"),
        ("avg(last_5m):avg:my_metric > 800", "has no scope in braces"),
        ("avg(last_5m):3 > 2", "names no metric"),
        ("avg(5m):avg:my_metric{*} > 800", "can't be read"),
        ("avg(last_0m):avg:my_metric{*} > 800", "no time window"),
        ("avg(last_5y):avg:my_metric{*} > 800", "no time window"),
        ("mean(last_5m):avg:my_metric{*} > 800", "“mean” is none of avg"),
        ("avg(avg(last_5m),last_5m):avg:my_metric{*} > 800", "“avg” is none of change"),
        ("", "empty"),
    ],
)
def test_a_query_of_another_kind_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(QueryError, match=sentence):
        parse_monitor_query(text)
