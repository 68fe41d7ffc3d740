"""Monitors and the downtimes of both versions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.site.replay.readers.found import Found, Row, bare_monitor, given
from sandbox.site.replay.recording import Interaction


def _monitor(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    yield _as_monitor(each.answer)


def _monitors(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for monitor in each.answer:
        yield _as_monitor(monitor)


def _as_monitor(monitor: dict[str, Any]) -> Found:
    groups = {
        name: {"status": group.get("status", "OK"), **_moments(group)}
        for name, group in ((monitor.get("state") or {}).get("groups") or {}).items()
    }
    content = {
        "state": monitor.get("overall_state") or "No Data",
        "groups": groups,
        **given(monitor, ("created", "modified")),
    }
    if changed := monitor.get("overall_state_modified"):
        content["state_modified"] = changed
    names = ("id", "name", "query", "type", "message", "tags", "options", "priority", "restricted_roles")
    return "monitors", monitor["id"], content | given(monitor, names)


def _found_monitors(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for monitor in each.answer["monitors"]:
        message = " ".join(f"@{notified['handle']}" for notified in monitor.get("notifications") or [])
        triggered = {"status": monitor["status"], "last_triggered": monitor.get("last_triggered_ts")}
        content = {"message": message, "state": monitor["status"], "groups": {"*": triggered}}
        if changed := monitor.get("overall_state_modified"):
            content["state_modified"] = changed
        names = ("id", "name", "query", "type", "tags", "priority")
        yield "monitors", monitor["id"], content | given(monitor, names)


def _found_groups(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for group in each.answer["groups"]:
        state = {"status": group["status"], **_moments(group)}
        content = {
            "id": group["monitor_id"],
            "name": group["monitor_name"],
            "query": "avg(last_5m):avg:scratch.metric{*} by {host} > 1",
            "tags": group.get("all_tags") or [],
            "groups": {group["group"]: state},
        }
        yield "monitors", group["monitor_id"], content
        for downtime in group.get("downtimes") or []:
            muting = given(downtime, ("id", "monitor_id", "monitor_tags", "scope", "modified"))
            times = {"start": downtime["start_dt"], "end": downtime["end_dt"]}
            yield "downtimes_v1", downtime["id"], muting | times


def _moments(group: dict[str, Any]) -> dict[str, Any]:
    names = ("last_triggered", "last_notified", "last_nodata", "last_resolved")
    return {name: group[f"{name}_ts"] for name in names if group.get(f"{name}_ts")}


def _named_monitor(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    """The monitor a new downtime names must be there."""
    body = each.body.get("data", {}).get("attributes", {}).get("monitor_identifier", each.body)
    if (number := body.get("monitor_id")) is not None:
        yield from bare_monitor(number)


def _monitor_of_matches(each: Interaction, path: dict[str, str]) -> Iterator[Found]:
    number = int(path["id"])
    yield from bare_monitor(number)
    for match in each.answer["data"]:
        attributes = match["attributes"]
        schedule = {"start": attributes["start"], "end": attributes.get("end")}
        content = {
            "id": match["id"],
            "scope": attributes["scope"],
            "schedule": schedule,
            "monitor_identifier": {"monitor_id": number},
        }
        yield "downtimes", match["id"], content


def _downtime_v1(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    yield from _as_downtime_v1(each.answer)


def _downtimes_v1(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for downtime in each.answer:
        yield from _as_downtime_v1(downtime)


def _as_downtime_v1(downtime: dict[str, Any]) -> Iterator[Found]:
    if downtime.get("monitor_id") is not None:
        yield from bare_monitor(downtime["monitor_id"])
    names = (
        *("id", "uuid", "scope", "monitor_id", "monitor_tags", "start", "end", "timezone", "message", "recurrence"),
        *("created", "modified", "canceled", "mute_first_recovery_notification"),
        *("notify_end_states", "notify_end_types"),
    )
    yield "downtimes_v1", downtime["id"], given(downtime, names)


def _downtime(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    yield from _as_downtime(each.answer["data"])


def _downtimes(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for downtime in each.answer["data"]:
        yield from _as_downtime(downtime)


def _as_downtime(downtime: dict[str, Any]) -> Iterator[Found]:
    attributes = downtime["attributes"]
    number = attributes["monitor_identifier"].get("monitor_id")
    if number is not None:
        yield from bare_monitor(number)
    schedule = {name: value for name, value in attributes["schedule"].items() if name != "current_downtime"}
    names = (
        *("scope", "monitor_identifier", "message", "display_timezone", "created", "modified", "canceled"),
        *("mute_first_recovery_notification", "notify_end_states", "notify_end_types"),
    )
    content = {"id": downtime["id"], "schedule": schedule, **given(attributes, names)}
    yield "downtimes", downtime["id"], content


ROWS: tuple[Row, ...] = (
    ("GET", r"/api/v1/monitor", _monitors),
    ("GET", r"/api/v1/monitor/(?P<id>\d+)", _monitor),
    ("GET", r"/api/v1/monitor/search", _found_monitors),
    ("GET", r"/api/v1/monitor/groups/search", _found_groups),
    ("GET", r"/api/v2/monitor/(?P<id>\d+)/downtime_matches", _monitor_of_matches),
    ("GET", r"/api/v1/downtime", _downtimes_v1),
    ("GET", r"/api/v1/downtime/(?P<id>\d+)", _downtime_v1),
    ("POST", r"/api/v[12]/downtime", _named_monitor),
    ("GET", r"/api/v2/downtime", _downtimes),
    ("GET", r"/api/v2/downtime/(?P<id>[^/]+)", _downtime),
)
