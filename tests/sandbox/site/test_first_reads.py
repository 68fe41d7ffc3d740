"""The reads every look at an account begins with, made by the real client over HTTP."""

from __future__ import annotations

from itertools import pairwise

from datadog_api_client import ApiClient
from datadog_api_client.v1.api.authentication_api import AuthenticationApi
from datadog_api_client.v1.api.dashboards_api import DashboardsApi
from datadog_api_client.v1.api.hosts_api import HostsApi
from datadog_api_client.v1.api.metrics_api import MetricsApi
from datadog_api_client.v1.api.monitors_api import MonitorsApi
from datadog_api_client.v2.api.users_api import UsersApi

from tests.sandbox.site.seeds import NOW
from tests.sandbox.site.unparsed import unparsed


def test_a_good_api_key_is_valid(client: ApiClient) -> None:
    assert AuthenticationApi(client).validate().valid is True


def test_the_owner_of_the_application_key_is_the_current_user(client: ApiClient) -> None:
    answer = UsersApi(client).get_current_user()
    assert unparsed(answer) == []
    assert answer.data.attributes.email == "iris@example.com"


def test_hosts_unseen_for_three_hours_are_absent_and_meta_comes_only_when_asked(client: ApiClient) -> None:
    plain = HostsApi(client).list_hosts()
    assert [host.name for host in plain.host_list] == ["orchid"]
    assert plain.host_list[0].meta.to_dict() == {}
    full = HostsApi(client).list_hosts(include_hosts_metadata=True)
    assert unparsed(full) == []
    assert full.host_list[0].meta.agent_version == "7.60.1"


def test_points_come_in_five_second_buckets_at_the_seeded_cadence(client: ApiClient) -> None:
    answer = MetricsApi(client).query_metrics(_from=int(NOW) - 1200, to=int(NOW), query="avg:my_metric{host:orchid}")
    assert unparsed(answer) == []
    times = [point.value[0] for point in answer.series[0].pointlist]
    assert {later - earlier for earlier, later in pairwise(times)} == {45_000}
    assert all(0 <= point.value[1] <= 1000 for point in answer.series[0].pointlist)


def test_dashboards_are_listed_without_widgets_and_read_with_them(client: ApiClient) -> None:
    listed = DashboardsApi(client).list_dashboards()
    assert unparsed(listed) == []
    assert "widgets" not in listed.dashboards[0]
    board = DashboardsApi(client).get_dashboard("abc-def-ghi")
    assert unparsed(board) == []
    assert board.widgets[0].definition.requests[0].q == "avg:my_metric{host:orchid}"


def test_a_monitor_has_float_thresholds_and_group_states_when_asked(client: ApiClient) -> None:
    monitor = MonitorsApi(client).get_monitor(1234, group_states="all")
    assert unparsed(monitor) == []
    assert monitor.options.thresholds.critical == 800.0
    assert monitor.state.groups["host:orchid"].last_notified_ts == int(NOW) - 600
