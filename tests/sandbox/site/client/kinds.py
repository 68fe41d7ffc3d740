"""Resources that are made, read, listed, changed and taken away: which calls of the client do it, and with what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from datadog_api_client.v1.api.dashboards_api import DashboardsApi
from datadog_api_client.v1.api.downtimes_api import DowntimesApi as DowntimesV1
from datadog_api_client.v1.api.monitors_api import MonitorsApi
from datadog_api_client.v2.api.downtimes_api import DowntimesApi

from tests.sandbox.site.client.world import NIGHT, N

WEEKEND = {"type": "weeks", "period": 1, "week_days": ["Sat", "Sun"], "until_date": None, "until_occurrences": None}


@dataclass(frozen=True)
class Kind:
    """A resource: how it is made, read, listed, changed and taken away, and where in an answer its fields are."""

    api: type
    make: str
    read: str
    ids: Callable[[Any], list[Any]]
    """The ids in an answer of the call that lists."""
    every: str
    change: str
    remove: str
    key: str
    sent: dict[str, Any]
    changed: dict[str, Any]
    wrapped: Callable[[dict[str, Any], Any], Any] = lambda fields, _: fields
    inner: Callable[[Any], dict[str, Any]] = lambda answer: answer


def downtime(fields: dict[str, Any], number: Any) -> dict[str, Any]:
    return {"data": {"type": "downtime", "attributes": fields, **({"id": number} if number else {})}}


WIDGET = {
    "definition": {
        "type": "timeseries",
        "title": "rolled up",
        "requests": [
            {
                "response_format": "timeseries",
                "queries": [{"data_source": "metrics", "name": "a", "query": "avg:my_metric{*}.rollup(sum, 3600)"}],
                "formulas": [{"formula": "anomalies(a, 'basic', 2)", "alias": "odd"}],
                "display_type": "line",
            }
        ],
    },
    "layout": {"x": 0, "y": 0, "width": 4, "height": 2},
}
BOARD = {
    "title": "Visualizing",
    "description": "by script",
    "layout_type": "ordered",
    "reflow_type": "fixed",
    "widgets": [WIDGET],
    "template_variables": [{"name": "host", "prefix": "host", "available_values": [], "default": "*"}],
    "notify_list": ["iris@example.com"],
    "tags": ["team:lab"],
}
MONITOR = {
    "type": "query alert",
    "name": "my_metric is high",
    "query": "avg(last_5m):avg:my_metric{host:orchid} by {host} > 800",
    "message": "{{#is_alert}}{{host.ip}}{{/is_alert}} @iris@example.com",
    "tags": ["made:by-script"],
    "priority": 3,
    "options": {
        "thresholds": {"critical": 800.0, "warning": 500.0},
        "notify_no_data": True,
        "no_data_timeframe": 10,
        "renotify_interval": 60,
        "escalation_message": "still high",
        "require_full_window": False,
    },
}
KINDS = {
    "dashboard": Kind(
        api=DashboardsApi,
        make="create_dashboard",
        read="get_dashboard",
        ids=lambda listed: [board.id for board in listed.dashboards],
        every="list_dashboards",
        change="update_dashboard",
        remove="delete_dashboard",
        key="dashboard_id",
        sent=BOARD,
        changed={**BOARD, "title": "Changed", "widgets": [], "reflow_type": "auto"},
    ),
    "monitor": Kind(
        api=MonitorsApi,
        make="create_monitor",
        read="get_monitor",
        ids=lambda listed: [monitor.id for monitor in listed],
        every="list_monitors",
        change="update_monitor",
        remove="delete_monitor",
        key="monitor_id",
        sent=MONITOR,
        changed={"name": "Changed", "options": {"thresholds": {"critical": 800.0}, "on_missing_data": "default"}},
    ),
    "downtime-v1": Kind(
        api=DowntimesV1,
        make="create_downtime",
        read="get_downtime",
        ids=lambda listed: [downtime.id for downtime in listed],
        every="list_downtimes",
        change="update_downtime",
        remove="cancel_downtime",
        key="downtime_id",
        sent={
            "scope": ["host:orchid", "env:lab"],
            "monitor_id": 1234,
            "start": N + 60,
            "end": N + 3660,
            "timezone": "Europe/Berlin",
            "message": "quiet @iris@example.com",
            "recurrence": WEEKEND,
            "mute_first_recovery_notification": True,
            "notify_end_states": ["alert"],
            "notify_end_types": ["canceled"],
        },
        changed={"scope": ["*"], "message": None, "recurrence": None},
    ),
    "downtime-v2": Kind(
        api=DowntimesApi,
        make="create_downtime",
        read="get_downtime",
        ids=lambda listed: [downtime.id for downtime in listed.data],
        every="list_downtimes",
        change="update_downtime",
        remove="cancel_downtime",
        key="downtime_id",
        sent={
            "scope": "env:(lab OR prod)",
            "monitor_identifier": {"monitor_id": 1234},
            "message": "quiet @iris@example.com",
            "display_timezone": "America/New_York",
            "schedule": NIGHT,
            "mute_first_recovery_notification": True,
            "notify_end_states": ["alert", "warn"],
            "notify_end_types": ["canceled", "expired"],
        },
        changed={"scope": "*", "monitor_identifier": {"monitor_tags": ["team:lab"]}, "message": None},
        wrapped=downtime,
        inner=lambda answer: answer["data"]["attributes"],
    ),
}
