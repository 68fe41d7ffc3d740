"""From a recorded answer to what a seed must hold so that the sandbox can give the like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sandbox.site.query.syntax import BadQuery, parse, queries
from sandbox.site.replay.recording import Interaction

Found = tuple[str, Any, Any]
"""The part of the seed, the id by which the recording knows it (or None), and the content."""

Reader = Callable[[Interaction, dict[str, str]], Iterator[Found]]


def _hosts(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for host in each.answer["host_list"]:
        content = {
            "name": host["name"],
            "id": host.get("id"),
            "aliases": host.get("aliases") or [],
            "up": bool(host.get("up")),
            "last_reported": host.get("last_reported_time") or 0,
            "apps": host.get("apps") or [],
            "sources": host.get("sources") or [],
            "tags": host.get("tags_by_source") or {},
            "meta": host.get("meta") or {},
            "metrics": {name: value for name, value in (host.get("metrics") or {}).items() if value is not None},
        }
        yield "hosts", host["name"], content | _given(host, ("aws_id", "aws_name"))


def _tag_map(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    tags: dict[str, list[str]] = {}
    for tag, hosts in each.answer["tags"].items():
        for host in hosts:
            tags.setdefault(host, []).append(tag)
    for host, listed in tags.items():
        yield "hosts", host, {"name": host, "tags": {"Users": listed}}


def _tags_of_a_host(each: Interaction, path: dict[str, str]) -> Iterator[Found]:
    listed = each.answer.get("tags") or [] if each.method == "GET" and isinstance(each.answer, Mapping) else []
    source = each.parameter("source") or "users"
    tags = {source.capitalize(): listed} if listed else {}
    yield "hosts", path["host"], {"name": path["host"], "tags": tags}


def _dashboard(each: Interaction, path: dict[str, str]) -> Iterator[Found]:
    yield _as_dashboard(each.answer, path["id"])


def _dashboards(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for board in each.answer["dashboards"]:
        yield _as_dashboard(board, board["id"])


def _as_dashboard(board: dict[str, Any], board_id: str) -> Found:
    content = {
        "id": board_id,
        "title": board["title"],
        "widgets": board.get("widgets") or [],
        "created": board["created_at"],
        "modified": board["modified_at"],
    }
    names = ("description", "layout_type", "reflow_type", "template_variables", "notify_list", "tags")
    return "dashboards", board_id, content | _given(board, names)


def _dash(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    yield _as_timeboard(each.answer["dash"])


def _dashes(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for dash in each.answer["dashes"]:
        yield _as_timeboard(dash)


def _as_timeboard(dash: dict[str, Any]) -> Found:
    content = {
        "id": int(dash["id"]),
        "title": dash["title"],
        "graphs": dash.get("graphs") or [],
        "created": dash["created"],
        "modified": dash["modified"],
    }
    names = ("new_id", "description", "template_variables", "read_only")
    return "timeboards", int(dash["id"]), content | _given(dash, names)


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
        **_given(monitor, ("created", "modified")),
    }
    if changed := monitor.get("overall_state_modified"):
        content["state_modified"] = changed
    names = ("id", "name", "query", "type", "message", "tags", "options", "priority", "restricted_roles")
    return "monitors", monitor["id"], content | _given(monitor, names)


def _found_monitors(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for monitor in each.answer["monitors"]:
        message = " ".join(f"@{notified['handle']}" for notified in monitor.get("notifications") or [])
        triggered = {"status": monitor["status"], "last_triggered": monitor.get("last_triggered_ts")}
        content = {"message": message, "state": monitor["status"], "groups": {"*": triggered}}
        if changed := monitor.get("overall_state_modified"):
            content["state_modified"] = changed
        names = ("id", "name", "query", "type", "tags", "priority")
        yield "monitors", monitor["id"], content | _given(monitor, names)


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
            muting = _given(downtime, ("id", "monitor_id", "monitor_tags", "scope", "modified"))
            times = {"start": downtime["start_dt"], "end": downtime["end_dt"]}
            yield "downtimes_v1", downtime["id"], muting | times


def _moments(group: dict[str, Any]) -> dict[str, Any]:
    names = ("last_triggered", "last_notified", "last_nodata", "last_resolved")
    return {name: group[f"{name}_ts"] for name in names if group.get(f"{name}_ts")}


def _named_monitor(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    """The monitor a new downtime names must be there."""
    body = each.body.get("data", {}).get("attributes", {}).get("monitor_identifier", each.body)
    if (number := body.get("monitor_id")) is not None:
        yield from _bare_monitor(number)


def _bare_monitor(number: int) -> Iterator[Found]:
    query = "avg(last_5m):avg:scratch.metric{*} by {host} > 1"
    yield "monitors", number, {"id": number, "query": query, "name": "scratch"}


def _monitor_of_matches(each: Interaction, path: dict[str, str]) -> Iterator[Found]:
    number = int(path["id"])
    yield from _bare_monitor(number)
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
        yield from _bare_monitor(downtime["monitor_id"])
    names = (
        *("id", "uuid", "scope", "monitor_id", "monitor_tags", "start", "end", "timezone", "message", "recurrence"),
        *("created", "modified", "canceled", "mute_first_recovery_notification"),
        *("notify_end_states", "notify_end_types"),
    )
    yield "downtimes_v1", downtime["id"], _given(downtime, names)


def _downtime(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    yield from _as_downtime(each.answer["data"])


def _downtimes(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for downtime in each.answer["data"]:
        yield from _as_downtime(downtime)


def _as_downtime(downtime: dict[str, Any]) -> Iterator[Found]:
    attributes = downtime["attributes"]
    number = attributes["monitor_identifier"].get("monitor_id")
    if number is not None:
        yield from _bare_monitor(number)
    schedule = {name: value for name, value in attributes["schedule"].items() if name != "current_downtime"}
    names = (
        *("scope", "monitor_identifier", "message", "display_timezone", "created", "modified", "canceled"),
        *("mute_first_recovery_notification", "notify_end_states", "notify_end_types"),
    )
    content = {"id": downtime["id"], "schedule": schedule, **_given(attributes, names)}
    yield "downtimes", downtime["id"], content


def _points(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for series in each.answer.get("series") or []:
        metric = series["metric"]
        try:
            inner = [query for node in parse(each.parameter("query") or "") for query in queries(node)]
        except BadQuery:
            inner = []
        tags = list(series.get("tag_set") or []) or [tag for tag in series["scope"].split(",") if ":" in tag]
        points = [[at / 1000, value] for at, value in series["pointlist"] if value is not None]
        for name in dict.fromkeys([metric, *(query.metric for query in inner)]):
            yield "series", name, {"metric": name, "tags": tags, "points": points}
            if unit := series.get("unit"):
                yield from _unit(name, unit)


def _unit(metric: str, unit: list[Any]) -> Iterator[Found]:
    first, second = [*unit, None, None][:2]
    if first:
        content = {"unit": first["name"], "per_unit": second["name"] if second else None}
        yield "metrics", metric, content


def _points_v2(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    answer, metrics = each.answer["data"]["attributes"], list(_asked_metrics(each))
    for series, values in zip(answer["series"], answer["values"], strict=False):
        pairs = zip(answer["times"], values, strict=False)
        points = [[at / 1000, value] for at, value in pairs if value is not None]
        for metric in metrics:
            content = {"metric": metric, "tags": series.get("group_tags") or [], "points": points}
            yield "series", metric, content
            if series.get("unit"):
                yield from _unit(metric, series["unit"])


def _scalar(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    columns = each.answer["data"]["attributes"]["columns"]
    groups = [column for column in columns if column["type"] == "group"]
    window = each.body["data"]["attributes"]
    middle = (window["from"] + window["to"]) / 2000
    for metric in _asked_metrics(each):
        for column in columns:
            if column["type"] != "number":
                continue
            for place, value in enumerate(column["values"]):
                tags = [f"{group['name']}:{group['values'][place][0]}" for group in groups]
                if value is not None:
                    yield "series", metric, {"metric": metric, "tags": tags, "points": [[middle, value]]}
            if unit := (column.get("meta") or {}).get("unit"):
                yield from _unit(metric, unit)


def _asked_metrics(each: Interaction) -> Iterator[str]:
    for query in each.body["data"]["attributes"]["queries"]:
        if query.get("data_source") == "metrics":
            for node in parse(query["query"]):
                yield from (inner.metric for inner in queries(node))


def _active_metrics(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for metric in each.answer["metrics"]:
        content: dict[str, Any] = {"metric": metric, "points": [["now-60s", 1]]}
        if host := each.parameter("host"):
            yield "hosts", host, {"name": host}
            content["host"] = host
        if tag := each.parameter("tag_filter"):
            content["tags"] = [tag]
        yield "series", metric, content


def _metadata(each: Interaction, path: dict[str, str]) -> Iterator[Found]:
    names = ("type", "unit", "per_unit", "description", "short_name", "integration", "statsd_interval")
    yield "metrics", path["metric"], {name: each.answer[name] for name in names if each.answer.get(name) is not None}


def _metadata_written(each: Interaction, path: dict[str, str]) -> Iterator[Found]:
    if each.ok:
        yield "metrics", path["metric"], {}


def _metric_tags(each: Interaction, path: dict[str, str]) -> Iterator[Found]:
    tags = each.answer["data"]["attributes"]["tags"]
    yield "series", None, {"metric": path["metric"], "tags": tags, "points": [["now-60s", 1]]}


def _spans(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    """The recorded ones; and, when a page follows, as many more as that takes (recordings are cut)."""
    spans = each.answer.get("data") or []
    for span in spans:
        yield "spans", None, {**span["attributes"], "_id": span["id"]}
    if "meta" not in each.answer:
        return
    asked = ((each.body or {}).get("data") or {}).get("attributes", {}).get("page") or {}
    limit = int(asked.get("limit") or each.parameter("page[limit]") or 10)
    for number in range(limit + 1 - len(spans)):
        yield "spans", None, {**spans[-1]["attributes"], "_id": f"{spans[-1]['id']}-{number}"}


def _buckets(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    """Spans that would be counted as these were, one for each bucket of time."""
    for bucket in each.answer.get("data") or []:
        by = bucket["attributes"].get("by") or {}
        for value in bucket["attributes"].get("compute", {}).values():
            times = [point["time"] for point in value] if isinstance(value, list) else ["now-5m"]
            for at in times:
                fields = {name.removeprefix("@"): held for name, held in by.items()}
                yield "spans", None, {"start_timestamp": at, "custom": {"duration": 1, **fields}, **fields}


def _services(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    env = each.parameter("filter[env]") or "*"
    for service in each.answer["data"]["attributes"]["services"]:
        content = {"service": service, "env": "none" if env == "*" else env, "resources": [{"name": "GET /"}]}
        yield "services", None, content


def _user(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    yield _as_user(each.answer["data"])


def _users(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for user in each.answer["data"]:
        yield _as_user(user)


def _as_user(user: dict[str, Any]) -> Found:
    attributes = user["attributes"]
    content = {"uuid": user["id"], **_given(attributes, ("email", "name", "handle", "title", "status"))}
    return "users", attributes["email"], content


def _events(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for event in each.answer["events"]:
        yield _as_event(event)


def _event(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    yield _as_event(each.answer["event"])


def _as_event(event: dict[str, Any]) -> Found:
    names = ("id", "text", "title", "alert_type", "handle", "host", "tags", "priority", "source")
    content = {"happened": event["date_happened"], **_given(event, names)}
    return "events", event["id"], content


def _events_v2(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for event in each.answer["data"]:
        attributes = event["attributes"]
        inner = attributes.get("attributes") or {}
        content = {
            "text": attributes.get("message") or "",
            "title": inner.get("title"),
            "tags": attributes.get("tags") or [],
            "happened": attributes["timestamp"],
        }
        yield "events", None, content


def _given(content: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The named fields that say something."""
    return {name: content[name] for name in names if content.get(name) is not None}


