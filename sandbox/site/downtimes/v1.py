"""`/api/v1/downtime`: deprecated, and still what old scripts and clients write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from sandbox.site import names
from sandbox.site.call import Call, Endpoint, answer, nothing
from sandbox.site.downtimes.muting import reaching
from sandbox.site.downtimes.v1_rules import checked, scope_of
from sandbox.site.downtimes.v1_view import view
from sandbox.site.errors import refused
from sandbox.site.moments import seconds_of
from sandbox.site.seed import DowntimeV1
from sandbox.site.state import Document, Organisation
from sandbox.site.users import legacy_user, user_number

KIND = "downtimes_v1"


def list_downtimes(call: Call) -> Response:
    views = [view(downtime, now=call.now) for downtime in call.organisation.all(KIND)]
    if call.says("current_only"):
        views = [each for each in views if each["active"]]
    return answer([_told(call, each) for each in views])


def get_downtime(call: Call) -> Response:
    return answer(_told(call, view(_find(call), now=call.now)))


def create_downtime(call: Call) -> Response:
    return answer(_make(call, call.fields))


def mute_all(call: Call) -> Response:
    """Silences every monitor by a downtime of everything, as recorded in 2020."""
    return answer(_make(call, {"scope": ["*"]}))


def unmute_all(call: Call) -> Response:
    """No error where nothing was muted, which people reported in 2017."""
    for downtime in _of_everything(call):
        _cancel(call, downtime)
    return nothing("text/html; charset=utf-8")


def _of_everything(call: Call) -> list[Document]:
    every = {
        "scope": ["*"],
        "monitor_id": None,
        "monitor_tags": ["*"],
        "end": None,
        "recurrence": None,
        "canceled": None,
    }
    return [each for each in call.organisation.all(KIND) if all(each[name] == value for name, value in every.items())]


def _make(call: Call, sent: Document) -> Document:
    number = names.number(call.organisation.seed.identity, KIND, call.organisation.made(KIND), call.now, digits=10)
    fields = checked(call.organisation, {"start": int(call.now), "end": None, **sent})
    downtime = _document(call.organisation, fields, number=number, created=call.now, creator=user_number(call.user))
    return view(call.organisation.put(KIND, number, downtime), now=call.now)


def update_downtime(call: Call) -> Response:
    old = _find(call)
    fields = checked(call.organisation, {**old, **call.fields})
    downtime = {**old, **fields, "modified": int(call.now), "updater_id": user_number(call.user)}
    call.organisation.put(KIND, old["id"], downtime)
    return answer(view(downtime, now=call.now))


def cancel_downtime(call: Call) -> Response:
    _cancel(call, _find(call))
    return nothing("text/html; charset=utf-8")


def cancel_by_scope(call: Call) -> Response:
    """Those with exactly that scope, the newest first, as recorded."""
    wanted = scope_of(call.fields.get("scope"))
    found = [each for each in call.organisation.all(KIND) if each["scope"] == wanted and each["canceled"] is None]
    found = [each for each in found if view(each, now=call.now)["status"] != "ended"]
    if not found:
        raise refused(404, "No downtimes found")
    for downtime in found:
        _cancel(call, downtime)
    return answer({"cancelled_ids": [each["id"] for each in reversed(found)]})


def downtimes_of_a_monitor(call: Call) -> Response:
    """Those of version 1 that silence the monitor now."""
    monitor = call.organisation.get("monitors", call.path["id"])
    if monitor is None:
        raise refused(404, "Monitor not found")
    return answer(reaching(call.organisation, monitor, now=call.now))


def _cancel(call: Call, downtime: Document) -> None:
    """It stays readable, as canceled."""
    at = int(call.now)
    canceled = {**downtime, "canceled": at, "modified": at, "disabled": True, "updater_id": user_number(call.user)}
    call.organisation.put(KIND, downtime["id"], canceled)


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
    Endpoint("POST", "/api/v1/downtime/cancel/by_scope", cancel_by_scope, scope="monitors_downtime"),
    Endpoint("POST", "/api/v1/monitor/mute_all", mute_all, scope="monitors_downtime"),
    Endpoint("POST", "/api/v1/monitor/unmute_all", unmute_all, scope="monitors_downtime"),
    Endpoint("GET", "/api/v1/monitor/{id}/downtimes", downtimes_of_a_monitor, scope="monitors_read"),
)
