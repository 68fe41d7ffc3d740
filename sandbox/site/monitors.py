"""`/api/v1/monitor`: monitors as documents. What a query or an option must look like is in `monitor_rules`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from sandbox.site import names
from sandbox.site.call import Call, Endpoint, Limit, answer
from sandbox.site.downtimes.muting import active_of, matching
from sandbox.site.errors import refused
from sandbox.site.moments import iso, iso_seconds, seconds_of
from sandbox.site.monitor_rules import checked, grouped, measured, stored_type
from sandbox.site.seed import Monitor
from sandbox.site.state import Document, Organisation
from sandbox.site.users import legacy_user

KIND = "monitors"
_GROUP_STATES = {"all": None, "alert": "Alert", "warn": "Warn", "no data": "No Data", "ok": "OK"}
FIRST_LOOK_AFTER = 2.0
"""Seconds until a new monitor was evaluated for the first time."""
_MOMENTS = ("last_triggered", "last_notified", "last_nodata", "last_resolved")
LIST = Limit("get_all_monitors", 1000, 10)
READ = Limit("get_monitor", 3000, 10)
WRITE = Limit("create_monitor", 500, 10)


def list_monitors(call: Call) -> Response:
    """All at once unless `page` asks for one page; `page_size` alone asks for nothing."""
    wanted, after = call.query.get("name", "").lower(), call.whole("id_offset", 0)
    tags, scope = (call.listed(name) for name in ("monitor_tags", "tags"))
    _group_states(call)
    found = [
        monitor
        for monitor in sorted(call.organisation.all(KIND), key=lambda monitor: int(monitor["id"]))
        if wanted in monitor["name"].lower()
        and monitor["id"] > after
        and all(tag in monitor["tags"] for tag in tags)
        and all(any(tag in each.split(",") for each in measured(monitor)[1]) for tag in scope)
    ]
    size, page = min(call.whole("page_size", 100), 1000), call.whole("page", 0)
    if size < 1 or page < 0:
        raise refused(400, "The value provided for parameter 'page' or 'page_size' is invalid")
    if "page" in call.query:
        found = found[page * size : (page + 1) * size]
    return answer([shown(call, monitor, with_downtimes=True) for monitor in found])


def get_monitor(call: Call) -> Response:
    return answer(shown(call, find(call), with_downtimes=call.says("with_downtimes")))


def create_monitor(call: Call) -> Response:
    fields = checked(call.fields)
    number = names.number(call.organisation.seed.identity, KIND, call.organisation.made(KIND), call.now, digits=8)
    monitor = _document(call.organisation, fields, number=number, created=call.now, author=legacy_user(call.user))
    call.organisation.put(KIND, number, monitor)
    return answer(shown(call, monitor, with_downtimes=False))


def update_monitor(call: Call) -> Response:
    old = find(call)
    fields = _changed(call, old)
    monitor = {
        **old,
        **{name: fields[name] for name in ("name", "query", "message", "tags", "options", "priority")},
        "multi": grouped(fields),
        "modified": iso(call.now),
    }
    call.organisation.put(KIND, old["id"], monitor)
    return answer(shown(call, monitor, with_downtimes=False))


def _changed(call: Call, old: Document) -> Document:
    """Fields that are not sent stay, options too; thresholds go with the query they belong to."""
    options = {**old["options"], **call.inner("options")}
    if "query" in call.fields and "thresholds" not in call.inner("options"):
        options.pop("thresholds", None)
    return checked({**old, **call.fields, "options": options})


def validate_monitor(call: Call) -> Response:
    checked(call.fields)
    return answer({})


def validate_change(call: Call) -> Response:
    _changed(call, find(call))
    return answer({})


def mute(call: Call) -> Response:
    monitor = find(call)
    return _silence(call, monitor, {**monitor["options"]["silenced"], _scope(call): call.fields_or_query("end")})


def unmute(call: Call) -> Response:
    """One scope, or all of them; what is not muted is refused, as people reported in 2021."""
    monitor, scope = find(call), _scope(call)
    silenced = dict(monitor["options"]["silenced"])
    if str(call.fields_or_query("all_scopes")).lower() == "true":
        return _silence(call, monitor, {})
    if scope not in silenced:
        raise refused(400, f'{monitor["type"]} "{monitor["name"]}" is already unmuted on {scope}')
    del silenced[scope]
    return _silence(call, monitor, silenced)


def _scope(call: Call) -> str:
    return str(call.fields_or_query("scope") or "*")


def _silence(call: Call, monitor: Document, silenced: Document) -> Response:
    monitor = {**monitor, "options": {**monitor["options"], "silenced": silenced}}
    call.organisation.put(KIND, monitor["id"], monitor)
    return answer(shown(call, monitor, with_downtimes=False))


def find(call: Call) -> Document:
    try:
        monitor = call.organisation.get(KIND, int(call.path["id"]))
    except ValueError:
        raise refused(400, "The value provided for parameter 'monitor_id' is invalid") from None
    if monitor is None:
        raise refused(404, "Monitor not found")
    return monitor


def shown(call: Call, monitor: Document, *, with_downtimes: bool) -> Document:
    """The monitor as a reader gets it, with what mutes it now and, if asked, the state of its groups."""
    options = dict(monitor["options"])
    for downtime in active_of(call.organisation, monitor["id"], now=call.now):
        options["silenced"] = {**options["silenced"], ",".join(downtime["scope"]): downtime["end"]}
    view = {name: value for name, value in monitor.items() if not name.startswith("_")} | {"options": options}
    first_look = seconds_of(monitor["created"], now=call.now) + FIRST_LOOK_AFTER
    if view["overall_state_modified"] is None and call.now >= first_look:
        view["overall_state_modified"] = iso_seconds(first_look)
    if with_downtimes:
        view["matching_downtimes"] = matching(call.organisation, monitor, now=call.now)
    if wanted := _group_states(call):
        view["state"] = {"groups": _groups(monitor, wanted, now=call.now)}
    return view


def _group_states(call: Call) -> tuple[str | None, ...]:
    asked = [state.lower() for state in call.listed("group_states")]
    for state in asked:
        if state not in _GROUP_STATES:
            raise refused(400, f"Invalid group_states: {state}")
    return tuple(_GROUP_STATES[state] for state in asked)


def _groups(monitor: Document, wanted: tuple[str | None, ...], *, now: float) -> Document:
    groups: Document = {}
    for name, group in monitor["_groups"].items():
        if None not in wanted and group["status"] not in wanted:
            continue
        times = {f"{key}_ts": _second(group.get(key), now) for key in _MOMENTS}
        groups[name] = {"name": name, "status": group["status"], **times}
    return groups


def _second(moment: Any, now: float) -> int | None:
    return None if moment is None else int(seconds_of(moment, now=now))


def _document(
    organisation: Organisation, fields: Document, *, number: int, created: float, author: Document
) -> Document:
    return {
        "id": number,
        "org_id": organisation.id,
        "type": stored_type(fields),
        "name": fields["name"],
        "message": fields["message"],
        "tags": fields["tags"],
        "query": fields["query"],
        "options": fields["options"],
        "multi": grouped(fields),
        "created_at": int(created) * 1000,
        "created": iso(created),
        "modified": iso(created),
        "deleted": None,
        "restricted_roles": fields.get("restricted_roles"),
        "priority": fields["priority"],
        "overall_state_modified": None,
        "overall_state": "No Data",
        "creator": author,
        "_groups": {},
    }


def seeded(organisation: Organisation) -> Iterator[tuple[int, Document]]:
    for place, seed in enumerate(organisation.seed.monitors):
        number = seed.id or names.number(organisation.seed.identity, KIND, "seed", place, digits=8)
        yield number, _from_seed(organisation, seed, number)


def _from_seed(organisation: Organisation, seed: Monitor, number: int) -> Document:
    now = organisation.opened_at
    fields = checked(
        {
            "query": seed.query,
            "type": seed.type,
            "name": seed.name,
            "message": seed.message,
            "tags": list(seed.tags),
            "options": dict(seed.options),
            "priority": seed.priority,
            "restricted_roles": None if seed.restricted_roles is None else list(seed.restricted_roles),
        }
    )
    author = legacy_user(organisation.user(seed.author))
    created = seconds_of(seed.created, now=now)
    monitor = _document(organisation, fields, number=number, created=created, author=author)
    changed = None if seed.state_modified is None else iso_seconds(seconds_of(seed.state_modified, now=now))
    return {
        **monitor,
        "type": seed.type,
        "modified": monitor["created"] if seed.modified is None else iso(seconds_of(seed.modified, now=now)),
        "overall_state": seed.state,
        "overall_state_modified": changed,
        "_groups": {name: dict(group) for name, group in seed.groups.items()},
    }


ENDPOINTS = (
    Endpoint("GET", "/api/v1/monitor", list_monitors, scope="monitors_read", limit=LIST),
    Endpoint("POST", "/api/v1/monitor", create_monitor, scope="monitors_write", limit=WRITE),
    Endpoint("POST", "/api/v1/monitor/validate", validate_monitor, scope="monitors_read"),
    Endpoint("GET", "/api/v1/monitor/{id}", get_monitor, scope="monitors_read", limit=READ),
    Endpoint("PUT", "/api/v1/monitor/{id}", update_monitor, scope="monitors_write", limit=WRITE),
    Endpoint("POST", "/api/v1/monitor/{id}/validate", validate_change, scope="monitors_read"),
    Endpoint("POST", "/api/v1/monitor/{id}/mute", mute, scope="monitors_write"),
    Endpoint("POST", "/api/v1/monitor/{id}/unmute", unmute, scope="monitors_write"),
)
