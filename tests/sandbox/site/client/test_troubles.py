"""What the client of today makes of limits, of proxies, and of a connection that breaks."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
import urllib3
from datadog_api_client import ApiClient
from datadog_api_client.exceptions import (
    ApiException,
    ApiTypeError,
    ForbiddenException,
    OpenApiException,
    ServiceException,
)
from datadog_api_client.v1.api.dashboards_api import DashboardsApi
from datadog_api_client.v1.api.monitors_api import MonitorsApi

from sandbox.site import running
from tests.sandbox.site.asking import asked
from tests.sandbox.site.client.refusing import Calling, refusal_of
from tests.sandbox.site.conftest import client_of
from tests.sandbox.site.seeds import NOW, trial


@pytest.mark.parametrize(
    ("fault", "kind", "status", "body"),
    [
        (
            {"kind": "rate-limited", "seconds": 7},
            ApiException,
            429,
            {"status": "error", "code": 429, "errors": ["Too many requests"]},
        ),
        ({"kind": "server-error"}, ServiceException, 500, {"errors": ["Internal error"]}),
        ({"kind": "server-error", "status": 503}, ServiceException, 503, {"errors": ["Internal error"]}),
        ({"kind": "html"}, ServiceException, 502, "<!DOCTYPE html>"),
        ({"kind": "html", "status": 403}, ForbiddenException, 403, "<!DOCTYPE html>"),
        ({"kind": "html", "status": 429}, ApiException, 429, "<!DOCTYPE html>"),
        ({"kind": "empty", "status": 500}, ServiceException, 500, ""),
    ],
    ids=str,
)
def test_an_answer_that_stands_in_for_the_true_one(
    tmp_path: Path, fault: dict[str, Any], kind: type[ApiException], status: int, body: Any
) -> None:
    """A page of a proxy stays a text; the class goes by the status alone, and 429 has none of its own."""
    with running([trial(faults=[{"path": "/", **fault}])], state_dir=tmp_path, now=lambda: NOW) as base:
        refusal = refusal_of(client_of(base), lambda c: MonitorsApi(c).list_monitors())
        assert asked(base) == [("GET", "/api/v1/monitor", status)]
    assert (type(refusal), refusal.status) == (kind, status)
    assert refusal.body == body or (body and refusal.body.startswith(body))
    if fault["kind"] == "rate-limited":
        assert refusal.headers["x-ratelimit-reset"] == "7"


def test_a_limit_that_is_used_up_tells_when_it_opens_again(tmp_path: Path) -> None:
    with running([trial(rate_limits={"get_monitor": [1, 60]})], state_dir=tmp_path, now=lambda: NOW) as base:
        with client_of(base) as client:
            MonitorsApi(client).get_monitor(1234)
        refusal = refusal_of(client_of(base), lambda c: MonitorsApi(c).get_monitor(1234))
    told = {name: refusal.headers[f"x-ratelimit-{name}"] for name in ("limit", "period", "remaining", "name")}
    assert (type(refusal), refusal.status) == (ApiException, 429)
    assert told == {"limit": "1", "period": "60", "remaining": "0", "name": "get_monitor"}
    assert 0 < int(refusal.headers["x-ratelimit-reset"]) <= 60


@pytest.mark.parametrize("kind", ["empty", "truncated", "html"])
def test_a_good_status_without_a_good_answer_is_an_error_of_types(tmp_path: Path, kind: str) -> None:
    fault = {"path": "/api/v1/monitor", "kind": kind, "status": 200}
    with (
        running([trial(faults=[fault])], state_dir=tmp_path, now=lambda: NOW) as base,
        client_of(base) as client,
        pytest.raises(ApiTypeError) as refusal,
    ):
        MonitorsApi(client).list_monitors()
    assert not isinstance(refusal.value, ApiException)


def create(client: ApiClient) -> object:
    return DashboardsApi(client).create_dashboard(body={"title": "t", "layout_type": "ordered", "widgets": []})


def list_all(client: ApiClient) -> object:
    return DashboardsApi(client).list_dashboards()


@pytest.mark.parametrize(
    ("fault", "call", "kind", "requests"),
    [
        ({"kind": "broken"}, list_all, urllib3.exceptions.MaxRetryError, 4),
        ({"kind": "broken"}, create, urllib3.exceptions.ProtocolError, 1),
        ({"kind": "slow", "seconds": 1}, list_all, urllib3.exceptions.MaxRetryError, 4),
        ({"kind": "slow", "seconds": 1}, create, urllib3.exceptions.ReadTimeoutError, 1),
    ],
    ids=["broken GET", "broken POST", "slow GET", "slow POST"],
)
def test_a_connection_that_breaks_or_hangs_is_an_error_of_urllib3(
    tmp_path: Path, fault: dict[str, Any], call: Calling, kind: type[Exception], requests: int
) -> None:
    """Without `enable_retry` too, what only reads is tried four times; what writes is not tried again."""
    seed = trial(faults=[{"path": "/api/v1/dashboard", **fault}])
    with running([seed], state_dir=tmp_path, now=lambda: NOW) as base:
        with client_of(base, request_timeout=(10, 0.2) if fault["kind"] == "slow" else 10) as client:
            with pytest.raises(kind) as trouble:
                call(client)
            assert type(trouble.value) is kind
        assert len(asked(base)) == requests


def test_a_closed_port_is_an_error_of_urllib3() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with client_of(f"http://127.0.0.1:{port}") as client, pytest.raises(urllib3.exceptions.MaxRetryError) as trouble:
        MonitorsApi(client).list_monitors()
    assert isinstance(trouble.value.reason, urllib3.exceptions.NewConnectionError)
    assert not isinstance(trouble.value, OpenApiException)
