"""`python -m sandbox --exchanges FILE`: recordings made up here, in the manner of real ones."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.__main__ import main

API = "https://api.datadoghq.com"
MONITOR = {
    "id": 55501,
    "org_id": 3,
    "type": "query alert",
    "name": "recorded",
    "message": "",
    "tags": [],
    "query": "avg(last_5m):avg:recorded.metric{*} by {host} > 3",
    "options": {"thresholds": {"critical": 3.0}, "notify_audit": False, "silenced": {}},
    "multi": True,
    "created": "2024-05-06T07:08:09.123456+00:00",
    "created_at": 1714979289000,
    "modified": "2024-05-06T07:08:09.123456+00:00",
    "deleted": None,
    "overall_state": "OK",
    "creator": {"name": "N", "handle": "n@example.com", "email": "n@example.com", "id": 9},
}


def exchange(method: str, path: str, answer: Any, *, status: int = 200, body: Any = None, api: str = API) -> Any:
    request = {"method": method, "uri": api + path, "body": body}
    return {"request": request, "response": {"status": status, "headers": {}, "body": answer}}


def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], *interactions: Any) -> tuple[int, list[str]]:
    file = tmp_path / "recording.json"
    file.write_text(json.dumps({"source": "made up", "interactions": interactions}), encoding="utf-8")
    status = main(["--exchanges", str(file)])
    return status, capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    "interactions",
    [
        [exchange("GET", "/api/v1/monitor/55501", MONITOR)],
        [exchange("GET", "/api/v1/monitor?page_size=2&page=0", [{**MONITOR, "matching_downtimes": []}])],
        [exchange("GET", "/api/v1/monitor/1", {"errors": ["Monitor not found"]}, status=404)],
        [exchange("GET", "/api/v1/validate", {"valid": True})],
        [exchange("GET", "/api/v1/validate", {"errors": ["API key required"]}, status=403)],
        [exchange("GET", "/api/v1/validate", {"errors": ["Forbidden"]}, status=403, api="https://api.datadoghq.eu")],
        [
            exchange(
                "POST",
                "/api/v1/monitor",
                MONITOR,
                body={
                    "type": "metric alert",
                    "query": MONITOR["query"],
                    "name": "recorded",
                    "options": {"thresholds": {"critical": 3}},
                },
            ),
            exchange("GET", "/api/v1/monitor/55501", MONITOR),
            exchange(
                "POST",
                "/api/v2/downtime",
                {"data": {"type": "downtime", "id": "0b6c5e1c-0000-4000-8000-000000000001", "attributes": {}}},
                body={
                    "data": {
                        "type": "downtime",
                        "attributes": {"scope": "*", "monitor_identifier": {"monitor_id": 55501}},
                    }
                },
            ),
            exchange("DELETE", "/api/v2/downtime/0b6c5e1c-0000-4000-8000-000000000001", "", status=204),
            exchange("DELETE", "/api/v1/monitor/55501", {"deleted_monitor_id": 55501}),
            exchange("GET", "/api/v1/monitor/55501", {"errors": ["Monitor not found"]}, status=404),
        ],
        [
            exchange(
                "GET",
                "/api/v1/query?from=1714975689&to=1714979289&query=avg%3Arecorded.metric%7Bhost%3Ax%7D",
                {
                    "status": "ok",
                    "series": [
                        {
                            "metric": "recorded.metric",
                            "scope": "host:x",
                            "interval": 20,
                            "pointlist": [[1714979000000.0, 1.5]],
                            "unit": [{"name": "byte"}, None],
                        }
                    ],
                },
            )
        ],
        [
            exchange(
                "GET",
                "/api/v1/hosts?include_hosts_metadata=true",
                {
                    "host_list": [
                        {
                            "name": "x",
                            "id": 4,
                            "last_reported_time": 1714979289,
                            "tags_by_source": {"Datadog": ["host:x"]},
                            "meta": {"platform": "linux", "gohai": "{}"},
                            "aws_id": "i-0",
                        }
                    ],
                    "total_returned": 1,
                },
            )
        ],
    ],
    ids=["monitor", "page", "not found", "valid", "no key", "bad key", "a life", "points", "hosts"],
)
def test_what_the_sandbox_answers_has_the_same_shape(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], interactions: list[Any]
) -> None:
    assert run(tmp_path, capsys, *interactions) == (0, ["same shape"])


def page(*numbers: int, after: str) -> dict[str, Any]:
    """Spans of which each is a second older than the one before."""
    spans = [
        {
            "id": f"s{n}",
            "type": "spans",
            "attributes": {"service": "x", "start_timestamp": f"2024-05-06T07:08:{40 - n}Z"},
        }
        for n in numbers
    ]
    meta = {"elapsed": 3, "request_id": "r", "status": "done", "page": {"after": after}}
    return {"data": spans, "meta": meta, "links": {"next": f"{API}/api/v2/spans/events?page%5Bcursor%5D={after}"}}


@pytest.mark.parametrize("second", [page(3, after="second"), page(3, 4, after="second")], ids=["short", "full"])
def test_pages_are_walked_with_our_own_cursors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], second: dict[str, Any]
) -> None:
    path = "/api/v2/spans/events?page%5Blimit%5D=2"
    body = {"data": {"type": "search_request", "attributes": {"page": {"limit": 2}}}}
    asked = [copy.deepcopy(body) for _ in range(3)]
    for each, cursor in zip(asked[1:], ("first", "second"), strict=True):
        each["data"]["attributes"]["page"]["cursor"] = cursor
    answers = [page(1, 2, after="first"), second, {"data": []}]
    for interactions in (
        [exchange("GET", path + more, answer) for more, answer in zip(MORE, answers, strict=True)],
        [
            exchange("POST", "/api/v2/spans/events/search", answer, body=each)
            for each, answer in zip(asked, answers, strict=True)
        ],
    ):
        assert run(tmp_path, capsys, *interactions) == (0, ["same shape"])


MORE = ("", "&page%5Bcursor%5D=first", "&page%5Bcursor%5D=second")


def test_the_clock_is_told_by_the_points_that_were_sent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mute that ends before our own time would be refused."""
    series = {"series": [{"metric": "m", "host": "x", "points": [[1580518163.2, 1.0]]}]}
    muted = {"action": "Muted", "downtime_id": 1, "hostname": "x", "end": 1580521763}
    interactions = [
        exchange("POST", "/api/v1/series", {"status": "ok"}, status=202, body=series),
        exchange("POST", "/api/v1/host/x/mute", muted, body={"end": 1580521763}),
        exchange("POST", "/api/v1/host/x/mute", {"errors": ["m"]}, status=400, body={"end": 1580522663}),
    ]
    assert run(tmp_path, capsys, *interactions) == (0, ["same shape"])


