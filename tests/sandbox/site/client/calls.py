"""Every call of `datadog-api-client` that the sandbox answers: class, operation, arguments, what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from datadog_api_client import ApiClient
from datadog_api_client.v1.api.authentication_api import AuthenticationApi
from datadog_api_client.v1.api.dashboards_api import DashboardsApi
from datadog_api_client.v1.api.downtimes_api import DowntimesApi as DowntimesV1
from datadog_api_client.v1.api.events_api import EventsApi as EventsV1
from datadog_api_client.v1.api.hosts_api import HostsApi
from datadog_api_client.v1.api.metrics_api import MetricsApi as MetricsV1
from datadog_api_client.v1.api.monitors_api import MonitorsApi
from datadog_api_client.v1.api.organizations_api import OrganizationsApi
from datadog_api_client.v1.api.service_checks_api import ServiceChecksApi
from datadog_api_client.v1.api.snapshots_api import SnapshotsApi
from datadog_api_client.v1.api.tags_api import TagsApi
from datadog_api_client.v2.api.apm_api import APMApi
from datadog_api_client.v2.api.downtimes_api import DowntimesApi
from datadog_api_client.v2.api.events_api import EventsApi
from datadog_api_client.v2.api.key_management_api import KeyManagementApi
from datadog_api_client.v2.api.metrics_api import MetricsApi
from datadog_api_client.v2.api.spans_api import SpansApi
from datadog_api_client.v2.api.users_api import UsersApi

from tests.sandbox.site.client.world import BOARD, EVENT, FIRST, FIRST_UUID, MONITOR, NIGHT, SECOND, USER, N

WINDOW = {"from": (N - 600) * 1000, "to": N * 1000}
QUERY = {"data_source": "metrics", "name": "a", "query": "avg:system.cpu.user{*} by {host}"}
SEARCH = {"filter": {"query": "service:flaskapp", "from": "now-15m", "to": "now"}, "page": {"limit": 3}}
SPAN_COUNTS = {
    "compute": [{"aggregation": "count", "type": "timeseries", "interval": "5m"}],
    "filter": SEARCH["filter"],
    "group_by": [{"facet": "resource_name"}],
}
POINT = {"metric": "sent.v1", "host": "orchid", "points": [[N - 30, 3.0]]}
SERIES = {"metric": "sent.v2", "type": 3, "points": [{"timestamp": N - 30, "value": 4.0}]}
NEW_MONITOR = {"type": "query alert", "query": "avg(last_5m):avg:my_metric{*} by {host} > 10", "name": "m"}
NEW_USER = {"type": "users", "attributes": {"email": "ada@example.com", "name": "Ada Example"}}
CHECK = {"check": "app.ok", "host_name": "orchid", "status": 0, "tags": ["env:lab"]}


@dataclass(frozen=True)
class Call:
    api: type
    operation: str
    arguments: dict[str, Any] = field(default_factory=dict)
    gives: str = "NoneType"
    """The name of the client's model; `[Model]` for a list of them."""
    before: tuple[Call, ...] = ()

    def __call__(self, client: ApiClient) -> Any:
        for each in self.before:
            each(client)
        return getattr(self.api(client), self.operation)(**self.arguments)

    def __str__(self) -> str:
        return f"{self.api.__module__.split('.')[1]}-{self.operation}"

    def endpoint(self, client: ApiClient) -> tuple[str, str]:
        """Method and path as the client has them."""
        settings = getattr(self.api(client), f"_{self.operation}_endpoint").settings
        return settings["http_method"], settings["endpoint_path"]


def _data(kind: str, attributes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"body": {"data": {"type": kind, "attributes": attributes, **more}}}


_BOARDS = {"body": {"data": [{"id": "bin-bin-bin", "type": "dashboard"}]}}
_MUTE = Call(HostsApi, "mute_host", {"host_name": "fern", "body": {"end": N + 60}}, "HostMuteResponse")

