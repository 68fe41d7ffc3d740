"""A downtime as version 2 tells it now, and a version 1 downtime turned into the same. Pure."""

from __future__ import annotations

from datetime import datetime

from sandbox.site.downtimes.recurrence import duration, occurrence, rule_of, zone
from sandbox.site.downtimes.v1 import KIND as KIND_V1
from sandbox.site.downtimes.v1_view import view as view_v1
from sandbox.site.downtimes.v2_rules import CLIENT_FIELDS
from sandbox.site.moments import iso, iso_seconds, seconds_of
from sandbox.site.state import Document


def view(document: Document, *, now: float) -> Document:
    schedule = dict(document["schedule"])
    if "recurrences" in schedule:
        spans = [span for each in schedule["recurrences"] if (span := _occurrence(each, schedule["timezone"], now=now))]
        current = min(spans, default=None)
        schedule["current_downtime"] = {
            "start": iso_seconds(current[0]) if current else None,
            "end": iso_seconds(current[1]) if current else None,
        }
        status = "ended" if current is None else "active" if current[0] <= now else "scheduled"
    else:
        begins = seconds_of(schedule["start"], now=now)
        ends = None if schedule["end"] is None else seconds_of(schedule["end"], now=now)
        status = "scheduled" if begins > now else "ended" if ends is not None and ends <= now else "active"
    if KIND_V1 in document:
        status = view_v1(document[KIND_V1], now=now)["status"]
    canceled = document["canceled"]
    return {
        **{name: document[name] for name in CLIENT_FIELDS},
        "schedule": schedule,
        "status": "canceled" if canceled is not None else status,
        "created": iso(document["created"]),
        "modified": iso(document["modified"]),
        "canceled": None if canceled is None else iso(canceled),
    }


def _occurrence(recurrence: Document, timezone: str, *, now: float) -> tuple[float, float] | None:
    return occurrence(
        recurrence["rrule"],
        start=datetime.fromisoformat(recurrence["start"]),
        lasting=duration(recurrence["duration"]),
        timezone=timezone,
        now=now,
    )


def converted(first: Document) -> Document:
    """A version 1 downtime as version 2 tells it."""
    local = zone(first["timezone"])
    identifier: Document = {"monitor_tags": first["monitor_tags"]}
    if first["monitor_id"] is not None:
        identifier = {"monitor_id": first["monitor_id"]}
    schedule: Document = {
        "start": iso(first["start"]),
        "end": None if first["end"] is None else iso(first["end"]),
    }
    if first["recurrence"] and first["end"] is not None:
        start = datetime.fromtimestamp(first["start"], local).replace(tzinfo=None)
        recurrence = {
            "start": start.isoformat(),
            "duration": _spelled(first["end"] - first["start"]),
            "rrule": rule_of(first["recurrence"], timezone=first["timezone"]),
        }
        schedule = {"recurrences": [recurrence], "timezone": first["timezone"]}
    return {
        "id": first["uuid"],
        "scope": " AND ".join(first["scope"]),
        "monitor_identifier": identifier,
        "schedule": schedule,
        "message": first["message"],
        "display_timezone": first["timezone"],
        "mute_first_recovery_notification": first["mute_first_recovery_notification"],
        "notify_end_states": first["notify_end_states"],
        "notify_end_types": first["notify_end_types"],
        "created": first["created"],
        "modified": first["modified"],
        "canceled": first["canceled"],
        "author": "",
        KIND_V1: first,
    }


def _spelled(seconds: int) -> str:
    for unit, size in (("d", 86400), ("h", 3600)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{-(-seconds // 60)}m"
