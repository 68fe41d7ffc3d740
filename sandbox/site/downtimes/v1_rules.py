"""What version 1 refuses in a downtime and what it fills in. A document in, a document or a refusal out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox.site.downtimes.recurrence import WEEK_DAYS, checked_rule, zone
from sandbox.site.errors import refused
from sandbox.site.state import Document, Organisation

_TYPES = ("days", "weeks", "months", "years", "rrule")
_DEFAULTS: Document = {
    "monitor_id": None,
    "message": None,
    "timezone": "UTC",
    "recurrence": None,
    "mute_first_recovery_notification": False,
    "notify_end_types": ["expired"],
    "notify_end_states": ["alert", "no data", "warn"],
}
_SETTABLE = ("scope", "monitor_tags", "start", "end")


def checked(organisation: Organisation, sent: Document) -> Document:
    """The fields a client may set, filled in; a Refused with status 400 when the API would not take them."""
    fields = {**_DEFAULTS, **{name: value for name, value in sent.items() if name in (*_DEFAULTS, *_SETTABLE)}}
    fields["scope"] = scope_of(fields.get("scope"))
    monitor_id = fields["monitor_id"]
    if monitor_id is not None and organisation.get("monitors", monitor_id) is None:
        raise refused(400, f"Monitor {monitor_id} not found")
    fields["monitor_tags"] = _monitor_tags(fields.get("monitor_tags"))
    _check_times(fields)
    fields["recurrence"] = _recurrence(fields["recurrence"])
    return fields


def scope_of(value: Any) -> list[str]:
    """A scope as it is kept: a list, however it was sent."""
    if isinstance(value, str) and value:
        return [part.strip() for part in value.split(",")]
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return value
    raise refused(400, "Missing required attributes: scope")


def _monitor_tags(value: Any) -> list[str]:
    return value if isinstance(value, list) and value else ["*"]


def _check_times(fields: Document) -> None:
    try:
        zone(fields["timezone"])
    except (ValueError, TypeError):
        raise refused(400, "The value provided for parameter 'timezone' is invalid") from None
    for name in ("start", "end"):
        value = fields[name]
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise refused(400, f"The value provided for parameter '{name}' is invalid")
    if fields["end"] is not None and fields["end"] <= fields["start"]:
        raise refused(400, "The end time must be after the start time")


def _recurrence(value: Any) -> Document | None:
    """Taken without an end of the downtime too, as recorded in 2021: it then lasts for ever."""
    if value is None:
        return None
    if not isinstance(value, dict) or value.get("type") not in _TYPES:
        raise refused(400, "Invalid recurrence type")
    if value["type"] == "rrule":
        return _rrule(value)
    period = value.get("period", 1)
    if isinstance(period, bool) or not isinstance(period, int) or period < 1:
        raise refused(400, "Invalid recurrence period")
    days = value.get("week_days")
    if days is not None and not (isinstance(days, list) and set(days) <= set(WEEK_DAYS)):
        raise refused(400, "Invalid set of days in week_days. Be sure that the first letter is capitalized.")
    recurrence: Document = {"type": value["type"], "period": period}
    return recurrence | {name: value.get(name) for name in ("week_days", "until_occurrences", "until_date")}


def _rrule(value: Document) -> Document:
    rule = str(value.get("rrule", ""))
    try:
        checked_rule(rule.removeprefix("RRULE:"), start=datetime(2020, 1, 1))  # noqa: DTZ001 - rules are local
    except (ValueError, TypeError, IndexError):
        raise refused(400, "Invalid rrule") from None
    return {"type": "rrule", "rrule": rule}
