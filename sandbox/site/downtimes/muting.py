"""Which version 1 downtimes silence a monitor now. Version 2 downtimes are shown by their own endpoint only."""

from __future__ import annotations

from sandbox.site.downtimes.v1_view import view
from sandbox.site.state import Document, Organisation


def active_of(organisation: Organisation, monitor_id: int, *, now: float) -> list[Document]:
    """Active version 1 downtimes that name the monitor."""
    return [downtime for downtime in _active(organisation, now) if downtime["monitor_id"] == monitor_id]


def matching(organisation: Organisation, monitor: Document, *, now: float) -> list[Document]:
    """Active version 1 downtimes that reach the monitor by id or by its tags."""
    names = ("id", "active", "monitor_id", "start", "end", "scope")
    return [
        {name: each[name] for name in names} | {"groups": ["total"]}
        for each in reaching(organisation, monitor, now=now)
    ]


def reaching(organisation: Organisation, monitor: Document, *, now: float) -> list[Document]:
    """The same downtimes, whole."""
    return [
        each
        for each in _active(organisation, now)
        if each["monitor_id"] == monitor["id"] or (each["monitor_id"] is None and _tagged(each, monitor))
    ]


def _tagged(downtime: Document, monitor: Document) -> bool:
    return all(tag == "*" or tag in monitor["tags"] for tag in downtime["monitor_tags"])


def _active(organisation: Organisation, now: float) -> list[Document]:
    views = [view(downtime, now=now) for downtime in organisation.all("downtimes_v1")]
    return [each for each in views if each["active"]]
