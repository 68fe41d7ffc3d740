"""Spans: what a search finds and when, and how a real tracer's spans get in."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

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


def test_every_page_names_the_next_one_and_the_empty_one_behind_the_last_has_no_meta(base: str) -> None:
    """As recorded: a page of one where two were asked for still has `meta` and `links`."""
    assert search(base, "service:other").body == {"data": []}
    pages = [search(base, page={"limit": 8})]
    while after := pages[-1].body.get("meta"):
        pages.append(search(base, page={"limit": 8, "cursor": after["page"]["after"]}))
    assert [len(page.body["data"]) for page in pages] == [8, 7, 0]
    assert [set(page.body) for page in pages] == [{"data", "meta", "links"}] * 2 + [{"data"}]


def test_the_link_to_the_next_page_can_be_followed_and_fixes_the_window(base: str) -> None:
    first = search(base, "service:flaskapp", page={"limit": 8}, sort="timestamp").body
    link = first["links"]["next"].removeprefix(base)
    asked = dict(parse_qsl(urlsplit(link).query))
    assert (asked["filter[from]"], asked["filter[to]"]) == (str(int(NOW - 900) * 1000), str(int(NOW) * 1000))
    second = ask(base, "GET", link).body
    starts = [span["attributes"]["start_timestamp"] for span in first["data"] + second["data"]]
    assert starts == sorted(starts)
    assert len(set(starts)) == 15


@pytest.mark.parametrize(
    ("sort", "newest_first"), [({}, True), ({"sort": "-timestamp"}, True), ({"sort": "timestamp"}, False)]
)
def test_the_newest_comes_first_unless_asked_otherwise(base: str, sort: dict[str, str], newest_first: bool) -> None:
    starts = [span["attributes"]["start_timestamp"] for span in search(base, **sort).body["data"]]
    assert starts == sorted(starts, reverse=newest_first)


def test_a_walk_loses_nothing_while_the_window_moves(tmp_path: Path) -> None:
    now = [NOW]
    with running([trial()], state_dir=tmp_path, now=lambda: now[0]) as base:
        first = search(base, page={"limit": 3}, sort="timestamp").body
        now[0] += 300  # what the first page showed is gone by now
        rest = search(base, page={"limit": 1000, "cursor": first["meta"]["page"]["after"]}, sort="timestamp").body
    starts = [span["attributes"]["start_timestamp"] for span in first["data"] + rest["data"]]
    assert len(starts) == len(set(starts))
    assert rest["data"][0]["attributes"]["start_timestamp"] > first["data"][-1]["attributes"]["start_timestamp"]


@pytest.mark.parametrize(
    "change", [{"page": {"cursor": "after-x"}}, {"page": {"limit": 0}}, {"page": {"limit": 1001}}, {"sort": "name"}]
)
def test_a_page_that_is_refused(base: str, change: dict[str, Any]) -> None:
    assert search(base, **change).status == 400


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
