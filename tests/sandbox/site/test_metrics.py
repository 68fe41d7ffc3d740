"""Lists of metrics, what is said of one, and who uses it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.sandbox.site.asking import Answer, ask
from tests.sandbox.site.seeds import NOW

NAMES = ["my_metric", "system.cpu.user", "trace.flask.request.duration", "trace.flask.request.hits"]


def listed(base: str, **params: Any) -> Answer:
    return ask(base, "GET", f"/api/v2/metrics?{urlencode(params)}")


def ids(answer: Answer) -> list[str]:
    return [metric["id"] for metric in answer.body["data"]]


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({}, NAMES),
        ({"filter[tags]": "service:flaskapp"}, NAMES[2:]),
        ({"filter[tags]": "env IN (lab,prod) AND NOT service:*"}, NAMES[:2]),
        ({"filter[metric_type]": "distribution"}, []),
        ({"filter[configured]": "true"}, []),
    ],
)
def test_what_reports_is_listed(base: str, params: dict[str, Any], found: list[str]) -> None:
    answer = listed(base, **params)
    assert ids(answer) == found
    assert set(answer.body) == {"data"}  # nobody asked for a page


def test_pages_are_walked_until_no_cursor_follows(base: str) -> None:
    first = listed(base, **{"page[size]": 2})
    pagination = first.body["meta"]["pagination"]
    assert (pagination["cursor"], pagination["limit"], pagination["type"]) == (None, 2, "cursor_limit")
    second = ask(base, "GET", first.body["links"]["next"].removeprefix(base))
    assert ids(first) + ids(second) == ids(listed(base))
    assert second.body["meta"]["pagination"]["cursor"] == pagination["next_cursor"]
    assert (second.body["meta"]["pagination"]["next_cursor"], second.body["links"]["next"]) == (None, None)
    assert second.body["links"]["first"] == first.body["links"]["self"]


@pytest.mark.parametrize(
    "params",
    [
        {"page[size]": 0},
        {"page[size]": 10_001},
        {"page[cursor]": "nonsense"},
        {"window[seconds]": 0},
        {"filter[tags]": "env IN ("},
    ],
)
def test_a_list_that_is_refused(base: str, params: dict[str, Any]) -> None:
    assert listed(base, **params).status == 400


def test_a_metric_names_the_boards_and_monitors_that_ask_for_it(base: str) -> None:
    """The shape is that of a recording; a name that only begins alike is another metric."""
    definition = {"type": "timeseries", "requests": [{"q": "avg:my_metric.other{*}"}]}
    ask(
        base,
        "POST",
        "/api/v1/dashboard",
        {"title": "Other", "layout_type": "ordered", "widgets": [{"definition": definition}]},
    )
    body = ask(base, "GET", "/api/v2/metrics/my_metric/assets").body
    board = {"id": "abc-def-ghi", "type": "dashboards"}
    assert body["data"]["relationships"] == {
        "dashboards": {"data": [board]},
        "monitors": {"data": [{"id": "1234", "type": "monitors"}]},
        "notebooks": {"data": []},
        "slos": {"data": []},
    }
    assert [each["attributes"]["title"] for each in body["included"]] == ["My board", "my_metric is high"]


def test_what_a_client_says_of_a_metric_is_kept_and_tells_the_unit(base: str) -> None:
    asked = f"/api/v1/query?from={int(NOW) - 600}&to={int(NOW)}&query=avg:my_metric%7B*%7D"
    assert ask(base, "GET", asked).body["series"][0]["unit"] is None
    told = ask(base, "PUT", "/api/v1/metrics/my_metric", {"unit": "byte", "per_unit": "second", "made_up": 1}).body
    assert (told["unit"], told["per_unit"], told["type"]) == ("byte", "second", "gauge")
    assert told == ask(base, "GET", "/api/v1/metrics/my_metric").body
    assert "made_up" not in told
    units = ask(base, "GET", asked).body["series"][0]["unit"]
    assert [unit["name"] for unit in units] == ["byte", "second"]


@pytest.mark.parametrize(
    ("metric", "body", "status"),
    [("my_metric", {"unit": 3}, 400), ("my_metric", {"statsd_interval": "10"}, 400), ("never.sent", {}, 404)],
)
def test_what_cannot_be_said_of_a_metric(base: str, metric: str, body: dict[str, Any], status: int) -> None:
    assert ask(base, "PUT", f"/api/v1/metrics/{metric}", body).status == status