def _rows() -> Iterator[tuple[str, re.Pattern[str], Reader]]:
    table: tuple[tuple[str, str, Reader], ...] = (
        ("GET", r"/api/v1/hosts", _hosts),
        ("GET", r"/api/v1/tags/hosts", _tag_map),
        ("GET", r"/api/v1/tags/hosts/(?P<host>.+)", _tags_of_a_host),
        ("POST", r"/api/v1/tags/hosts/(?P<host>.+)", _tags_of_a_host),
        ("PUT", r"/api/v1/tags/hosts/(?P<host>.+)", _tags_of_a_host),
        ("GET", r"/api/v1/dashboard", _dashboards),
        ("GET", r"/api/v1/dashboard/(?P<id>[^/]+)", _dashboard),
        ("GET", r"/api/v1/dash", _dashes),
        ("GET", r"/api/v1/dash/(?P<id>\d+)", _dash),
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
        ("GET", r"/api/v1/query", _points),
        ("POST", r"/api/v2/query/timeseries", _points_v2),
        ("POST", r"/api/v2/query/scalar", _scalar),
        ("GET", r"/api/v1/metrics", _active_metrics),
        ("GET", r"/api/v1/metrics/(?P<metric>[^/]+)", _metadata),
        ("PUT", r"/api/v1/metrics/(?P<metric>[^/]+)", _metadata_written),
        ("GET", r"/api/v2/metrics/(?P<metric>[^/]+)/all-tags", _metric_tags),
        ("POST", r"/api/v2/spans/events/search", _spans),
        ("GET", r"/api/v2/spans/events", _spans),
        ("POST", r"/api/v2/spans/analytics/aggregate", _buckets),
        ("GET", r"/api/v2/apm/services", _services),
        ("GET", r"/api/v2/current_user", _user),
        ("GET", r"/api/v2/users", _users),
        ("GET", r"/api/v1/events", _events),
        ("GET", r"/api/v1/events/(?P<id>\d+)", _event),
        ("GET", r"/api/v2/events", _events_v2),
        ("POST", r"/api/v2/events/search", _events_v2),
    )
    for method, pattern, reader in table:
        yield method, re.compile(pattern), reader


READERS = tuple(_rows())
