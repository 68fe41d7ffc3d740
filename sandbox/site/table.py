"""Every endpoint the sandbox serves; each module brings its own rows. Fixed paths come before `{id}`."""

from __future__ import annotations

from sandbox.site import (
    accounts,
    asked,
    dashboard_bin,
    dashboards,
    events,
    events_v2,
    hostmuting,
    hosts,
    intake,
    metadata,
    metrics,
    metrics_v2,
    monitor_deletion,
    monitor_search,
    monitors,
    screenboards,
    series,
    series_v2,
    snapshots,
    spans,
    submission,
    tags,
    timeboards,
    traces,
    users,
)
from sandbox.site.call import Endpoint
from sandbox.site.downtimes import v1 as downtimes_v1
from sandbox.site.downtimes import v2 as downtimes_v2

ENDPOINTS: tuple[Endpoint, ...] = (
    *users.ENDPOINTS,
    *accounts.ENDPOINTS,
    *hosts.ENDPOINTS,
    *hostmuting.ENDPOINTS,
    *tags.ENDPOINTS,
    *metrics.ENDPOINTS,
    *metadata.ENDPOINTS,
    *metrics_v2.ENDPOINTS,
    *series.ENDPOINTS,
    *intake.ENDPOINTS,
    *series_v2.ENDPOINTS,
    *submission.ENDPOINTS,
    *snapshots.ENDPOINTS,
    *dashboards.ENDPOINTS,
    *dashboard_bin.ENDPOINTS,
    *timeboards.ENDPOINTS,
    *screenboards.ENDPOINTS,
    *monitor_search.ENDPOINTS,
    *monitor_deletion.ENDPOINTS,
    *monitors.ENDPOINTS,
    *downtimes_v1.ENDPOINTS,
    *downtimes_v2.ENDPOINTS,
    *spans.ENDPOINTS,
    *traces.ENDPOINTS,
    *asked.ENDPOINTS,
    *events.ENDPOINTS,
    *events_v2.ENDPOINTS,
)
