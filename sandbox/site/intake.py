"""Takes what an Agent sends about its host: `POST /intake/`, the metadata that makes a host appear in the list.

The fields are those of the Agent's own payload (`internalHostname`, `agentVersion`, `host-tags`, `systemStats`,
`install-method`, `gohai`, `agent_checks`); of two payloads of one host the later one counts. The backend normalises
tags: lower case, and `_` for what a tag may not hold, so that `a:b,c:d` becomes the one tag `a:b_c:d`.
"""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from sandbox.site.call import Call, Endpoint, answer
from sandbox.site.errors import refused
from sandbox.site.seed import Host
from sandbox.site.state import Document, Organisation

_LONGEST_TAG = 200


def take(call: Call) -> Response:
    name = call.fields.get("internalHostname")
    if not isinstance(name, str) or not name:
        raise refused(400, "Payload is not in the expected format: internalHostname")
    tags = call.inner("host-tags").get("system") or []
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise refused(400, "Payload is not in the expected format: host-tags")
    call.inner("systemStats")
    call.inner("install-method")
    call.organisation.put("host_metadata", name, {"name": name, "at": call.now, "tags": tags, "sent": call.fields})
    return answer({"status": "ok"}, status=202)


def told_hosts(organisation: Organisation) -> dict[str, Host]:
    """The hosts that Agents told of, by name."""
    return {told["name"]: _host(told) for told in organisation.all("host_metadata")}


def tags_of_agent(organisation: Organisation, host: str) -> list[str] | None:
    """What the host's Agent sent last, as the backend keeps it (None: no Agent told of this host)."""
    told = organisation.get("host_metadata", host)
    return None if told is None else list(dict.fromkeys(filter(None, map(normal, told["tags"]))))


def normal(tag: str) -> str:
    """A tag as the backend keeps it."""
    kept = "".join(letter if letter.isalnum() or letter in "_-:./" else "_" for letter in tag.strip().lower())
    return kept[:_LONGEST_TAG].rstrip("_:")


def _host(told: Document) -> Host:
    sent: dict[str, Any] = told["sent"]
    stats: dict[str, Any] = sent.get("systemStats") or {}
    method: dict[str, Any] = sent.get("install-method") or {}
    meta: dict[str, Any] = {
        "nixV": stats.get("nixV") or ["", "", ""],
        "machine": stats.get("machine") or "x86_64",
        "gohai": sent.get("gohai") or "",
        "install_method": {
            "tool": method.get("tool"),
            "tool_version": method.get("tool_version") or "undefined",
            "installer_version": method.get("installer_version"),
        },
        "agent_checks": sent.get("agent_checks") or [],
    }
    return Host(
        name=told["name"],
        last_reported=told["at"],
        apps=("agent",),
        agent_version=str(sent.get("agentVersion") or ""),
        platform=str(sent.get("os") or "linux"),
        meta=meta,
    )


ENDPOINTS = (
    Endpoint("POST", "/intake/", take, keys="api"),
    Endpoint("POST", "/intake", take, keys="api"),
)
