"""Spans: what a search finds and when, and how a real tracer's spans get in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sandbox.site import running
from sandbox.site.spanquery import BadSearch, parse_search
from tests.sandbox.site.asking import Answer, ask
from tests.sandbox.site.seeds import NOW, trial


def search(base: str, query: str = "*", *, since: Any = "now-15m", until: Any = "now", **more: Any) -> Answer:
    attributes = {"filter": {"query": query, "from": since, "to": until}, **more}
    return ask(
        base,
        "POST",
        "/api/v2/spans/events/search",
        {"data": {"type": "search_request", "attributes": {"page": {"limit": 1000}, **attributes}}},
    )


def names(answer: Answer) -> set[str]:
    return {span["attributes"]["resource_name"] for span in answer.body["data"]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("*", {"GET /", "GET /api/apm"}),
        ("", {"GET /", "GET /api/apm"}),
        ('service:flaskapp env:lab resource_name:"GET /api/apm"', {"GET /api/apm"}),
        ('service:flaskapp AND NOT resource_name:"GET /"', {"GET /api/apm"}),
        ('-resource_name:"GET /"', {"GET /api/apm"}),
        ('resource_name:("GET /" OR "GET /nothing")', {"GET /"}),
        ("service:(other OR flaskapp)", {"GET /", "GET /api/apm"}),
        ("service:(", None),
        ("(service:flaskapp OR service:other)", {"GET /", "GET /api/apm"}),
        ("service:flask*", {"GET /", "GET /api/apm"}),
        ("@http.status_code:200 @http.method:GET", {"GET /", "GET /api/apm"}),
        ("@http.status_code:[200 TO 299]", {"GET /", "GET /api/apm"}),
        ("@http.status_code:[500 TO 599]", set()),
        ("service:other", set()),
    ],
)
def test_what_a_search_finds(base: str, query: str, found: set[str] | None) -> None:
    answer = search(base, query)
    if found is None:
        assert answer.status == 400
    else:
        assert names(answer) == found


def test_an_empty_answer_and_a_last_page_have_no_meta(base: str) -> None:
    assert search(base, "service:other").body == {"data": []}
    assert set(search(base).body) == {"data"}
    assert set(search(base, page={"limit": 2}).body) == {"data", "meta", "links"}


def test_from_after_to_is_unprocessable(base: str) -> None:
    refused = search(base, since="now", until="now-15m")
    assert refused.status == 422
    assert refused.errors[0]["title"] == "Generic Error"
    assert "'from' should be anterior to 'to'" in refused.errors[0]["detail"]


@pytest.mark.parametrize("since", [(NOW - 600) * 1000, str(int(NOW - 600) * 1000), "2026-09-21T14:03:20Z", "now-10m"])
def test_times_come_in_many_forms(base: str, since: Any) -> None:
    assert len(search(base, since=since).body["data"]) == 10


def test_the_past_shows_only_what_was_retained(base: str) -> None:
    live = len(search(base).body["data"])
    day = len(search(base, since="now-1d").body["data"])
    assert live == 15
    assert live + 100 < day < live + 200  # one in ten of 1425


def test_nothing_retained_leaves_fifteen_minutes(tmp_path: Path) -> None:
    service = {"service": "s", "resources": [{"name": "GET /"}], "retained_one_in": 0}
    with running([trial(services=[service])], state_dir=tmp_path, now=lambda: NOW) as base:
        assert len(search(base, since="now-1d").body["data"]) == 15


def test_a_service_list_needs_an_env_and_names_what_is_traced(base: str) -> None:
    assert ask(base, "GET", "/api/v2/apm/services").status == 400
    listed = ask(base, "GET", "/api/v2/apm/services?filter%5Benv%5D=*").body["data"]["attributes"]
    assert listed == {"services": ["flaskapp"], "metadata": [{"isTraced": True, "isUsm": False}]}
    other = ask(base, "GET", "/api/v2/apm/services?filter%5Benv%5D=prod").body["data"]["attributes"]
    assert other["services"] == []


def test_traces_of_a_real_agent_become_spans_and_hits(base: str) -> None:
    root = {
        "service": "real",
        "name": "flask.request",
        "resource": "GET /api/trace",
        "type": "web",
        "trace_id": 1,
        "span_id": 2,
        "parent_id": 0,
        "start": int((NOW - 30) * 1e9),
        "duration": 5_000_000,
        "error": 0,
        "meta": {"env": "lab", "http.status_code": "200", "http.method": "GET"},
    }
    child = {**root, "name": "flask.dispatch_request", "span_id": 3, "parent_id": 2}
    taken = ask(base, "POST", "/sandbox/traces?host=orchid", [[root, child]])
    assert (taken.status, taken.body) == (202, {"sandbox": "2 spans taken"})
    found = search(base, "service:real @http.status_code:200").body["data"]
    assert [span["attributes"]["custom"]["http"]["method"] for span in found] == ["GET", "GET"]
    query = f"/api/v1/query?from={int(NOW) - 600}&to={int(NOW)}&query=sum:trace.flask.request.hits%7Bservice:real%7D"
    assert [value for _, value in ask(base, "GET", query).body["series"][0]["pointlist"]] == [1.0]
    services = ask(base, "GET", "/api/v2/apm/services?filter%5Benv%5D=lab").body["data"]["attributes"]["services"]
    assert services == ["flaskapp", "real"]


def test_traces_that_are_none_are_refused(base: str) -> None:
    assert ask(base, "POST", "/sandbox/traces", {"no": "list"}).status == 400
    assert ask(base, "POST", "/sandbox/traces", [[{"service": "x"}]]).status == 400


def test_a_search_that_cannot_be_parsed_says_where() -> None:
    with pytest.raises(BadSearch, match="column"):
        parse_search("service:(")
