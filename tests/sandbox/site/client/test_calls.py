"""The client of today (PyPI `datadog-api-client`) makes every call it has, and understands the whole of each answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from datadog_api_client import Configuration
from datadog_api_client.model_utils import validate_and_convert_types
from datadog_api_client.v1.model.dashboard import Dashboard
from datadog_api_client.v1.model.monitor import Monitor
from datadog_api_client.v2.model.downtime_response import DowntimeResponse

from sandbox.site import running
from sandbox.site.table import ENDPOINTS
from tests.sandbox.site.client.calls import CALLS, Call
from tests.sandbox.site.client.keeping import KeepingClient
from tests.sandbox.site.client.world import world
from tests.sandbox.site.conftest import configuration_of
from tests.sandbox.site.seeds import NOW
from tests.sandbox.site.unparsed import differing, lost, unknown, unparsed

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*is deprecated:DeprecationWarning", "ignore:Using unstable operation:UserWarning"
)

_NAMES = {
    "Creator": "id",
    "DashboardSummaryDefinition": "deleted_at",
    "Downtime": "child_id created creator modified org_id status uuid",
    "Event": "comments handle is_aggregate related_event_id resource source",
    "HostListResponse": "exact_total_matching",
    "HostMeta": "agent_flavor host_id logs_agent network timezones",
    "HostMuteResponse": "downtime_id",
    "MatchingDowntime": "active groups monitor_id",
    "MetricsQueryMetadata": "attributes",
    "MetricsQueryResponse": "resp_version times values",
    "MetricsQueryUnit": "id",
    "Monitor": "created_at org_id overall_state_modified",
    "MonitorGroupSearchResponseCounts": "muted tag",
    "MonitorGroupSearchResult": "all_tags downtimes env_tags muted muted_remaining muted_until_ts priority team_tags",
    "MonitorSearchResult": "muted_until_ts overall_state_modified priority restricted_roles",
    "RoleAttributes": "managed",
    "ScalarResponse": "id",
    "TimeseriesResponse": "id",
    "Unit": "id",
    "UserAttributes": "allowed_login_methods",
    "UserResponseRelationships": "team_roles",
}
RECORDED = {f"{model}.{key}" for model, keys in _NAMES.items() for key in keys.split()}
"""What recordings of the real API carry and the models of the client do not name."""

NOT_IN_THE_CLIENT = {
    ("GET", "/api/v1/dash"),
    ("POST", "/api/v1/dash"),
    ("GET", "/api/v1/dash/{}"),
    ("PUT", "/api/v1/dash/{}"),
    ("DELETE", "/api/v1/dash/{}"),
    ("GET", "/api/v1/screen"),
    ("POST", "/api/v1/screen"),
    ("GET", "/api/v1/screen/{}"),
    ("PUT", "/api/v1/screen/{}"),
    ("DELETE", "/api/v1/screen/{}"),
    ("POST", "/api/v1/comments"),
    ("PUT", "/api/v1/comments/{}"),
    ("DELETE", "/api/v1/comments/{}"),
    ("POST", "/api/v1/monitor/{}/mute"),
    ("POST", "/api/v1/monitor/{}/unmute"),
    ("POST", "/api/v1/monitor/mute_all"),
    ("POST", "/api/v1/monitor/unmute_all"),
    ("GET", "/api/v1/graph/snapshot_status/{}"),
    ("GET", "/sandbox/requests"),
    ("POST", "/intake"),  # of the Agent
    ("POST", "/intake/"),
    ("POST", "/sandbox/traces"),
    ("PUT", "/sandbox/traces"),
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One for all calls: each deletes only what no other needs."""
    with running([world()], state_dir=tmp_path_factory.mktemp("state"), now=lambda: NOW) as url:
        yield url


@pytest.fixture
def client(base: str) -> Iterator[KeepingClient]:
    configuration = configuration_of(base)
    configuration.unstable_operations["validate"] = True
    with KeepingClient(configuration) as api:
        yield api


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_client_understands_the_whole_of_every_answer(client: KeepingClient, call: Call) -> None:
    answer = call(client)
    listed = [f"[{type(each).__name__}]" for each in answer] if isinstance(answer, list) else [type(answer).__name__]
    assert set(listed) == {call.gives}
    assert unparsed(answer) == []
    assert lost(client.sent, answer) == []
    assert unknown(answer) <= RECORDED


def test_every_endpoint_is_called_or_unknown_to_the_client(client: KeepingClient) -> None:
    served = {(endpoint.method, _shape(endpoint.path)) for endpoint in ENDPOINTS}
    called = {(method, _shape(path)) for method, path in (call.endpoint(client) for call in CALLS)}
    assert served - called == NOT_IN_THE_CLIENT
    assert called - served == set()


def _shape(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


_WIDGET = {"definition": {"type": "never seen", "requests": []}}
_BOARD = {"title": "t", "layout_type": "ordered", "widgets": [_WIDGET]}


@pytest.mark.parametrize(
    ("model", "content", "places"),
    [
        (Monitor, {"type": "strange alert", "query": "q"}, [".type"]),
        (DowntimeResponse, {"data": {"type": "nothing"}}, [".data.type"]),
        (Dashboard, _BOARD, [".widgets[0].definition"]),
    ],
)
def test_what_the_client_does_not_understand_is_seen(model: Any, content: dict[str, Any], places: list[str]) -> None:
    typed = validate_and_convert_types(content, (model,), ["answer"], True, True, Configuration())
    assert unparsed(typed) == places
    assert lost(content, typed) == []


def test_what_a_model_does_not_name_or_turns_into_something_else_is_seen() -> None:
    typed = validate_and_convert_types(
        {"type": "query alert", "query": "q", "surprise": 1}, (Monitor,), ["answer"], True, True, Configuration()
    )
    assert unknown(typed) == {"Monitor.surprise"}
    assert lost({"type": "query alert", "query": "other", "more": []}, typed) == [".more", ".surprise", ".query"]


@pytest.mark.parametrize(
    ("kept", "places"),
    [
        ({"a": [{"b": 1, "c": 2}], "more": 3}, []),
        ({"a": [{"b": 2}]}, [".a[0].b"]),
        ({"a": []}, [".a"]),
        ({}, [".a"]),
    ],
)
def test_what_does_not_come_back_as_it_was_sent_is_seen(kept: dict[str, Any], places: list[str]) -> None:
    assert differing({"a": [{"b": 1}]}, kept) == places
