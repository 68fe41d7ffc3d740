"""The permissions the sandbox knows: what a scope of an application key may be called, and how a role lists them."""

from __future__ import annotations

from sandbox.site import names
from sandbox.site.state import Document

_GROUPS: dict[str, tuple[str, ...]] = {
    "Access Management": ("user_access_read", "org_management", "user_app_keys"),
    "APM": ("apm_read",),
    "Dashboards": ("dashboards_read", "dashboards_write"),
    "Events": ("events_read",),
    "Infrastructure": ("hosts_read", "hosts_write"),
    "Metrics": ("metrics_read", "metrics_metadata_write", "timeseries_query"),
    "Monitors": ("monitors_read", "monitors_write", "monitors_downtime"),
}


def permission_id(name: str) -> str:
    return names.uuid_of("permission", name)


def links() -> list[Document]:
    """As a role points at them."""
    return [{"type": "permissions", "id": permission_id(name)} for group in _GROUPS.values() for name in group]


def resources(*, made: str) -> list[Document]:
    return [
        {
            "type": "permissions",
            "id": permission_id(name),
            "attributes": {
                "name": name,
                "display_name": name.replace("_", " ").title(),
                "description": f"sandbox: {name.replace('_', ' ')}.",
                "created": made,
                "group_name": group,
                "display_type": "write" if name.endswith(("write", "management", "downtime")) else "read",
                "restricted": False,
            },
        }
        for group, listed in _GROUPS.items()
        for name in listed
    ]
