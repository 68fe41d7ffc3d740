"""Rate limits that count, and troubles on purpose."""

from __future__ import annotations

from http.client import IncompleteRead
from pathlib import Path

import pytest

from sandbox.site import running
from tests.sandbox.site.asking import ask, asked
from tests.sandbox.site.seeds import API_KEY, NOW, trial

QUERY = f"/api/v1/query?from={int(NOW) - 600}&to={int(NOW)}&query=avg:my_metric%7B*%7D"


def test_the_headers_count_down(base: str) -> None:
    first, second = (ask(base, "GET", QUERY).headers for _ in range(2))
    assert (first["x-ratelimit-limit"], first["x-ratelimit-period"]) == ("600", "3600")
    assert int(first["x-ratelimit-remaining"]) - int(second["x-ratelimit-remaining"]) == 1
    assert int(first["x-ratelimit-reset"]) <= 3600


@pytest.mark.parametrize(
    ("path", "limit"), [("/api/v1/monitor", ("1000", "10")), ("/api/v1/monitor/1234", ("3000", "10"))]
)
def test_recorded_limits_are_told(base: str, path: str, limit: tuple[str, str]) -> None:
    headers = ask(base, "GET", path).headers
    assert (headers["x-ratelimit-limit"], headers["x-ratelimit-period"]) == limit


def test_too_many_requests_are_refused_until_the_window_is_over(tmp_path: Path) -> None:
    now = [NOW]
    seed = trial(rate_limits={"batch_query": [2, 60]})
    with running([seed], state_dir=tmp_path, now=lambda: now[0]) as base:
        assert [ask(base, "GET", QUERY).status for _ in range(3)] == [200, 200, 429]
        refused = ask(base, "GET", QUERY)
        assert refused.headers["x-ratelimit-remaining"] == "0"
        now[0] += int(refused.headers["x-ratelimit-reset"])
        assert ask(base, "GET", QUERY).status == 200


def test_the_window_of_one_organisation_is_not_that_of_another(tmp_path: Path) -> None:
    limit = {"rate_limits": {"batch_query": [1, 60]}}
    other_key = "0000fake0000fake0000fake0000fa09"
    seeds = [trial(**limit), trial(public_id="fa1e0009", api_keys=[other_key], **limit)]
    with running(seeds, state_dir=tmp_path, now=lambda: NOW) as base:
        assert ask(base, "GET", QUERY).status == 200
        other = ask(base, "GET", QUERY.replace("?", f"?api_key={other_key}&", 1))
        assert other.status == 429  # the header wins over the query string
        keys = {"DD-API-KEY": other_key, "DD-APPLICATION-KEY": "0000fake0000fake0000fake0000fake0000fa01"}
        assert ask(base, "GET", QUERY, headers=keys).status == 200


@pytest.mark.parametrize(
    ("fault", "status", "text"),
    [
        ({"kind": "rate-limited", "seconds": 7}, 429, "Too many requests"),
        ({"kind": "forbidden"}, 403, "Forbidden"),
        ({"kind": "server-error"}, 500, "Internal error"),
        ({"kind": "server-error", "status": 503}, 503, "Internal error"),
        ({"kind": "html", "status": 403}, 403, "<!DOCTYPE html>"),
        ({"kind": "empty"}, 200, ""),
        ({"kind": "slow", "seconds": 0.01}, 200, "my_metric is high"),
        ({"kind": "truncated"}, 200, '[{"id":1234'),
    ],
    ids=lambda value: value["kind"] if isinstance(value, dict) else None,
)
def test_a_fault_strikes_its_path_only(tmp_path: Path, fault: dict[str, object], status: int, text: str) -> None:
    seed = trial(faults=[{"path": "/api/v1/monitor", **fault}])
    with running([seed], state_dir=tmp_path, now=lambda: NOW) as base:
        answer = ask(base, "GET", "/api/v1/monitor")
        assert ask(base, "GET", "/api/v1/dashboard").status == 200
    assert answer.status == status
    assert text in answer.text
    if fault["kind"] == "rate-limited":
        assert answer.headers["x-ratelimit-reset"] == "7"
    if fault["kind"] == "truncated":
        with pytest.raises(ValueError):
            _ = answer.body


def test_a_connection_may_break_in_the_middle_of_an_answer(tmp_path: Path) -> None:
    seed = trial(faults=[{"path": "/api/v1/monitor", "kind": "broken", "times": 1}])
    with running([seed], state_dir=tmp_path, now=lambda: NOW) as base:
        with pytest.raises(IncompleteRead) as broken:
            ask(base, "GET", "/api/v1/monitor")
        whole = ask(base, "GET", "/api/v1/monitor")
    assert whole.text.startswith(broken.value.partial.decode())
    assert len(broken.value.partial) + (broken.value.expected or 0) == len(whole.text)


def test_a_fault_may_begin_late_and_end(tmp_path: Path) -> None:
    seed = trial(faults=[{"path": "/api/v1/monitor", "kind": "server-error", "after": 1, "times": 2}])
    with running([seed], state_dir=tmp_path, now=lambda: NOW) as base:
        assert [ask(base, "GET", "/api/v1/monitor").status for _ in range(4)] == [200, 500, 500, 200]


def test_what_was_asked_can_be_counted_and_names_no_key(base: str) -> None:
    ask(base, "GET", "/api/v1/monitor/1234")
    ask(base, "GET", f"/api/v1/monitor/99?api_key={API_KEY}")
    ask(base, "POST", "/api/v1/dashboard", {})
    assert asked(base) == [
        ("GET", "/api/v1/monitor/1234", 200),
        ("GET", "/api/v1/monitor/99", 404),
        ("POST", "/api/v1/dashboard", 400),
    ]
    assert API_KEY not in ask(base, "GET", "/sandbox/requests").text


def test_one_organisation_is_not_told_what_another_was_asked(tmp_path: Path) -> None:
    other = {"DD-API-KEY": "0000fake0000fake0000fake0000fa09"}
    seeds = [trial(), trial(public_id="fa1e0009", api_keys=[*other.values()])]
    with running(seeds, state_dir=tmp_path, now=lambda: NOW) as base:
        ask(base, "GET", "/api/v1/validate", headers=other)
        assert asked(base) == []
        assert len(ask(base, "GET", "/sandbox/requests", headers=other).body["sandbox"]) == 1
