"""A small organisation for the tests, and the clock they share. Every name and key is invented."""

from __future__ import annotations

import copy
from typing import Any

from sandbox.site import OrganisationSeed, load_seed

NOW = 1_790_000_000.0  # Monday, 21 September 2026, 14:13:20 UTC

API_KEY = "0000fake0000fake0000fake0000fa01"
APP_KEY = "0000fake0000fake0000fake0000fake0000fa01"
READ_KEY = "0000fake0000fake0000fake0000fake0000fa02"

TRIAL: dict[str, Any] = {
    "name": "Trial of Iris Example",
    "public_id": "fa1e0001",
    "api_keys": [API_KEY],
    "application_keys": [
        {"key": APP_KEY, "owner": "iris@example.com"},
        {"key": READ_KEY, "owner": "iris@example.com", "scopes": ["monitors_read", "hosts_read"]},
    ],
    "users": [{"email": "iris@example.com", "name": "Iris Example"}],
    "hosts": [
        {
            "name": "orchid",
            "apps": ["agent", "ntp", "(no-namespace)", "trace"],
            "tags": {"Datadog": ["env:lab", "role:web"], "Users": ["typed:here"]},
            "agent_version": "7.60.1",
            "meta": {
                "gohai": {"platform": {"hostname": "orchid"}},
                "agent_checks": [["ntp", "ntp", "ntp:1", "OK", "", ""]],
            },
        },
        {"name": "gone", "last_reported": "now-4h", "up": False},
    ],
    "metrics": {"my_metric": {"type": "gauge"}, "system.cpu.user": {"unit": "percent"}},
    "series": [
        {"metric": "my_metric", "host": "orchid", "every": 45, "low": 0, "high": 1000, "whole": True, "phase": 7},
        {"metric": "system.cpu.user", "host": "orchid", "shape": "wave", "high": 100},
    ],
    "services": [
        {
            "service": "flaskapp",
            "env": "lab",
            "host": "orchid",
            "resources": [
                {"name": "GET /", "custom": {"http": {"method": "GET", "status_code": "200"}}},
                {"name": "GET /api/apm", "custom": {"http": {"method": "GET", "status_code": "200"}}},
            ],
        }
    ],
    "dashboards": [
        {
            "id": "abc-def-ghi",
            "title": "My board",
            "widgets": [
                {
                    "definition": {
                        "type": "timeseries",
                        "requests": [{"q": "avg:my_metric{host:orchid}", "display_type": "line"}],
                    }
                }
            ],
        }
    ],
    "monitors": [
        {
            "id": 1234,
            "name": "my_metric is high",
            "query": "avg(last_5m):avg:my_metric{host:orchid} by {host} > 800",
            "message": "{{#is_alert}}{{value}}{{/is_alert}} @iris@example.com",
            "options": {
                "thresholds": {"critical": 800, "warning": 500},
                "notify_no_data": True,
                "no_data_timeframe": 10,
            },
            "groups": {"host:orchid": {"status": "Alert", "last_triggered": "now-10m", "last_notified": "now-10m"}},
        }
    ],
}


def trial(**changes: Any) -> OrganisationSeed:
    return load_seed({**copy.deepcopy(TRIAL), **changes})
