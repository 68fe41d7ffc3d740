"""What the old client makes of refusals, faults and broken connections, muted (as it is by itself) and not."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from datadog import api
from datadog.api.exceptions import ApiError, ApiNotInitialized, ClientError, HTTPError

from sandbox.site import running
from tests.sandbox.site.asking import asked
from tests.sandbox.site.old_client.conftest import point_at
from tests.sandbox.site.seeds import NOW, READ_KEY, trial

MISSING = {"errors": ["Monitor not found"]}


def test_a_script_that_does_not_say_otherwise_gets_its_error_back_as_an_answer(
    old_client: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    """`mute` is on by default: the body is returned, and its errors are logged."""
    old_client(mute=True)
    with caplog.at_level(logging.ERROR, "datadog.api"):
        assert api.Monitor.get(99) == MISSING
    assert caplog.messages == MISSING["errors"]


@pytest.mark.parametrize(
    ("call", "body"),
    [
        (lambda: api.Monitor.get(99), MISSING),
        (lambda: api.Monitor.create(type="metric alert"), {"errors": ["Missing required attributes: query"]}),
        (lambda: api.Hosts.search(start=-1), {"errors": ["start and count must be non-negative"]}),
    ],
)
def test_what_is_refused_is_raised_with_its_body(
    old_client: Callable[..., None], call: Callable[[], Any], body: dict[str, Any]
) -> None:
    with pytest.raises(ApiError) as refusal:
        call()
    assert refusal.value.args[0] == body


@pytest.mark.parametrize(
    ("keys", "call", "errors"),
    [
        ({"api_key": "0" * 32}, lambda: api.Monitor.get_all(), ["Forbidden"]),
        ({"app_key": "0" * 40}, lambda: api.Monitor.get_all(), ["Forbidden"]),
        ({"app_key": READ_KEY}, lambda: api.Dashboard.get_all(), ["Forbidden"]),
    ],
    ids=["API key", "application key", "scope"],
)
def test_a_key_that_may_not(
    old_client: Callable[..., None], keys: dict[str, str], call: Callable[[], Any], errors: list[str]
) -> None:
    old_client(**keys)
    with pytest.raises(ApiError) as refusal:
        call()
    assert (refusal.value.args[0]["code"], refusal.value.args[0]["errors"]) == (403, errors)


def test_an_application_key_that_is_not_given_is_not_sent(base: str) -> None:
    point_at(base, app_key=None)
    assert api.Metric.send(metric="sent", points=(NOW, 1)) == {"status": "ok"}
    with pytest.raises(ApiError, match="Unauthorized"):
        api.Metric.query(start=NOW - 60, end=NOW, query="avg:sent{*}")


def test_without_an_api_key_nothing_is_sent(base: str) -> None:
    point_at(base, api_key=None)
    with pytest.raises(ApiNotInitialized):
        api.Monitor.get_all()
    assert asked(base) == []


@contextmanager
def struck_by(fault: dict[str, Any], folder: Path, **options: Any) -> Iterator[str]:
    """The client, pointed at a sandbox with this fault."""
    with running([trial(faults=[{"path": "/api", **fault}])], state_dir=folder, now=lambda: NOW) as base:
        point_at(base, **options)
        yield base


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ({"kind": "rate-limited", "seconds": 1}, ApiError, "Too many requests"),
        ({"kind": "forbidden"}, ApiError, "Forbidden"),
        ({"kind": "server-error", "status": 409}, ApiError, "Internal error"),
        ({"kind": "server-error", "status": 422}, HTTPError, "bad HTTP response code: 422"),
        ({"kind": "server-error"}, HTTPError, "bad HTTP response code: 500"),
        ({"kind": "html"}, HTTPError, "bad HTTP response code: 502"),
        ({"kind": "html", "status": 403}, ValueError, "Invalid JSON response"),
        ({"kind": "html", "status": 429}, ValueError, "Invalid JSON response"),
        ({"kind": "truncated"}, ValueError, "Invalid JSON response"),
        ({"kind": "broken"}, requests.exceptions.ChunkedEncodingError, "IncompleteRead"),
    ],
    ids=str,
)
@pytest.mark.parametrize("mute", [False, True])
def test_what_a_fault_raises(
    tmp_path: Path, fault: dict[str, Any], kind: type[Exception], words: str, mute: bool
) -> None:
    """Muted or not, only what Datadog itself says and a refused connection are held back; nothing is tried again."""
    with struck_by(fault, tmp_path, mute=mute) as base:
        if mute and kind is ApiError:
            assert words in str(api.Monitor.get_all())
        else:
            with pytest.raises(kind, match=words) as trouble:
                api.Monitor.get_all()
            assert type(trouble.value) is kind
        assert len(asked(base)) == 1


def test_an_empty_answer_is_none_whatever_it_should_have_been(tmp_path: Path) -> None:
    with struck_by({"kind": "empty"}, tmp_path):
        assert api.Monitor.get_all() is None


@pytest.fixture
def closed() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_a_closed_port_is_an_error_of_the_client(closed: str) -> None:
    point_at(closed)
    with pytest.raises(ClientError, match="Could not request GET"):
        api.Monitor.get_all()
    point_at(closed, mute=True)
    assert "Could not request GET" in api.Monitor.get_all()["errors"]


def test_the_raw_answer_tells_the_limits(old_client: Callable[..., None]) -> None:
    old_client(return_raw_response=True)
    monitors, response = api.Monitor.get_all()
    assert [monitor["id"] for monitor in monitors] == [1234]
    assert (response.status_code, response.headers["X-RateLimit-Limit"]) == (200, "1000")