@pytest.mark.parametrize(
    ("interaction", "line"),
    [
        (
            exchange("GET", "/api/v1/monitor/55501", {**MONITOR, "new_field": 1}),
            "request 1, GET /api/v1/monitor/55501: new_field: missing",
        ),
        (
            exchange("GET", "/api/v1/monitor/55501", {**MONITOR, "multi": "yes"}),
            "request 1, GET /api/v1/monitor/55501: multi: boolean, recorded string",
        ),
        (
            exchange("GET", "/api/v1/monitor/1", {"errors": []}, status=410),
            'request 1, GET /api/v1/monitor/1: status 404, recorded 410 ({"errors": ["Monitor not found"]})',
        ),
        (
            exchange("GET", "/picture.png", "", api="https://p.example.com"),
            "request 1, GET /picture.png: no address of the API, not asked",
        ),
        (
            exchange("GET", "/api/v1/strange", {}),
            'request 1, GET /api/v1/strange: status 404, recorded 200 ({"errors": ["Not Found"]})',
        ),
    ],
)
def test_a_difference_is_one_line_and_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], interaction: Any, line: str
) -> None:
    assert run(tmp_path, capsys, interaction) == (1, [line])


def test_a_monitor_the_sandbox_cannot_hold_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = {**MONITOR, "query": "avg(last_5m):frobnicate > 3"}
    status, lines = run(tmp_path, capsys, exchange("GET", "/api/v1/monitor/55501", odd))
    assert status == 1
    assert lines[0].startswith("preparing: monitors 55501: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "is not JSON"), ("{}", "has no list of interactions"), ('{"interactions": [{}]}', "not a request")],
)
def test_an_unreadable_file_is_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    file = tmp_path / "odd.json"
    file.write_text(text, encoding="utf-8")
    assert main(["--exchanges", str(file)]) == 2
    assert said in capsys.readouterr().err
    assert main(["--exchanges", str(tmp_path / "nowhere.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err
