"""Events of today: what a page holds, how the next is found, what is refused. Recorded pages are the model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from sandbox.site import running
from tests.sandbox.site.asking import Answer, ask
from tests.sandbox.site.seeds import NOW, trial

EVENTS = [
    {"text": f"number {minute}", "title": f"t{minute}", "happened": f"now-{minute}m", "id": 9000 + minute}
    for minute in (1, 2, 3, 4, 20)
]


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    with running([trial(events=EVENTS)], state_dir=tmp_path, now=lambda: NOW) as url:
        yield url


def listed(base: str, **params: Any) -> Answer:
    return ask(base, "GET", f"/api/v2/events?{urlencode(params)}")


def titles(answer: Answer) -> list[str]:
    return [event["attributes"]["attributes"]["title"] for event in answer.body["data"]]


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({}, ["t1", "t2", "t3", "t4"]),
        ({"sort": "timestamp"}, ["t4", "t3", "t2", "t1"]),
        ({"sort": "-timestamp", "page[limit]": 2}, ["t1", "t2"]),
        ({"filter[from]": "now-1d"}, ["t1", "t2", "t3", "t4", "t20"]),
        ({"filter[from]": int(NOW - 150) * 1000, "filter[to]": int(NOW - 90) * 1000}, ["t2"]),
        ({"filter[query]": "number 3"}, ["t3"]),
    ],
)
def test_the_last_fifteen_minutes_come_newest_first_unless_asked_otherwise(
    base: str, params: dict[str, Any], found: list[str]
) -> None:
    assert titles(listed(base, **params)) == found


def test_every_page_names_the_next_one_and_the_empty_one_behind_the_last_has_no_meta(base: str) -> None:
    pages = [listed(base, **{"page[limit]": 3, "filter[from]": "now-15m"})]
    while "links" in pages[-1].body:
        pages.append(ask(base, "GET", pages[-1].body["links"]["next"].removeprefix(base)))
    assert [titles(page) for page in pages] == [["t1", "t2", "t3"], ["t4"], []]
    assert [set(page.body) for page in pages] == [{"data", "meta", "links"}] * 2 + [{"data"}]
    asked = dict(parse_qsl(urlsplit(pages[0].body["links"]["next"]).query))
    assert asked == {
        "filter[from]": "now-15m",
        "page[cursor]": pages[0].body["meta"]["page"]["after"],
        "page[limit]": "3",
    }


def test_a_search_is_walked_by_the_cursor_in_its_body(base: str) -> None:
    asked = {"filter": {"from": "now-1h"}, "sort": "timestamp", "page": {"limit": 4}}
    first = ask(base, "POST", "/api/v2/events/search", asked)
    asked["page"] = {"limit": 4, "cursor": first.body["meta"]["page"]["after"]}
    second = ask(base, "POST", "/api/v2/events/search", asked)
    assert titles(first) + titles(second) == ["t20", "t4", "t3", "t2", "t1"]


@pytest.mark.parametrize(
    "params",
    [
        {"page[limit]": 0},
        {"page[limit]": 1001},
        {"page[limit]": "many"},
        {"page[cursor]": "nonsense"},
        {"sort": "title"},
        {"filter[from]": "yesterday"},
    ],
)
def test_a_page_that_is_refused(base: str, params: dict[str, Any]) -> None:
    assert listed(base, **params).status == 400


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 202),
        ({"alert_type": "snapshot", "priority": "low", "date_happened": int(NOW) - 60}, 202),
        ({"title": None}, 400),
        ({"text": 3}, 400),
        ({"alert_type": "loud"}, 400),
        ({"priority": "high"}, 400),
        ({"date_happened": "yesterday"}, 400),
    ],
)
def test_which_events_are_taken(base: str, change: dict[str, Any], status: int) -> None:
    assert ask(base, "POST", "/api/v1/events", {"title": "t", "text": "x", **change}).status == status


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 5), ("&unaggregated=true&page=0", 5), ("&exclude_aggregate=true&page=1", 0), ("&page=0", None)],
)
def test_version_1_pages_only_events_that_stand_for_themselves(base: str, query: str, count: int | None) -> None:
    """A thousand a page, as the client's documentation has it."""
    answer = ask(base, "GET", f"/api/v1/events?start={int(NOW) - 3600}&end={int(NOW)}{query}")
    assert answer.status == (400 if count is None else 200)
    assert count is None or len(answer.body["events"]) == count