CALLS = (
    Call(AuthenticationApi, "validate", gives="AuthenticationValidationResponse"),
    Call(OrganizationsApi, "list_orgs", gives="OrganizationListResponse"),
    Call(OrganizationsApi, "get_org", {"public_id": "fa1e0001"}, "OrganizationResponse"),
    Call(HostsApi, "list_hosts", {"include_hosts_metadata": True}, "HostListResponse"),
    Call(HostsApi, "get_host_totals", gives="HostTotals"),
    Call(HostsApi, "mute_host", {"host_name": "orchid", "body": {"end": N + 60, "message": "m"}}, "HostMuteResponse"),
    Call(HostsApi, "unmute_host", {"host_name": "fern"}, "HostMuteResponse", before=(_MUTE,)),
    Call(TagsApi, "list_host_tags", gives="TagToHosts"),
    Call(TagsApi, "get_host_tags", {"host_name": "orchid", "source": "datadog"}, "HostTags"),
    Call(TagsApi, "create_host_tags", {"host_name": "fern", "body": {"tags": ["a:b"]}}, "HostTags"),
    Call(TagsApi, "update_host_tags", {"host_name": "fern", "body": {"tags": ["c:d"]}}, "HostTags"),
    Call(TagsApi, "delete_host_tags", {"host_name": "fern"}),
    Call(MetricsV1, "list_active_metrics", {"_from": N - 3600, "host": "orchid"}, "MetricsListResponse"),
    Call(MetricsV1, "list_metrics", {"q": "metrics:my"}, "MetricSearchResponse"),
    Call(MetricsV1, "get_metric_metadata", {"metric_name": "my_metric"}, "MetricMetadata"),
    Call(
        MetricsV1,
        "update_metric_metadata",
        {"metric_name": "my_metric", "body": {"description": "mine"}},
        "MetricMetadata",
    ),
    Call(
        MetricsV1,
        "query_metrics",
        {"_from": N - 600, "to": N, "query": "avg:system.cpu.user{*}"},
        "MetricsQueryResponse",
    ),
    Call(MetricsV1, "submit_metrics", {"body": {"series": [POINT]}}, "IntakePayloadAccepted"),
    Call(ServiceChecksApi, "submit_service_check", {"body": [CHECK]}, "IntakePayloadAccepted"),
    Call(SnapshotsApi, "get_graph_snapshot", {"start": N - 60, "end": N, "metric_query": "a{*}"}, "GraphSnapshot"),
    Call(DashboardsApi, "list_dashboards", gives="DashboardSummary"),
    Call(DashboardsApi, "get_dashboard", {"dashboard_id": "abc-def-ghi"}, "Dashboard"),
    Call(DashboardsApi, "create_dashboard", {"body": BOARD}, "Dashboard"),
    Call(DashboardsApi, "update_dashboard", {"dashboard_id": "put-put-put", "body": BOARD}, "Dashboard"),
    Call(DashboardsApi, "delete_dashboard", {"dashboard_id": "del-del-del"}, "DashboardDeleteResponse"),
    Call(DashboardsApi, "delete_dashboards", _BOARDS),
    Call(
        DashboardsApi,
        "restore_dashboards",
        {"body": {"data": [{"id": "rst-rst-rst", "type": "dashboard"}]}},
        before=(Call(DashboardsApi, "delete_dashboard", {"dashboard_id": "rst-rst-rst"}),),
    ),
    Call(MonitorsApi, "list_monitors", {"group_states": "all", "with_downtimes": True}, "[Monitor]"),
    Call(MonitorsApi, "get_monitor", {"monitor_id": 1234, "group_states": "all", "with_downtimes": True}, "Monitor"),
    Call(MonitorsApi, "create_monitor", {"body": NEW_MONITOR}, "Monitor"),
    Call(MonitorsApi, "update_monitor", {"monitor_id": MONITOR, "body": {"name": "new"}}, "Monitor"),
    Call(MonitorsApi, "delete_monitor", {"monitor_id": MONITOR + 1}, "DeletedMonitor"),
    Call(MonitorsApi, "check_can_delete_monitor", {"monitor_ids": [1234]}, "CheckCanDeleteMonitorResponse"),
    Call(MonitorsApi, "validate_monitor", {"body": NEW_MONITOR}, "dict"),
    Call(MonitorsApi, "validate_existing_monitor", {"monitor_id": 1234, "body": NEW_MONITOR}, "dict"),
    Call(MonitorsApi, "search_monitors", gives="MonitorSearchResponse"),
    Call(MonitorsApi, "search_monitor_groups", gives="MonitorGroupSearchResponse"),
    Call(DowntimesV1, "list_downtimes", {"with_creator": True}, "[Downtime]"),
    Call(DowntimesV1, "get_downtime", {"downtime_id": FIRST}, "Downtime"),
    Call(DowntimesV1, "create_downtime", {"body": {"scope": ["host:fern"], "start": N, "end": N + 60}}, "Downtime"),
    Call(DowntimesV1, "update_downtime", {"downtime_id": FIRST, "body": {"message": "m"}}, "Downtime"),
    Call(DowntimesV1, "cancel_downtime", {"downtime_id": FIRST + 1}),
    Call(DowntimesV1, "cancel_downtimes_by_scope", {"body": {"scope": "role:gone"}}, "CanceledDowntimesIds"),
    Call(DowntimesV1, "list_monitor_downtimes", {"monitor_id": 1234}, "[Downtime]"),
    Call(EventsV1, "list_events", {"start": N - 86400, "end": N}, "EventListResponse"),
    Call(EventsV1, "get_event", {"event_id": EVENT}, "EventResponse"),
    Call(EventsV1, "create_event", {"body": {"title": "t", "text": "x", "tags": ["a:b"]}}, "EventCreateResponse"),
    Call(KeyManagementApi, "validate", gives="ValidateV2Response"),
    Call(KeyManagementApi, "validate_api_key", gives="ValidateAPIKeyResponse"),
    Call(KeyManagementApi, "list_current_user_application_keys", gives="ListApplicationKeysResponse"),
    Call(UsersApi, "get_current_user", gives="UserResponse"),
    Call(UsersApi, "list_users", gives="UsersResponse"),
    Call(UsersApi, "get_user", {"user_id": USER}, "UserResponse"),
    Call(UsersApi, "create_user", {"body": {"data": NEW_USER}}, "UserResponse"),
    Call(UsersApi, "disable_user", {"user_id": USER}),
    Call(MetricsApi, "list_tag_configurations", {"page_size": 2}, "MetricsAndMetricTagConfigurationsResponse"),
    Call(MetricsApi, "list_tags_by_metric_name", {"metric_name": "my_metric"}, "MetricAllTagsResponse"),
    Call(
        MetricsApi,
        "list_active_metric_configurations",
        {"metric_name": "my_metric"},
        "MetricSuggestedTagsAndAggregationsResponse",
    ),
    Call(MetricsApi, "list_metric_assets", {"metric_name": "my_metric"}, "MetricAssetsResponse"),
    Call(
        MetricsApi,
        "query_timeseries_data",
        _data("timeseries_request", {**WINDOW, "queries": [QUERY], "interval": 5000, "formulas": [{"formula": "a"}]}),
        "TimeseriesFormulaQueryResponse",
    ),
    Call(
        MetricsApi,
        "query_scalar_data",
        _data("scalar_request", {**WINDOW, "queries": [{**QUERY, "aggregator": "avg"}]}),
        "ScalarFormulaQueryResponse",
    ),
    Call(MetricsApi, "submit_metrics", {"body": {"series": [SERIES]}}, "IntakePayloadAccepted"),
    Call(DowntimesApi, "list_downtimes", {"include": "created_by,monitor"}, "ListDowntimesResponse"),
    Call(DowntimesApi, "get_downtime", {"downtime_id": SECOND, "include": "created_by,monitor"}, "DowntimeResponse"),
    Call(
        DowntimesApi,
        "create_downtime",
        _data("downtime", {"scope": "*", "monitor_identifier": {"monitor_tags": ["*"]}, "schedule": NIGHT}),
        "DowntimeResponse",
    ),
    Call(
        DowntimesApi,
        "update_downtime",
        {"downtime_id": SECOND, **_data("downtime", {"message": "m"}, id=SECOND)},
        "DowntimeResponse",
    ),
    Call(DowntimesApi, "cancel_downtime", {"downtime_id": FIRST_UUID}),
    Call(DowntimesApi, "list_monitor_downtimes", {"monitor_id": 1234}, "MonitorDowntimeMatchResponse"),
    Call(SpansApi, "list_spans", _data("search_request", SEARCH), "SpansListResponse"),
    Call(SpansApi, "list_spans_get", {"filter_query": "env:lab", "page_limit": 2}, "SpansListResponse"),
    Call(SpansApi, "aggregate_spans", _data("aggregate_request", SPAN_COUNTS), "SpansAggregateResponse"),
    Call(APMApi, "get_service_list", {"filter_env": "*"}, "ServiceList"),
    Call(EventsApi, "list_events", {"filter_from": "now-1d", "filter_to": "now"}, "EventsListResponse"),
    Call(EventsApi, "search_events", {"body": {"filter": {"from": "now-1d"}}}, "EventsListResponse"),
)
