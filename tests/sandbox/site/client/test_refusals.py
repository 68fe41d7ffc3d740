"""What the client of today makes of refusals: the class, the status, the body; and what it refuses to send."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from datadog_api_client.exceptions import (
    ApiException,
    ApiValueError,
    ForbiddenException,
    NotFoundException,
    UnauthorizedException,
)
from datadog_api_client.v1.api.authentication_api import AuthenticationApi
from datadog_api_client.v1.api.dashboards_api import DashboardsApi
from datadog_api_client.v1.api.downtimes_api import DowntimesApi as DowntimesV1
from datadog_api_client.v1.api.metrics_api import MetricsApi
from datadog_api_client.v1.api.monitors_api import MonitorsApi
from datadog_api_client.v1.api.tags_api import TagsApi
from datadog_api_client.v2.api.downtimes_api import DowntimesApi
from datadog_api_client.v2.api.key_management_api import KeyManagementApi
from datadog_api_client.v2.api.spans_api import SpansApi
from datadog_api_client.v2.api.users_api import UsersApi

from sandbox.site import running
from tests.sandbox.site.asking import asked
from tests.sandbox.site.client.refusing import Calling, refusal_of
from tests.sandbox.site.client.world import N
from tests.sandbox.site.conftest import client_of
from tests.sandbox.site.seeds import NOW, READ_KEY, TRIAL, trial

pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")
ABSENT = "00000000-0000-4000-8000-000000000000"
FORBIDDEN = {
    "status": "error",
    "code": 403,
    "errors": ["Forbidden"],
    "statuspage": "http://status.datadoghq.com",
    "twitter": "http://twitter.com/datadogops",
    "email": "support@datadoghq.com",
}
MONITOR = {"type": "query alert", "query": "avg(last_5m):avg:my_metric{*} > 200"}
BACKWARDS = {"filter": {"from": "now", "to": "now-15m"}}
IRIS = {"type": "users", "attributes": {"email": "iris@example.com"}}


@pytest.fixture(scope="module")
def base(one_sandbox: str) -> str:
    return one_sandbox


@pytest.mark.parametrize(
    ("call", "kind", "status", "errors"),
    [
        (
            lambda c: MonitorsApi(c).list_monitors(group_states="some"),
            ApiException,
            400,
            ["Invalid group_states: some"],
        ),
        (
            lambda c: MonitorsApi(c).create_monitor(body={**MONITOR, "options": {"thresholds": {"critical": 90}}}),
            ApiException,
            400,
            ["Alert threshold (90.0) does not match that used in the query (200.0)."],
        ),
        (
            lambda c: DowntimesApi(c).get_downtime("nonsense"),
            ApiException,
            400,
            ["Invalid URL param: downtime_id must be an uuid"],
        ),
        (lambda c: MonitorsApi(c).get_monitor(99), NotFoundException, 404, ["Monitor not found"]),
        (
            lambda c: DashboardsApi(c).get_dashboard("1568920"),
            NotFoundException,
            404,
            ["Dashboard with ID 1568920 not found"],
        ),
        (lambda c: DowntimesApi(c).get_downtime(ABSENT), NotFoundException, 404, ["Downtime not found"]),
        (lambda c: DowntimesV1(c).get_downtime(1), NotFoundException, 404, ["Downtime not found"]),
        (lambda c: MetricsApi(c).get_metric_metadata("never.sent"), NotFoundException, 404, ["metric_name not found"]),
        (lambda c: TagsApi(c).get_host_tags("nobody"), NotFoundException, 404, ["Host nobody not found"]),
        (
            lambda c: UsersApi(c).create_user(body={"data": IRIS}),
            ApiException,
            409,
            ["User iris@example.com already exists"],
        ),
        (
            lambda c: SpansApi(c).list_spans(body={"data": {"type": "search_request", "attributes": BACKWARDS}}),
            ApiException,
            422,
            [
                {
                    "title": "Generic Error",
                    "detail": "invalid_argument(Field 'filter.from,to' is invalid: 'from' should be anterior to 'to')",
                }
            ],
        ),
    ],
)
def test_what_is_refused_has_its_class_and_the_recorded_words(
    base: str, call: Calling, kind: type[ApiException], status: int, errors: list[Any]
) -> None:
    refusal = refusal_of(client_of(base), call)
    assert (type(refusal), refusal.status, refusal.body) == (kind, status, {"errors": errors})


def test_a_monitor_that_another_one_needs_is_a_conflict(tmp_path: Path) -> None:
    composite = {"id": 5, "name": "both", "type": "composite", "query": "1234 && !1234"}
    with running([trial(monitors=[*TRIAL["monitors"], composite])], state_dir=tmp_path, now=lambda: NOW) as base:
        refusal = refusal_of(client_of(base), lambda c: MonitorsApi(c).check_can_delete_monitor(monitor_ids=[1234]))
    assert (type(refusal), refusal.status) == (ApiException, 409)
    assert refusal.body["data"] == {"ok": []}
    assert list(refusal.body["errors"]) == ["1234"]


@pytest.mark.parametrize(
    ("keys", "call", "kind", "body"),
    [
        ({"api_key": "0" * 32}, lambda c: AuthenticationApi(c).validate(), ForbiddenException, FORBIDDEN),
        ({"api_key": "0" * 32}, lambda c: MonitorsApi(c).list_monitors(), ForbiddenException, FORBIDDEN),
        ({"app_key": "0" * 40}, lambda c: KeyManagementApi(c).validate_api_key(), ForbiddenException, FORBIDDEN),
        ({"app_key": READ_KEY}, lambda c: DashboardsApi(c).list_dashboards(), ForbiddenException, FORBIDDEN),
        (
            {"app_key": READ_KEY},
            lambda c: DowntimesApi(c).list_downtimes(),
            ForbiddenException,
            {"errors": [{"title": "Forbidden"}]},
        ),
    ],
    ids=["API key", "API key elsewhere", "application key", "scope in version 1", "scope in version 2"],
)
def test_a_key_that_may_not(
    base: str, keys: dict[str, str], call: Calling, kind: type[ApiException], body: dict[str, Any]
) -> None:
    refusal = refusal_of(client_of(base, **keys), call)
    assert (type(refusal), refusal.status, refusal.body) == (kind, 403, body)


@pytest.mark.parametrize(
    ("left_out", "call", "kind", "errors"),
    [
        ("appKeyAuth", lambda c: MonitorsApi(c).list_monitors(), ForbiddenException, ["Forbidden"]),
        (
            "appKeyAuth",
            lambda c: MetricsApi(c).query_metrics(_from=N - 60, to=N, query="a{*}"),
            UnauthorizedException,
            ["Unauthorized"],
        ),
        ("apiKeyAuth", lambda c: AuthenticationApi(c).validate(), ForbiddenException, ["API key required"]),
    ],
)
def test_a_key_that_is_not_given_is_not_sent(
    base: str, left_out: str, call: Calling, kind: type[ApiException], errors: list[str]
) -> None:
    client = client_of(base)
    del client.configuration.api_key[left_out]
    refusal = refusal_of(client, call)
    assert (type(refusal), refusal.body["errors"]) == (kind, errors)


@pytest.mark.parametrize(
    ("key", "kind"), [("", ApiValueError), ("with\nnewline", ValueError), ("käse€", UnicodeEncodeError)]
)
def test_a_key_that_cannot_be_one_is_never_sent(tmp_path: Path, key: str, kind: type[Exception]) -> None:
    with running([trial()], state_dir=tmp_path, now=lambda: NOW) as base:
        with client_of(base, app_key=key) as client, pytest.raises(kind) as refusal:
            MonitorsApi(client).list_monitors()
        assert type(refusal.value) is kind
        assert asked(base) == []


def test_an_unstable_call_is_refused_by_the_client_until_it_is_enabled(base: str) -> None:
    with client_of(base) as client:
        with pytest.raises(ApiValueError, match="Unstable operation 'validate' is disabled"):
            KeyManagementApi(client).validate()
        client.configuration.unstable_operations["validate"] = True
        with pytest.warns(UserWarning, match="Using unstable operation"):
            assert KeyManagementApi(client).validate().data.attributes.valid is True
