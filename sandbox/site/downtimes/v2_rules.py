"""What version 2 refuses in a downtime and what it fills in. A document in, a document or a refusal out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox.site.downtimes.recurrence import checked_rule, duration, zone
from sandbox.site.errors import Refused, refused
from sandbox.site.moments import iso, seconds_of
from sandbox.site.state import Document, Organisation

MOST_RECURRENCES = 5
_DEFAULTS: Document = {
    "message": None,
    "display_timezone": "UTC",
    "mute_first_recovery_notification": False,
    "notify_end_states": ["alert", "no data", "warn"],
    "notify_end_types": ["expired"],
}
CLIENT_FIELDS = ("monitor_identifier", "scope", "schedule", *_DEFAULTS)
_STATES = {"alert", "no data", "warn"}
_TYPES = {"expired", "canceled"}


def checked(organisation: Organisation, sent: Document, *, now: float) -> Document:
    fields = {**_DEFAULTS, **{name: value for name, value in sent.items() if name in CLIENT_FIELDS}}
    if not isinstance(fields.get("scope"), str) or not fields["scope"].strip():
        raise _invalid("scope is required")
    fields["monitor_identifier"] = _identifier(organisation, fields.get("monitor_identifier"))
    fields["schedule"] = _schedule(fields.get("schedule"), now=now)
    if not set(fields["notify_end_states"] or []) <= _STATES:
        raise _invalid("notify_end_states")
    if not set(fields["notify_end_types"] or []) <= _TYPES:
        raise _invalid("notify_end_types")
    if fields["display_timezone"] == "":
        fields["display_timezone"] = "UTC"
    if fields["display_timezone"] is not None:
        _zone(fields["display_timezone"], "display_timezone")
    return fields


def _identifier(organisation: Organisation, value: Any) -> Document:
    if not isinstance(value, dict) or len(value.keys() & {"monitor_id", "monitor_tags"}) != 1:
        raise _invalid("monitor_identifier must have one of monitor_id, monitor_tags")
    if "monitor_id" in value:
        if organisation.get("monitors", value["monitor_id"]) is None:
            raise refused(400, f"Monitor {value['monitor_id']} not found")
        return {"monitor_id": value["monitor_id"]}
    tags = value["monitor_tags"]
    if not isinstance(tags, list) or not tags:
        raise _invalid("monitor_tags must not be empty")
    return {"monitor_tags": list(tags)}


def _schedule(value: Any, *, now: float) -> Document:
    if value is None:
        return {"start": iso(now), "end": None}
    if not isinstance(value, dict):
        raise _invalid("schedule")
    if "recurrences" not in value:
        return _one_time(value, now=now)
    recurrences = value["recurrences"]
    if not isinstance(recurrences, list) or not 1 <= len(recurrences) <= MOST_RECURRENCES:
        raise _invalid(f"schedule.recurrences must have 1 to {MOST_RECURRENCES} items")
    timezone = value.get("timezone") or "UTC"
    place = _zone(timezone, "schedule.timezone")
    local_now = datetime.fromtimestamp(now, place).replace(tzinfo=None, microsecond=0)
    return {"recurrences": [_recurrence(each, local_now) for each in recurrences], "timezone": timezone}


def _one_time(value: Document, *, now: float) -> Document:
    try:
        start = seconds_of(value["start"], now=now) if value.get("start") else now
        end = seconds_of(value["end"], now=now) if value.get("end") else None
    except (ValueError, TypeError):
        raise _invalid("schedule.start and schedule.end must be times") from None
    if end is not None and end <= start:
        raise _invalid("schedule.end must be after schedule.start")
    return {"start": iso(start), "end": None if end is None else iso(end)}


def _recurrence(value: Any, local_now: datetime) -> Document:
    if not isinstance(value, dict):
        raise _invalid("schedule.recurrences")
    try:
        start = datetime.fromisoformat(str(value.get("start") or local_now.isoformat()))
    except ValueError:
        raise _invalid("schedule.recurrences.start") from None
    if start.tzinfo is not None:
        raise _invalid("schedule.recurrences.start must not have an offset")
    try:
        duration(str(value.get("duration")))
    except ValueError:
        raise _invalid("schedule.recurrences.duration") from None
    try:
        checked_rule(str(value.get("rrule")), start=start)
    except (ValueError, TypeError, IndexError):
        raise _invalid("schedule.recurrences.rrule") from None
    return {"start": start.isoformat(), "duration": value["duration"], "rrule": value["rrule"]}


def _zone(name: Any, field: str) -> Any:
    try:
        return zone(str(name))
    except ValueError:
        raise _invalid(field) from None


def _invalid(what: str) -> Refused:
    return refused(400, f"Invalid request body: {what}")
