"""Widgets of every kind that a board of the exercise may have: written, typed by the client, and given back whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from datadog_api_client.v1.api.dashboards_api import DashboardsApi

from tests.sandbox.site.client.keeping import KeepingClient
from tests.sandbox.site.conftest import configuration_of
from tests.sandbox.site.unparsed import differing, lost, unknown, unparsed

METRIC = {"data_source": "metrics", "name": "a", "query": "avg:my_metric{host:orchid}"}
HITS = {
    "data_source": "apm_resource_stats",
    "name": "hits",
    "stat": "hits",
    "env": "lab",
    "service": "flaskapp",
    "primary_tag_value": "*",
    "group_by": ["resource_name"],
    "operation_name": "flask.request",
}
SPANS = {
    "data_source": "spans",
    "name": "s",
    "search": {"query": "service:flaskapp"},
    "compute": {"aggregation": "count"},
    "group_by": [],
}
RED = {"comparator": ">", "value": 800.0, "palette": "white_on_red"}
TIMESERIES = {"type": "timeseries", "requests": [{"q": "avg:my_metric{host:orchid}", "display_type": "line"}]}

WIDGETS: dict[str, dict[str, Any]] = {
    "a legacy query": {
        **TIMESERIES,
        "title": "my_metric",
        "markers": [{"value": "y = 800", "display_type": "error dashed"}],
        "events": [{"q": "tags:release"}],
        "yaxis": {"min": "0", "max": "1000"},
    },
    "anomalies in the query": {
        "type": "timeseries",
        "requests": [{"q": "anomalies(avg:mysql.performance.cpu_time{host:orchid}, 'basic', 2)"}],
    },
    "anomalies in the formula": {
        "type": "timeseries",
        "requests": [
            {
                "response_format": "timeseries",
                "queries": [METRIC],
                "formulas": [{"formula": "anomalies(a, 'basic', 2)", "alias": "odd"}],
                "style": {"palette": "dog_classic", "line_type": "solid", "line_width": "normal"},
            }
        ],
    },
    "a sum of an hour": {
        "type": "query_value",
        "requests": [
            {
                "response_format": "scalar",
                "queries": [{**METRIC, "query": "avg:my_metric{*}.rollup(sum, 3600)", "aggregator": "sum"}],
                "conditional_formats": [RED],
            }
        ],
        "autoscale": True,
        "precision": 2,
    },
    "traces as a metric": {
        "type": "timeseries",
        "requests": [{"q": "sum:trace.flask.request.hits{env:lab} by {resource_name}.as_count()"}],
    },
    "traces by resource": {
        "type": "timeseries",
        "requests": [{"response_format": "timeseries", "queries": [HITS], "formulas": [{"formula": "hits"}]}],
    },
    "counts of spans": {"type": "timeseries", "requests": [{"response_format": "timeseries", "queries": [SPANS]}]},
    "a service": {
        "type": "trace_service",
        "env": "lab",
        "service": "flaskapp",
        "span_name": "flask.request",
        "show_hits": True,
        "show_errors": True,
        "display_format": "two_column",
        "size_format": "small",
    },
    "a map of services": {"type": "servicemap", "service": "flaskapp", "filters": ["env:lab"]},
    "a stream of spans": {
        "type": "list_stream",
        "requests": [
            {
                "response_format": "event_list",
                "columns": [{"field": "timestamp", "width": "auto"}],
                "query": {"data_source": "trace_stream", "query_string": "service:flaskapp"},
            }
        ],
    },
    "a map of hosts": {
        "type": "hostmap",
        "requests": {
            "fill": {"q": "avg:system.cpu.user{*} by {host}"},
            "size": {"q": "avg:system.load.1{*} by {host}"},
        },
        "node_type": "host",
        "style": {"palette": "green_to_orange"},
    },
    "points against points": {
        "type": "scatterplot",
        "requests": {"x": {"q": "avg:my_metric{*} by {host}"}, "y": {"q": "avg:system.cpu.user{*} by {host}"}},
    },
    "a list of the busiest": {
        "type": "toplist",
        "requests": [{"q": "top(avg:system.cpu.user{*} by {host}, 10, 'mean', 'desc')"}],
    },
    "heat": {"type": "heatmap", "requests": [{"q": "avg:my_metric{*} by {host}"}]},
    "a distribution": {"type": "distribution", "requests": [{"q": "avg:my_metric{*} by {host}"}]},
    "a change": {"type": "change", "requests": [{"q": "avg:my_metric{*}", "change_type": "absolute"}]},
    "a table": {
        "type": "query_table",
        "requests": [{"response_format": "scalar", "queries": [{**METRIC, "aggregator": "avg"}]}],
    },
    "a graph of a monitor": {"type": "alert_graph", "alert_id": "1234", "viz_type": "timeseries"},
    "a value of a monitor": {"type": "alert_value", "alert_id": "1234", "unit": "auto"},
    "a check": {"type": "check_status", "check": "mysql.can_connect", "grouping": "check", "group": "host:orchid"},
    "a stream of events": {"type": "event_stream", "query": "tags:release", "event_size": "s"},
    "a time line of events": {"type": "event_timeline", "query": "tags:release"},
    "states of monitors": {"type": "manage_status", "query": "my_metric", "summary_type": "monitors"},
    "a note": {"type": "note", "content": "# @iris@example.com", "background_color": "yellow", "show_tick": False},
    "free text": {"type": "free_text", "text": "hello", "color": "#4d4d4d", "font_size": "auto"},
    "an image": {"type": "image", "url": "https://example.com/a.png", "sizing": "contain"},
    "a frame": {"type": "iframe", "url": "https://example.com"},
    "a group": {"type": "group", "layout_type": "ordered", "title": "both", "widgets": [{"definition": TIMESERIES}]},
    "a log stream": {"type": "log_stream", "query": "service:flaskapp", "columns": ["host"], "indexes": ["main"]},
}


@pytest.fixture
def client(base: str) -> Iterator[KeepingClient]:
    with KeepingClient(configuration_of(base)) as api:
        yield api


@pytest.fixture(scope="module")
def base(one_sandbox: str) -> str:
    return one_sandbox


@pytest.mark.parametrize("definition", WIDGETS.values(), ids=WIDGETS)
def test_a_widget_is_typed_and_comes_back_whole(client: KeepingClient, definition: dict[str, Any]) -> None:
    layout = {"x": 0, "y": 0, "width": 4, "height": 2}
    body = {"title": "One", "layout_type": "free", "widgets": [{"definition": definition, "layout": layout}]}
    made = DashboardsApi(client).create_dashboard(body=body)
    read = DashboardsApi(client).get_dashboard(made.id)
    assert unparsed(read) == []
    assert lost(client.sent, read) == []
    assert unknown(read) == set()
    (kept,) = client.sent["widgets"]
    assert differing(definition, kept["definition"]) == []
    assert read.widgets[0].definition.get_oneof_instance().type.value == definition["type"]


def test_widgets_get_numbers_inside_of_groups_too(client: KeepingClient) -> None:
    body = {"title": "One", "layout_type": "ordered", "widgets": [{"definition": WIDGETS["a group"]}]}
    made = DashboardsApi(client).create_dashboard(body=body)
    group = made.widgets[0]
    inner = group.definition.widgets[0]
    assert len({group.id, inner.id}) == 2
    assert all(len(str(widget.id)) == 16 for widget in (group, inner))
    assert inner.definition.requests[0].q == "avg:my_metric{host:orchid}"
