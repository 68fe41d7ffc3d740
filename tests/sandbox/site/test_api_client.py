"""The client of today (PyPI `datadog-api-client`) reads and writes; its models must leave nothing unparsed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.exceptions import ApiException, ForbiddenException, NotFoundException
from datadog_api_client.model_utils import validate_and_convert_types
from datadog_api_client.v1.api.dashboards_api import DashboardsApi
from datadog_api_client.v1.api.downtimes_api import DowntimesApi as DowntimesV1
from datadog_api_client.v1.api.events_api import EventsApi
from datadog_api_client.v1.api.hosts_api import HostsApi
from datadog_api_client.v1.api.metrics_api import MetricsApi
from datadog_api_client.v1.api.monitors_api import MonitorsApi
from datadog_api_client.v1.api.organizations_api import OrganizationsApi
from datadog_api_client.v1.api.tags_api import TagsApi
from datadog_api_client.v1.model.monitor import Monitor
from datadog_api_client.v2.api.apm_api import APMApi
from datadog_api_client.v2.api.downtimes_api import DowntimesApi
from datadog_api_client.v2.api.events_api import EventsApi as EventsV2
from datadog_api_client.v2.api.key_management_api import KeyManagementApi
from datadog_api_client.v2.api.metrics_api import MetricsApi as MetricsV2
from datadog_api_client.v2.api.spans_api import SpansApi
from datadog_api_client.v2.api.users_api import UsersApi
from datadog_api_client.v2.model.downtime_response import DowntimeResponse

from tests.sandbox.site.asking import ask
from tests.sandbox.site.seeds import NOW
from tests.sandbox.site.unparsed import unparsed

pytestmark = pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")
N = int(NOW)
WINDOW: dict[str, Any] = {"from": (N - 600) * 1000, "to": N * 1000}
QUERY = {"data_source": "metrics", "name": "a", "query": "avg:my_metric{*} by {host}"}
SEARCH = {"filter": {"query": "service:flaskapp", "from": "now-15m", "to": "now"}, "page": {"limit": 3}}
COUNT = {"aggregation": "count", "type": "timeseries", "interval": "5m"}

READS: list[tuple[str, Callable[[ApiClient], Any]]] = [
    ("validate_api_key", lambda c: KeyManagementApi(c).validate_api_key()),
    ("current_user", lambda c: UsersApi(c).get_current_user()),
    ("users", lambda c: UsersApi(c).list_users()),
    ("own keys", lambda c: KeyManagementApi(c).list_current_user_application_keys()),
    ("org", lambda c: OrganizationsApi(c).list_orgs()),
    ("hosts", lambda c: HostsApi(c).list_hosts(include_hosts_metadata=True)),
    ("totals", lambda c: HostsApi(c).get_host_totals()),
    ("tag map", lambda c: TagsApi(c).list_host_tags()),
    ("tags", lambda c: TagsApi(c).get_host_tags("orchid", source="datadog")),
    ("active metrics", lambda c: MetricsApi(c).list_active_metrics(_from=N - 3600, host="orchid")),
    ("metadata", lambda c: MetricsApi(c).get_metric_metadata("my_metric")),
    ("metric tags", lambda c: MetricsV2(c).list_tags_by_metric_name("my_metric")),
    ("query", lambda c: MetricsApi(c).query_metrics(_from=N - 600, to=N, query="avg:system.cpu.user{*}")),
    (
        "timeseries",
        lambda c: MetricsV2(c).query_timeseries_data(
            body={"data": {"type": "timeseries_request", "attributes": {**WINDOW, "queries": [QUERY]}}}
        ),
    ),
    (
        "scalar",
        lambda c: MetricsV2(c).query_scalar_data(
            body={"data": {"type": "scalar_request", "attributes": {**WINDOW, "queries": [QUERY]}}}
        ),
    ),
    ("dashboards", lambda c: DashboardsApi(c).list_dashboards()),
    ("dashboard", lambda c: DashboardsApi(c).get_dashboard("abc-def-ghi")),
    ("monitors", lambda c: MonitorsApi(c).list_monitors(group_states="all", with_downtimes=True)),
    ("monitor", lambda c: MonitorsApi(c).get_monitor(1234, group_states="all", with_downtimes=True)),
    ("monitor search", lambda c: MonitorsApi(c).search_monitors()),
    ("monitor groups", lambda c: MonitorsApi(c).search_monitor_groups()),
    ("downtimes v1", lambda c: DowntimesV1(c).list_downtimes()),
    ("downtimes v2", lambda c: DowntimesApi(c).list_downtimes(include="created_by,monitor")),
    ("downtime matches", lambda c: DowntimesApi(c).list_monitor_downtimes(1234)),
    (
        "spans",
        lambda c: SpansApi(c).list_spans(body={"data": {"type": "search_request", "attributes": SEARCH}}),
    ),
    ("spans by GET", lambda c: SpansApi(c).list_spans_get(filter_query="env:lab", page_limit=2)),
    (
        "span buckets",
        lambda c: SpansApi(c).aggregate_spans(
            body={
                "data": {
                    "type": "aggregate_request",
                    "attributes": {
                        "compute": [COUNT],
                        "filter": SEARCH["filter"],
                        "group_by": [{"facet": "resource_name"}],
                    },
                }
            }
        ),
    ),
    ("services", lambda c: APMApi(c).get_service_list(filter_env="*")),
    ("events v1", lambda c: EventsApi(c).list_events(start=N - 86400, end=N)),
    ("events v2", lambda c: EventsV2(c).list_events(filter_from="now-1d", filter_to="now")),
]


@pytest.mark.parametrize("read", [read for _, read in READS], ids=[name for name, _ in READS])
def test_the_client_understands_every_answer(client: ApiClient, read: Callable[[ApiClient], Any]) -> None:
    assert unparsed(read(client)) == []


@pytest.mark.parametrize(
    ("model", "content"),
    [(Monitor, {"type": "strange alert", "query": "q"}), (DowntimeResponse, {"data": {"type": "nothing"}})],
)
def test_what_the_client_does_not_understand_is_seen(model: Any, content: dict[str, Any]) -> None:
    typed = validate_and_convert_types(content, (model,), ["answer"], True, True, Configuration())
    assert unparsed(typed) != []


def test_a_monitor_and_both_kinds_of_downtimes_are_written_and_read_back(client: ApiClient) -> None:
    monitors, old, new = MonitorsApi(client), DowntimesV1(client), DowntimesApi(client)
    monitor = monitors.create_monitor(
        body={"type": "metric alert", "query": "avg(last_5m):avg:my_metric{*} by {host} > 10", "name": "m"}
    )
    week = {"type": "weeks", "period": 1, "week_days": ["Sat", "Sun"]}
    first = old.create_downtime(
        body={"scope": ["*"], "monitor_id": monitor.id, "start": N + 60, "end": N + 3660, "recurrence": week}
    )
    attributes = {
        "scope": "env:(lab OR prod)",
        "monitor_identifier": {"monitor_id": monitor.id},
        "message": "@iris@example.com",
        "schedule": {
            "timezone": "Europe/Berlin",
            "recurrences": [
                {"start": "2026-09-21T19:00:00", "duration": "14h", "rrule": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"}
            ],
        },
    }
    second = new.create_downtime(body={"data": {"type": "downtime", "attributes": attributes}})
    answers = [monitor, first, second, new.list_downtimes(), old.list_downtimes(), new.get_downtime(second.data.id)]
    assert [unparsed(answer) for answer in answers] == [[]] * len(answers)
    assert [str(each.id) for each in new.list_downtimes().data] == [second.data.id, str(first.uuid)]
    assert [each.id for each in old.list_downtimes()] == [first.id]
    assert "relationships" not in new.get_downtime(second.data.id).data
    current = new.get_downtime(second.data.id).data.attributes.schedule.current_downtime
    assert current.start.timestamp() == 1790010000  # 19:00 in Berlin, on the day of the clock


def test_a_version_2_downtime_is_refused_to_version_1(base: str, client: ApiClient) -> None:
    attributes = {"scope": "*", "monitor_identifier": {"monitor_tags": ["*"]}}
    made = DowntimesApi(client).create_downtime(body={"data": {"type": "downtime", "attributes": attributes}})
    refused = ask(base, "GET", f"/api/v1/downtime/{made.data.id}")
    assert refused.status == 422
    assert refused.errors == ["V2 downtimes can only be accessed from a V2 endpoint"]


def test_pages_of_spans_are_walked_to_the_end(client: ApiClient) -> None:
    walked = SpansApi(client).list_spans_get_with_pagination(filter_query="service:flaskapp", page_limit=4)
    spans = list(walked)
    assert len(spans) == len({span.id for span in spans}) == 15  # one request a minute, fifteen minutes live


def test_pages_of_monitors_dashboards_and_downtimes_end_where_the_lists_do(client: ApiClient) -> None:
    board = {"title": "x", "layout_type": "ordered", "widgets": []}
    for _ in range(4):
        DashboardsApi(client).create_dashboard(body=board)
    boards = list(DashboardsApi(client).list_dashboards_with_pagination(count=2))
    assert len({each.id for each in boards}) == 5
    attributes = {"scope": "*", "monitor_identifier": {"monitor_tags": ["*"]}}
    for _ in range(3):
        DowntimesApi(client).create_downtime(body={"data": {"type": "downtime", "attributes": attributes}})
    assert len(list(DowntimesApi(client).list_downtimes_with_pagination(page_limit=2))) == 3
    assert DowntimesApi(client).list_downtimes(page_limit=2).meta.page.total_filtered_count == 3
    assert len(list(MonitorsApi(client).list_monitors_with_pagination(page_size=1))) == 1


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda c: MonitorsApi(c).get_monitor(99), NotFoundException, "Monitor not found"),
        (lambda c: DashboardsApi(c).get_dashboard("x-y-z"), NotFoundException, "Dashboard with ID x-y-z not found"),
        (lambda c: DowntimesApi(c).get_downtime("nonsense"), ApiException, "downtime_id must be an uuid"),
        (
            lambda c: DowntimesApi(c).get_downtime("00000000-0000-1234-0000-000000000000"),
            NotFoundException,
            "Downtime not found",
        ),
        (lambda c: DowntimesV1(c).get_downtime(1), NotFoundException, "Downtime not found"),
        (lambda c: MetricsApi(c).get_metric_metadata("never.sent"), NotFoundException, "not found"),
        (lambda c: MonitorsApi(c).list_monitors(group_states="frobnicated"), ApiException, "group_states"),
        (lambda c: TagsApi(c).get_host_tags("nobody"), NotFoundException, "not found"),
    ],
)
def test_what_is_not_there_gets_the_right_class_and_words(
    client: ApiClient, call: Callable[[ApiClient], Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error) as refusal:
        call(client)
    assert words in str(refusal.value)


def test_a_wrong_key_is_forbidden(client_with: Callable[..., ApiClient]) -> None:
    with pytest.raises(ForbiddenException):
        MonitorsApi(client_with(app_key="0" * 40)).list_monitors()


def test_series_are_taken_compressed_and_in_both_versions(client: ApiClient) -> None:
    point = {"metric": "sent.v1", "host": "orchid", "points": [[N - 30, 3.0]]}
    MetricsApi(client).submit_metrics(body={"series": [point]}, content_encoding="deflate")
    series = {
        "metric": "sent.v2",
        "type": 3,
        "points": [{"timestamp": N - 30, "value": 4.0}],
        "resources": [{"name": "orchid", "type": "host"}],
    }
    MetricsV2(client).submit_metrics(body={"series": [series]}, content_encoding="gzip")
    answer = MetricsApi(client).query_metrics(
        _from=N - 600, to=N, query="avg:sent.v1{role:web} + avg:sent.v2{host:orchid}"
    )
    assert [point.value[1] for point in answer.series[0].pointlist] == [7.0]
