"""The hosts that report to the account: who they are, when they were last heard, their tags by source."""

from __future__ import annotations

import json
from collections.abc import Mapping

from verifier.facts.account import AccountHost, AccountHosts
from verifier.probes.account.probe import Ask, Probe, Told
from verifier.probes.account.shape import epoch, obj, objs, text, texts, whole

HOSTS = "/api/v1/hosts"
# Datadog forgets a host after seven days; without `from` it only lists the last three hours.
LOOK_BACK = 7 * 86_400
PAGE = 200
PAGES = 5
_NIX, _MAC, _WINDOWS = "nixV", "macV", "winV"


def ask_hosts(ask: Ask) -> Told:
    found: dict[str, AccountHost] = {}
    for page in range(PAGES):
        body = ask.port.get(HOSTS, _params(ask.now, page))
        listed = objs(obj(body).get("host_list"))
        found.update((host.name, host) for host in read_hosts(body))
        total = whole(obj(body).get("total_matching"))
        seen = page * PAGE + len(listed)
        if len(listed) < PAGE and (total is None or seen >= total):
            return {AccountHosts: AccountHosts(tuple(found.values()), True, ask.now)}
        if not listed:
            break
    ask.missing.append("not every host was listed")
    return {AccountHosts: AccountHosts(tuple(found.values()), False, ask.now)}


def _params(now: int, page: int) -> list[tuple[str, str | int | bool]]:
    return [
        ("from", now - LOOK_BACK),
        ("include_hosts_metadata", True),
        ("count", PAGE),
        ("start", page * PAGE),
    ]


def read_hosts(body: object) -> tuple[AccountHost, ...]:
    """Every host of one page that has a name."""
    return tuple(host for item in objs(obj(body).get("host_list")) if (host := read_host(item)).name)


def read_host(item: Mapping[str, object]) -> AccountHost:
    meta = obj(item.get("meta"))
    return AccountHost(
        name=text(item.get("host_name")) or text(item.get("name")),
        aliases=texts(item.get("aliases")),
        up=item.get("up") is True,
        last_reported=epoch(item.get("last_reported_time")),
        agent_version=text(meta.get("agent_version")),
        platform=text(meta.get("platform")),
        system=_system(meta),
        apps=texts(item.get("apps")),
        tags=tuple((source, texts(tags)) for source, tags in obj(item.get("tags_by_source")).items()),
        agent_checks=_checks(meta.get("agent_checks")),
        has_metadata=bool(meta),
        install=text(obj(meta.get("install_method")).get("tool")).replace("undefined", ""),
    )


def _system(meta: Mapping[str, object]) -> str:
    """ "ubuntu 18.04", from the first of Datadog's version lists that says something, else from gohai."""
    for name in (_NIX, _MAC, _WINDOWS):
        told = meta.get(name)
        words = " ".join(word for word in texts(told[:2] if isinstance(told, list) else None) if word)
        if words:
            return words if name == _NIX else f"{'macOS' if name == _MAC else 'Windows'} {words}"
    try:
        platform = obj(json.loads(text(meta.get("gohai"))), "platform")
    except (ValueError, RecursionError):
        return ""
    return text(platform.get("os")) or text(platform.get("kernel_name"))


def _checks(value: object) -> tuple[tuple[str, str, str], ...]:
    """Six-element lists: name, name, id, status, message, "" — missing on many hosts."""
    rows = value if isinstance(value, list) else []
    return tuple(
        (text(row[0]), text(row[3]), text(row[4]) if len(row) > 4 else "")
        for row in rows
        if isinstance(row, list) and len(row) > 3 and text(row[0])
    )


PROBE = Probe("hosts", (AccountHosts,), (HOSTS,), ask_hosts)
