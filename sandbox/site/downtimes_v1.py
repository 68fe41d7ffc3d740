"""`/api/v1/downtime`: deprecated, and still what old scripts and clients write. Start and end move with the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from sandbox.site import names
from sandbox.site.call import Call, Endpoint, answer, nothing
from sandbox.site.errors import refused
from sandbox.site.moments import seconds_of
from sandbox.site.recurrence import WEEK_DAYS, checked_rule, occurrence, rule_of, zone
from sandbox.site.seed import DowntimeV1
from sandbox.site.state import Document, Organisation
from sandbox.site.users import legacy_user, user_number

KIND = "downtimes_v1"
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


def list_downtimes(call: Call) -> Response:
    views = [view(downtime, now=call.now) for downtime in call.organisation.all(KIND)]
    if call.says("current_only"):
        views = [each for each in views if each["active"]]
    return answer([_told(call, each) for each in views])


def get_downtime(call: Call) -> Response:
    return answer(_told(call, view(_find(call), now=call.now)))


def create_downtime(call: Call) -> Response:
    number = names.number(call.organisation.seed.identity, KIND, call.organisation.made(KIND), call.now, digits=10)
    fields = checked(call.organisation, {"start": int(call.now), "end": None, **call.fields})
    downtime = _document(call.organisation, fields, number=number, created=call.now, creator=user_number(call.user))
    call.organisation.put(KIND, number, downtime)
    return answer(view(downtime, now=call.now))


def update_downtime(call: Call) -> Response:
    old = _find(call)
    fields = checked(call.organisation, {**old, **call.fields})
    downtime = {**old, **fields, "modified": int(call.now), "updater_id": user_number(call.user)}
    call.organisation.put(KIND, old["id"], downtime)
    return answer(view(downtime, now=call.now))


def cancel_downtime(call: Call) -> Response:
    """It stays readable, as canceled."""
    old = _find(call)
    at = int(call.now)
    canceled = {**old, "canceled": at, "modified": at, "disabled": True, "updater_id": user_number(call.user)}
    call.organisation.put(KIND, old["id"], canceled)
    return nothing("text/html; charset=utf-8")


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


def checked(organisation: Organisation, sent: Document) -> Document:
    """The fields a client may set, filled in; a Refused with status 400 when the API would not take them."""
    fields = {**_DEFAULTS, **{name: value for name, value in sent.items() if name in (*_DEFAULTS, *_SETTABLE)}}
    fields["scope"] = _scope(fields.get("scope"))
    monitor_id = fields["monitor_id"]
    if monitor_id is not None and organisation.get("monitors", monitor_id) is None:
        raise refused(400, f"Monitor {monitor_id} not found")
    fields["monitor_tags"] = _monitor_tags(fields.get("monitor_tags"))
    _check_times(fields)
    fields["recurrence"] = _recurrence(fields["recurrence"], fields)
    return fields


_SETTABLE = ("scope", "monitor_tags", "start", "end")


def _scope(value: Any) -> list[str]:
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


def _recurrence(value: Any, fields: Document) -> Document | None:
    if value is None:
        return None
    if not isinstance(value, dict) or value.get("type") not in _TYPES:
        raise refused(400, "Invalid recurrence type")
    if fields["end"] is None:
        raise refused(400, "Recurring downtimes must have an end time")
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


def _document(organisation: Organisation, fields: Document, *, number: int, created: float, creator: int) -> Document:
    return {
        "id": number,
        "org_id": organisation.id,
        "monitor_id": None,
        "start": None,
        "end": None,
        "canceled": None,
        "created": int(created),
        "modified": int(created),
        "active": False,
        "disabled": False,
        "parent_id": None,
        "child_id": None,
        "creator_id": creator,
        "updater_id": None,
        "downtime_type": _downtime_type(fields["scope"]),
        "uuid": names.uuid_of(organisation.seed.identity, KIND, number),
        **fields,
    }


def _downtime_type(scope: list[str]) -> int:
    if scope == ["*"]:
        return 0
    return 1 if all(part.startswith("host:") for part in scope) else 2


def seeded(organisation: Organisation) -> Iterator[tuple[int, Document]]:
    for place, seed in enumerate(organisation.seed.downtimes_v1):
        number = seed.id or names.number(organisation.seed.identity, KIND, "seed", place, digits=10)
        yield number, _from_seed(organisation, seed, number)


def _from_seed(organisation: Organisation, seed: DowntimeV1, number: int) -> Document:
    def second(moment: Any) -> int | None:
        return None if moment is None else int(seconds_of(moment, now=organisation.opened_at))

    fields = checked(
        organisation,
        {
            "scope": list(seed.scope),
            "monitor_id": seed.monitor_id,
            "monitor_tags": list(seed.monitor_tags),
            "start": second(seed.start),
            "end": second(seed.end),
            "timezone": seed.timezone,
            "message": seed.message,
            "recurrence": None if seed.recurrence is None else dict(seed.recurrence),
            "mute_first_recovery_notification": seed.mute_first_recovery_notification,
            "notify_end_states": list(seed.notify_end_states),
            "notify_end_types": list(seed.notify_end_types),
        },
    )
    created = second(seed.created) or 0
    creator = user_number(organisation.user(seed.author))
    downtime = _document(organisation, fields, number=number, created=created, creator=creator)
    canceled = second(seed.canceled)
    return {
        **downtime,
        "uuid": seed.uuid or downtime["uuid"],
        "modified": second(seed.modified) or created,
        "canceled": canceled,
        "disabled": canceled is not None,
    }


def _told(call: Call, downtime: Document) -> Document:
    if not call.says("with_creator"):
        return downtime
    users = {user_number(user): legacy_user(user) for user in call.organisation.seed.users}
    return {**downtime, "creator": users.get(downtime["creator_id"])}


def _find(call: Call) -> Document:
    number = call.path["id"]
    if (downtime := call.organisation.get(KIND, number)) is not None:
        return downtime
    for other in call.organisation.all("downtimes"):
        if number in (str(other["_number"]), other["id"]):
            raise refused(422, "V2 downtimes can only be accessed from a V2 endpoint")
    raise refused(404, "Downtime not found")


ENDPOINTS = (
    Endpoint("GET", "/api/v1/downtime", list_downtimes, scope="monitors_read"),
    Endpoint("POST", "/api/v1/downtime", create_downtime, scope="monitors_downtime"),
    Endpoint("GET", "/api/v1/downtime/{id}", get_downtime, scope="monitors_read"),
    Endpoint("PUT", "/api/v1/downtime/{id}", update_downtime, scope="monitors_downtime"),
    Endpoint("DELETE", "/api/v1/downtime/{id}", cancel_downtime, scope="monitors_downtime"),
)
