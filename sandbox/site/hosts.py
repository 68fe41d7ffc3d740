"""`/api/v1/hosts`: who reported within the last three hours, and how each host looks in the list."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

from sandbox.site import names
from sandbox.site.call import Call, Endpoint, answer
from sandbox.site.errors import refused
from sandbox.site.hostmuting import muted_until
from sandbox.site.hosttags import tags_of
from sandbox.site.inventory import hosts_of
from sandbox.site.moments import seconds_of
from sandbox.site.seed import Host
from sandbox.site.state import Document, Organisation

SEEN_WITHIN = 3 * 3600
KEPT_FOR = 7 * 86400
LARGEST_PAGE = 1000


def list_hosts(call: Call) -> Response:
    wanted = call.query.get("filter", "").strip()
    found = [host for host in _recent(call) if _matches(call.organisation, host, wanted)]
    start, count = call.whole("start", 0), min(call.whole("count", 100), LARGEST_PAGE)
    if start < 0 or count < 0:
        raise refused(400, "start and count must be non-negative")
    with_meta = call.says("include_hosts_metadata")
    page = [
        host_item(call.organisation, host, now=call.now, with_meta=with_meta)
        for host in _sorted(found, call)[start : start + count]
    ]
    return answer(
        {
            "host_list": page,
            "total_returned": len(page),
            "total_matching": len(found),
            "exact_total_matching": True,
        }
    )


def totals(call: Call) -> Response:
    recent = _recent(call)
    return answer({"total_up": sum(host.up for host in recent), "total_active": len(recent)})


def host_item(organisation: Organisation, host: Host, *, now: float, with_meta: bool) -> Document:
    muted, until = muted_until(organisation, host.name, now=now)
    cloud = {"aws_id": host.aws_id, "aws_name": host.aws_name}
    return {
        "id": host.id or names.number(organisation.seed.identity, host.name, digits=10),
        "name": host.name,
        "host_name": host.name,
        "aliases": list(host.aliases) or [host.name],
        "apps": list(host.apps),
        "sources": list(host.sources),
        "tags_by_source": _shown_tags(organisation, host),
        "up": host.up,
        "last_reported_time": int(seconds_of(host.last_reported, now=now)),
        "is_muted": host.muted or muted,
        "mute_timeout": until,
        "meta": _meta(host) if with_meta else {},
        "metrics": {"cpu": 0.0, "iowait": 0.0, "load": 0.0, **host.metrics},
        **{name: value for name, value in cloud.items() if value is not None},
    }


def _recent(call: Call) -> list[Host]:
    asked = call.whole("from", int(call.now - SEEN_WITHIN))
    since = max(asked, call.now - KEPT_FOR)
    return [
        host
        for host in hosts_of(call.organisation)
        if host.last_reported == 0 or seconds_of(host.last_reported, now=call.now) >= since
    ]


def _matches(organisation: Organisation, host: Host, wanted: str) -> bool:
    tags = [tag for listed in _shown_tags(organisation, host).values() for tag in listed]
    own = [host.name, *host.aliases, *tags]
    return all(any(word in text for text in own) for word in wanted.split())


def _sorted(hosts: list[Host], call: Call) -> list[Host]:
    field = call.query.get("sort_field", "")
    backwards = call.query.get("sort_dir", "asc") == "desc"
    if field in ("cpu", "iowait", "load"):
        return sorted(hosts, key=lambda host: host.metrics.get(field, 0.0), reverse=backwards)
    return sorted(hosts, key=lambda host: host.name, reverse=backwards)


def _shown_tags(organisation: Organisation, host: Host) -> dict[str, list[str]]:
    """The Agent's own source also carries `host:<name>`."""
    tags = {source: list(listed) for source, listed in tags_of(organisation, host.name).items()}
    own = tags.setdefault("Datadog", [])
    if f"host:{host.name}" not in own:
        own.append(f"host:{host.name}")
    return {source: sorted(listed) for source, listed in tags.items() if listed}


def _meta(host: Host) -> dict[str, Any]:
    meta: dict[str, Any] = {
        "platform": host.platform,
        "machine": "x86_64",
        "processor": "",
        "cpuCores": 1,
        "pythonV": "n/a",
        "nixV": ["", "", ""],
        "macV": ["", "", ""],
        "winV": ["", "", ""],
        "fbsdV": ["", "", ""],
        "socket-hostname": host.name,
        "socket-fqdn": host.name,
        "timezones": ["UTC"],
        "host_id": names.number(host.name, "meta", digits=10),
        "logs_agent": {"transport": ""},
        "network": None,
        "agent_checks": [],
        "install_method": {"tool": None, "tool_version": "undefined", "installer_version": None},
    }
    if host.agent_version:
        meta |= {"agent_version": host.agent_version, "agent_flavor": "agent"}
    meta |= host.meta
    if not isinstance(meta.get("gohai", ""), str):
        meta["gohai"] = json.dumps(meta["gohai"], separators=(",", ":"))
    return meta


ENDPOINTS = (
    Endpoint("GET", "/api/v1/hosts", list_hosts, scope="hosts_read"),
    Endpoint("GET", "/api/v1/hosts/totals", totals, scope="hosts_read"),
)
