"""Snapshots of graphs, as old scripts take them."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.sandbox.site.asking import Answer, ask
from tests.sandbox.site.seeds import NOW

WINDOW = {"start": int(NOW) - 3600, "end": int(NOW)}
GRAPH = json.dumps({"viz": "toplist", "requests": [{"q": "top(system.cpu.user{*} by {host}, 10, 'mean', 'desc')"}]})


def take(base: str, **params: Any) -> Answer:
    asked = {name: value for name, value in {**WINDOW, **params}.items() if value is not None}
    return ask(base, "GET", f"/api/v1/graph/snapshot?{urlencode(asked)}")


def test_a_snapshot_of_a_query_has_an_address_of_its_own_and_is_ready(base: str) -> None:
    taken = take(base, metric_query="system.load.1{*}")
    assert taken.body["graph_def"] == '{"requests": [{"q": "system.load.1{*}"}]}'
    assert taken.body["metric_query"] == "system.load.1{*}"
    url = taken.body["snapshot_url"]
    place = re.fullmatch(
        r"https://p\.datadoghq\.com/snapshot/view/(dd-snapshots-prod/org_\d+/[\d-]{10}/\w{40})\.png", url
    )
    assert place
    assert ask(base, "GET", f"/api/v1/graph/snapshot_status/{place[1]}").body == {"status_code": 200}
    never = ask(base, "GET", "/api/v1/graph/snapshot_status/dd-snapshots-prod/org_1/2026-01-01/x")
    assert never.body == {"status_code": 404}
    assert take(base, metric_query="system.load.1{*}").body["snapshot_url"] != url


def test_a_snapshot_of_a_graph_tells_no_query_and_the_limit_of_an_hour(base: str) -> None:
    taken = take(base, graph_def=GRAPH)
    assert taken.body["graph_def"] == GRAPH
    assert "metric_query" not in taken.body
    assert (taken.headers["x-ratelimit-limit"], taken.headers["x-ratelimit-period"]) == ("60", "3600")


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"metric_query": "a{*}", "graph_def": GRAPH},
        {"metric_query": "a{*}", "start": None},
        {"metric_query": "a{*}", "start": int(NOW) + 60},
        {"metric_query": "avg:a"},
        {"graph_def": "{"},
        {"graph_def": "{}"},
    ],
)
def test_a_snapshot_that_is_refused(base: str, params: dict[str, Any]) -> None:
    assert take(base, **params).status == 400
