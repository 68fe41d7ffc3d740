"""Which scope of an application key opens which path. Names as Datadog's API reference gives them."""

from __future__ import annotations

_SCOPES = (
    ("/api/v1/hosts", "hosts_read"),
    ("/api/v1/query", "timeseries_query"),
    ("/api/v2/query/", "timeseries_query"),
    ("/api/v1/metrics", "metrics_read"),
    ("/api/v2/metrics", "metrics_read"),
    ("/api/v1/search", "metrics_read"),
    ("/api/v1/dashboard", "dashboards_read"),
    ("/api/v1/monitor", "monitors_read"),
    ("/api/v1/downtime", "monitors_read"),
    # even to read them; monitors_read does not open the second version
    ("/api/v2/downtime", "monitors_downtime"),
    ("/api/v2/spans/", "apm_read"),
    ("/api/v2/apm/", "apm_read"),
)


def scope_of(path: str) -> str:
    """The scope that reading this path takes; "" where both keys alone are enough."""
    return next((scope for prefix, scope in _SCOPES if path.startswith(prefix)), "")
