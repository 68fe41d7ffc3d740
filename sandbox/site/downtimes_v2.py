"""`/api/v2/downtime`: downtimes of today. Those made through version 1 are shown here too, under their uuid."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from starlette.responses import Response

from sandbox.site import names, users
from sandbox.site.call import Call, Endpoint, answer, nothing
from sandbox.site.downtime_rules import CLIENT_FIELDS, checked
from sandbox.site.downtimes_v1 import KIND as KIND_V1
from sandbox.site.downtimes_v1 import view as view_v1
from sandbox.site.errors import refused
from sandbox.site.moments import iso, iso_seconds, seconds_of
from sandbox.site.recurrence import duration, occurrence, rule_of, zone
from sandbox.site.seed import Downtime
from sandbox.site.state import Document, Organisation

KIND = "downtimes"
_ENDED_FOR = 2 * 86400


def list_downtimes(call: Call) -> Response:
    found = [_resource(call, each, include=_included(call)) for each in _all(call)]
    if call.says("current_only"):
        found = [each for each in found if each["attributes"]["status"] == "active"]
    offset, limit = call.whole("page[offset]", 0), call.whole("page[limit]", 30)
    if offset < 0 or limit < 1:
        raise refused(400, "Invalid query param: page")
    page = found[offset : offset + limit]
    body: Document = {"data": page, "meta": {"page": {"total_filtered_count": len(found)}}}
    if call.query.get("include"):
        body["included"] = _together(call, page)
    return answer(body)


def get_downtime(call: Call) -> Response:
    return _one(call, _find(call), include=_included(call))


def create_downtime(call: Call) -> Response:
    fields = checked(call.organisation, _attributes(call), now=call.now)
    made = call.organisation.made(KIND)
    downtime_id = names.uuid_of(call.organisation.seed.identity, KIND, made, call.now)
    document = _document(downtime_id, fields, created=call.now, author=call.user.email)
    call.organisation.put(KIND, downtime_id, document)
    return _one(call, document, include=("monitor", "created_by"))


def update_downtime(call: Call) -> Response:
    old = _find(call)
    if KIND_V1 in old:
        raise refused(400, "sandbox: a version 1 downtime is changed through version 1")
    kept = {name: old[name] for name in CLIENT_FIELDS}
    fields = checked(call.organisation, {**kept, **_attributes(call)}, now=call.now)
    document = {**old, **fields, "modified": call.now}
    call.organisation.put(KIND, old["id"], document)
    return _one(call, document, include=("monitor", "created_by"))


def cancel_downtime(call: Call) -> Response:
    old = _find(call)
    if KIND_V1 in old:
        first = old[KIND_V1]
        stopped = {**first, "canceled": int(call.now), "modified": int(call.now), "disabled": True}
        call.organisation.put(KIND_V1, first["id"], stopped)
    else:
        call.organisation.put(KIND, old["id"], {**old, "canceled": call.now, "modified": call.now})
    return nothing("text/html; charset=utf-8")


def downtimes_of_a_monitor(call: Call) -> Response:
    """Those that silence the monitor now."""
    monitor = call.organisation.get("monitors", call.path["id"])
    if monitor is None:
        raise refused(404, "Monitor not found")
    matches = []
    for each in _all(call):
        attributes = _view(each, now=call.now)
        current = attributes["schedule"].get("current_downtime") or attributes["schedule"]
        if attributes["status"] == "active" and _reaches(each["monitor_identifier"], monitor):
            shown = {
                "start": current["start"],
                "end": current["end"],
                "scope": attributes["scope"],
                "groups": [],
            }
            matches.append({"type": "downtime_match", "id": each["id"], "attributes": shown})
    offset, limit = call.whole("page[offset]", 0), call.whole("page[limit]", 30)
    meta = {"page": {"total_filtered_count": len(matches)}}
    return answer({"data": matches[offset : offset + limit], "meta": meta})


def _reaches(identifier: Document, monitor: Document) -> bool:
    if "monitor_id" in identifier:
        return bool(identifier["monitor_id"] == monitor["id"])
    return all(tag == "*" or tag in monitor["tags"] for tag in identifier["monitor_tags"])


def _attributes(call: Call) -> Document:
    data = call.fields.get("data")
    if not isinstance(data, dict) or data.get("type") != "downtime":
        raise refused(400, "Invalid request body: data.type must be downtime")
    if not isinstance(data.get("attributes"), dict):
        raise refused(400, "Invalid request body: data.attributes is required")
    attributes: Document = data["attributes"]
    return attributes


def _all(call: Call) -> list[Document]:
    """Both kinds, the running ones and those that ended lately."""
    both = call.organisation.all(KIND) + [_converted(each) for each in call.organisation.all(KIND_V1)]
    return [each for each in both if each["canceled"] is None or each["canceled"] > call.now - _ENDED_FOR]


def _find(call: Call) -> Document:
    wanted = call.path["id"]
    try:
        uuid.UUID(wanted)
    except ValueError:
        raise refused(400, "Invalid URL param: downtime_id must be an uuid") from None
    if (document := call.organisation.get(KIND, wanted.lower())) is not None:
        return document
    for first in call.organisation.all(KIND_V1):
        if first["uuid"] == wanted.lower():
            return _converted(first)
    raise refused(404, "Downtime not found")


def _converted(first: Document) -> Document:
    """A version 1 downtime as version 2 tells it."""
    local = zone(first["timezone"])
    identifier: Document = {"monitor_tags": first["monitor_tags"]}
    if first["monitor_id"] is not None:
        identifier = {"monitor_id": first["monitor_id"]}
    schedule: Document = {
        "start": iso(first["start"]),
        "end": None if first["end"] is None else iso(first["end"]),
    }
    if first["recurrence"]:
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


def _view(document: Document, *, now: float) -> Document:
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


def _included(call: Call) -> tuple[str, ...]:
    asked = tuple(name for name in call.query.get("include", "").split(",") if name)
    for name in asked:
        if name not in ("created_by", "monitor"):
            raise refused(400, f"Invalid query param: include {name}")
    return asked


def _resource(call: Call, document: Document, *, include: tuple[str, ...]) -> Document:
    resource: Document = {
        "type": "downtime",
        "id": document["id"],
        "attributes": _view(document, now=call.now),
    }
    if include:
        author = call.organisation.user(document["author"])
        links = {"created_by": {"data": {"type": "users", "id": users.user_uuid(author)}}}
        number = document["monitor_identifier"].get("monitor_id")
        target = None if number is None else {"type": "monitors", "id": str(number)}
        resource["relationships"] = {"monitor": {"data": target}, **links}
    return resource


def _one(call: Call, document: Document, *, include: tuple[str, ...]) -> Response:
    resource = _resource(call, document, include=include)
    body: Document = {"data": resource}
    if include:
        body["included"] = _together(call, [resource])
    return answer(body)


def _together(call: Call, resources: list[Document]) -> list[Document]:
    """The users and monitors the resources point at, each once."""
    found: dict[tuple[str, str], Document] = {}
    for resource in resources:
        for link in resource.get("relationships", {}).values():
            if link["data"] and (other := _linked(call, link["data"])):
                found[(other["type"], str(other["id"]))] = other
    return list(found.values())


def _linked(call: Call, link: Document) -> Document | None:
    if link["type"] == "monitors":
        monitor = call.organisation.get("monitors", link["id"])
        named = {"name": monitor["name"]} if monitor else {}
        return {"type": "monitors", "id": int(link["id"]), "attributes": named}
    for user in call.organisation.seed.users:
        if users.user_uuid(user) == link["id"]:
            whole = users.user_resource(call.organisation, user)
            kept = {name: value for name, value in whole["attributes"].items() if name not in _LEFT_OUT}
            return {"type": "users", "id": link["id"], "attributes": kept}
    return None


_LEFT_OUT = ("uuid", "last_login_time", "mfa_enabled")


def _document(downtime_id: str, fields: Document, *, created: float, author: str) -> Document:
    return {
        "id": downtime_id,
        **fields,
        "created": created,
        "modified": created,
        "canceled": None,
        "author": author,
        "_number": names.number(downtime_id, digits=10),
    }


def seeded(organisation: Organisation) -> Iterator[tuple[str, Document]]:
    for place, seed in enumerate(organisation.seed.downtimes):
        downtime_id = seed.id or names.uuid_of(organisation.seed.identity, KIND, "seed", place)
        yield downtime_id, _from_seed(organisation, seed, downtime_id)


def _from_seed(organisation: Organisation, seed: Downtime, downtime_id: str) -> Document:
    now = organisation.opened_at

    def second(moment: Any) -> float | None:
        return None if moment is None else seconds_of(moment, now=now)

    sent: Document = {
        "scope": seed.scope,
        "monitor_identifier": dict(seed.monitor_identifier),
        "schedule": dict(seed.schedule),
        "message": seed.message,
        "display_timezone": seed.display_timezone,
        "mute_first_recovery_notification": seed.mute_first_recovery_notification,
        "notify_end_states": list(seed.notify_end_states),
        "notify_end_types": list(seed.notify_end_types),
    }
    fields = checked(organisation, sent, now=now)
    created = second(seed.created) or now
    document = _document(downtime_id, fields, created=created, author=seed.author)
    return {**document, "modified": second(seed.modified) or created, "canceled": second(seed.canceled)}


ENDPOINTS = (
    Endpoint("GET", "/api/v2/downtime", list_downtimes, scope="monitors_downtime"),
    Endpoint("POST", "/api/v2/downtime", create_downtime, scope="monitors_downtime"),
    Endpoint("GET", "/api/v2/downtime/{id}", get_downtime, scope="monitors_downtime"),
    Endpoint("PATCH", "/api/v2/downtime/{id}", update_downtime, scope="monitors_downtime"),
    Endpoint("DELETE", "/api/v2/downtime/{id}", cancel_downtime, scope="monitors_downtime"),
    Endpoint("GET", "/api/v2/monitor/{id}/downtime_matches", downtimes_of_a_monitor, scope="monitors_downtime"),
)
