"""A version 1 downtime as it reads now: start and end move with the clock. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox.site.downtimes.recurrence import occurrence, rule_of, zone
from sandbox.site.state import Document


def view(downtime: Document, *, now: float) -> Document:
    """The downtime as it reads now: a recurring one has the start and end of its current or next occurrence."""
    start, end, status = downtime["start"], downtime["end"], "scheduled"
    if downtime["recurrence"] and end is not None and now >= end:
        if found := _occurrence(downtime, now=now):
            start, end = (int(each) for each in found)
        else:
            status = "ended"
    if end is not None and now >= end:
        status = "ended"
    elif start <= now:
        status = "active"
    if downtime["canceled"] is not None:
        status = "canceled"
    return {**downtime, "start": start, "end": end, "status": status, "active": status == "active"}


def _occurrence(downtime: Document, *, now: float) -> tuple[float, float] | None:
    place = zone(downtime["timezone"])
    return occurrence(
        rule_of(downtime["recurrence"], timezone=downtime["timezone"]),
        start=datetime.fromtimestamp(downtime["start"], place).replace(tzinfo=None),
        lasting=timedelta(seconds=downtime["end"] - downtime["start"]),
        timezone=downtime["timezone"],
        now=now,
    )
