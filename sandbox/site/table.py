"""Every endpoint the sandbox serves; each module brings its own rows. Order matters where paths overlap."""

from __future__ import annotations

from sandbox.site import dashboards, downtimes_v1, hosts, monitors, series, users
from sandbox.site.call import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *users.ENDPOINTS,
    *hosts.ENDPOINTS,
    *series.ENDPOINTS,
    *dashboards.ENDPOINTS,
    *monitors.ENDPOINTS,
    *downtimes_v1.ENDPOINTS,
)
