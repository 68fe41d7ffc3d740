"""`/api/v2/downtime`: downtimes of today. Those made through version 1 are shown here too, under their uuid."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from sandbox.site import names
from sandbox.site.call import Call, Endpoint, answer, nothing
from sandbox.site.downtimes.v1 import KIND as KIND_V1
from sandbox.site.downtimes.v2_links import included, resource_of, together
from sandbox.site.downtimes.v2_rules import CLIENT_FIELDS, checked
from sandbox.site.downtimes.v2_view import converted, view
from sandbox.site.errors import refused
from sandbox.site.moments import seconds_of
from sandbox.site.seed import Downtime
from sandbox.site.state import Document, Organisation

KIND = "downtimes"
_ENDED_FOR = 2 * 86400


def list_downtimes(call: Call) -> Response:
    found = [resource_of(call, each, include=included(call)) for each in _all(call)]
    if call.says("current_only"):
        found = [each for each in found if each["attributes"]["status"] == "active"]
    offset, limit = call.whole("page[offset]", 0), call.whole("page[limit]", 30)
    if offset < 0 or limit < 1:
        raise refused(400, "Invalid query param: page")
    page = found[offset : offset + limit]
    body: Document = {"data": page, "meta": {"page": {"total_filtered_count": len(found)}}}
    if call.query.get("include"):
        body["included"] = together(call, page)
    return answer(body)


def get_downtime(call: Call) -> Response:
    return _one(call, _find(call), include=included(call))


def create_downtime(call: Call) -> Response:
    return _one(call, make(call, _attributes(call)), include=("monitor", "created_by"))


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
        cancel(call, old)
    return nothing("text/html; charset=utf-8")


def make(call: Call, attributes: Document) -> Document:
    fields = checked(call.organisation, attributes, now=call.now)
    downtime_id = names.uuid_of(call.organisation.seed.identity, KIND, call.organisation.made(KIND), call.now)
    document = _document(downtime_id, fields, created=call.now, author=call.user.email)
    return call.organisation.put(KIND, downtime_id, document)


def cancel(call: Call, downtime: Document) -> None:
    call.organisation.put(KIND, downtime["id"], {**downtime, "canceled": call.now, "modified": call.now})


def downtimes_of_a_monitor(call: Call) -> Response:
    """Those that silence the monitor now."""
    monitor = call.organisation.get("monitors", call.path["id"])
    if monitor is None:
        raise refused(404, "Monitor not found")
    matches = []
    for each in _all(call):
        attributes = view(each, now=call.now)
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
    both = call.organisation.all(KIND) + [converted(each) for each in call.organisation.all(KIND_V1)]
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
            return converted(first)
    raise refused(404, "Downtime not found")


def _one(call: Call, document: Document, *, include: tuple[str, ...]) -> Response:
    resource = resource_of(call, document, include=include)
    body: Document = {"data": resource}
    if include:
        body["included"] = together(call, [resource])
    return answer(body)


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
