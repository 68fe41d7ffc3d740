"""`/api/v1/monitor/search` and `/groups/search`: monitors as a list with facets, notifications taken apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from starlette.responses import Response

from sandbox.site.call import Call, Endpoint, answer
from sandbox.site.downtimes.muting import active_of, reaching
from sandbox.site.errors import refused
from sandbox.site.moments import seconds_of
from sandbox.site.monitor_rules import measured
from sandbox.site.monitors import KIND
from sandbox.site.query.monitor import METRIC_TYPES
from sandbox.site.state import Document
from sandbox.site.users import handle

_AT = re.compile(r"(?<![\w.])@([\w.+-]+(?:@[\w-]+(?:\.[\w-]+)+)?)")


_FOR_EVER = 2**63 - 1


def search(call: Call) -> Response:
    wanted = call.query.get("query", "")
    found = _sorted(call, [item for monitor in _monitors(call) if _matches(item := _item(call, monitor), wanted)])
    page, size = call.whole("page", 0), call.whole("per_page", 30)
    return answer(
        {
            "monitors": found[page * size : (page + 1) * size],
            "metadata": _metadata(len(found), page, size),
            "counts": _counts(found),
        }
    )


def search_groups(call: Call) -> Response:
    groups = [
        _group(call, monitor, name, group)
        for monitor in _monitors(call)
        if _matches(_item(call, monitor), call.query.get("query", ""))
        for name, group in monitor["_groups"].items()
    ]
    page, size = call.whole("page", 0), call.whole("per_page", 30)
    return answer(
        {
            "groups": groups[page * size : (page + 1) * size],
            "metadata": _metadata(len(groups), page, size),
            "counts": {
                "status": _count(group["status"] for group in groups),
                "muted": _count(group["muted"] for group in groups),
                "tag": _count(tag for group in groups for tag in group["all_tags"]),
                "type": _count("metric" for _ in groups),
            },
        }
    )


def notifications(call: Call, message: str) -> list[Document]:
    """The @handles of a message; those of users carry their names."""
    names = {handle(user): user.name or handle(user) for user in call.organisation.seed.users}
    found = dict.fromkeys(match.rstrip(".-") for match in _AT.findall(message))
    return [{"handle": each, "name": names.get(each, each.replace("-", " ").capitalize())} for each in found]


def _sorted(call: Call, items: list[Document]) -> list[Document]:
    """`name,asc` and the like; the newest first if nothing was asked."""
    field, _, direction = call.query.get("sort", "").partition(",")
    if not field:
        return items
    if field not in ("name", "status", "tags") or direction not in ("", "asc", "desc"):
        raise refused(400, f"Invalid sort: {call.query['sort']}")
    return sorted(items, key=lambda item: str(item[field]), reverse=direction == "desc")


def _monitors(call: Call) -> list[Document]:
    return sorted(call.organisation.all(KIND), key=lambda monitor: -int(monitor["id"]))


def _item(call: Call, monitor: Document) -> Document:
    metrics, scopes = measured(monitor)
    muted = active_of(call.organisation, monitor["id"], now=call.now)
    changed = monitor["overall_state_modified"]
    return {
        "id": monitor["id"],
        "org_id": monitor["org_id"],
        "name": monitor["name"],
        "type": monitor["type"],
        "classification": "metric" if monitor["type"] in METRIC_TYPES else monitor["type"].partition(" ")[0],
        "status": monitor["overall_state"],
        "query": monitor["query"],
        "metrics": metrics,
        "scopes": scopes,
        "tags": monitor["tags"],
        "creator": {name: monitor["creator"][name] for name in ("handle", "id", "name")},
        "notifications": notifications(call, monitor["message"]),
        "last_triggered_ts": _last_triggered(monitor, now=call.now),
        "muted_until_ts": max((each["end"] for each in muted if each["end"]), default=None),
        "overall_state_modified": None if changed is None else int(seconds_of(changed, now=call.now)),
        "priority": monitor["priority"],
        "restricted_roles": monitor["restricted_roles"] or [],
    }


def _last_triggered(monitor: Document, *, now: float) -> int | None:
    times = [group.get("last_triggered") for group in monitor["_groups"].values()]
    return max((int(seconds_of(each, now=now)) for each in times if each is not None), default=None)


def _matches(item: Document, wanted: str) -> bool:
    return all(_matches_word(item, word) for word in re.findall(r'\S*"[^"]*"|\S+', wanted))


def _matches_word(item: Document, word: str) -> bool:
    key, colon, value = word.partition(":")
    value = value.strip('"').lower()
    if colon and key in ("status", "type", "metric", "scope", "tag", "id", "notification"):
        held = {
            "status": [item["status"]],
            "type": [item["classification"]],
            "metric": item["metrics"],
            "scope": item["scopes"],
            "tag": item["tags"],
            "id": [str(item["id"])],
            "notification": [each["handle"] for each in item["notifications"]],
        }[key]
        return any(value == str(each).lower() for each in held)
    return word.strip('"').lower() in item["name"].lower() or word in item["tags"]


def _group(call: Call, monitor: Document, name: str, group: Document) -> Document:
    def second(key: str) -> int:
        return 0 if group.get(key) is None else int(seconds_of(group[key], now=call.now))

    downtimes = [_muting(each) for each in reaching(call.organisation, monitor, now=call.now)]
    until = max((each["end_dt"] or _FOR_EVER for each in downtimes), default=0)
    return {
        "downtimes": downtimes,
        "muted": bool(downtimes),
        "muted_until_ts": until,
        "muted_remaining": until if until in (0, _FOR_EVER) else max(0, until - int(call.now)),
        "priority": monitor["priority"],
        "all_tags": monitor["tags"],
        "env_tags": [tag for tag in monitor["tags"] if tag.startswith("env:")],
        "team_tags": [tag for tag in monitor["tags"] if tag.startswith("team:")],
        "monitor_id": monitor["id"],
        "monitor_name": monitor["name"],
        "group": name,
        "group_tags": name.split(","),
        "status": group["status"],
        "last_triggered_ts": second("last_triggered"),
        "last_nodata_ts": second("last_nodata"),
    }


def _muting(downtime: Document) -> Document:
    told = {name: downtime[name] for name in ("id", "monitor_id", "monitor_tags", "modified", "scope")}
    return {**told, "start_dt": downtime["start"], "end_dt": downtime["end"]}


def _metadata(total: int, page: int, size: int) -> Document:
    pages = -(-total // size) if size else 0
    return {"page": page, "page_count": pages, "per_page": size, "total_count": total}


def _counts(items: list[Document]) -> Document:
    return {
        "status": _count(item["status"] for item in items),
        "muted": _count(item["muted_until_ts"] is not None for item in items),
        "tag": _count(tag for item in items for tag in item["tags"]),
        "type": _count(item["classification"] for item in items),
    }


def _count(values: Iterable[Any]) -> list[Document]:
    return [{"name": name, "count": count} for name, count in Counter(values).most_common()]


ENDPOINTS = (
    Endpoint("GET", "/api/v1/monitor/search", search, scope="monitors_read"),
    Endpoint("GET", "/api/v1/monitor/groups/search", search_groups, scope="monitors_read"),
)
