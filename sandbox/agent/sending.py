"""Sends series, host metadata and traces to the address of `dd_url`, as an Agent does."""

from __future__ import annotations

import json
import platform
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import urllib3

from sandbox.agent import VERSION
from sandbox.agent.checks import Sample
from sandbox.agent.settings import Settings

Stamped = tuple[float, Sample]
_TYPES = {"count": 1, "rate": 2, "gauge": 3}
_PIECE = 200
_pool = urllib3.PoolManager()


def series(settings: Settings, stamped: Iterable[Stamped]) -> None:
    """stamped: (epoch seconds, sample)."""
    points: dict[tuple[str, tuple[str, ...], str], list[dict[str, float]]] = defaultdict(list)
    for at, sample in stamped:
        points[sample.metric, sample.tags, sample.kind].append({"timestamp": int(at), "value": sample.value})
    resources = [{"name": settings.hostname, "type": "host"}]
    sent = [
        {"metric": metric, "tags": list(tags), "type": _TYPES[kind], "points": given, "resources": resources}
        for (metric, tags, kind), given in points.items()
    ]
    for start in range(0, len(sent), _PIECE):
        _post(settings, "/api/v2/series", {"series": sent[start : start + _PIECE]})


def host(settings: Settings, agent_checks: list[list[str]]) -> None:
    system = _os_release()
    _post(
        settings,
        "/intake/",
        {
            "internalHostname": settings.hostname,
            "agentVersion": VERSION,
            "agent-flavor": "agent",
            "os": "linux",
            "host-tags": {"system": list(settings.tags)},
            "systemStats": {
                "machine": platform.machine(),
                "nixV": [system.get("ID", ""), system.get("VERSION_ID", ""), ""],
            },
            "install-method": {"tool": "sandbox", "tool_version": "sandbox", "installer_version": "sandbox"},
            "gohai": json.dumps(
                {"platform": {"hostname": settings.hostname, "os": "GNU/Linux", "kernel_name": "Linux"}}
            ),
            "agent_checks": agent_checks,
        },
    )


def service_checks(settings: Settings, checks: Iterable[Mapping[str, Any]]) -> None:
    _post(settings, "/api/v1/check_run", list(checks))


def traces(settings: Settings, found: list[Any]) -> None:
    _post(settings, f"/sandbox/traces?host={quote(settings.hostname)}", found)


def _post(settings: Settings, path: str, body: Any) -> None:
    try:
        answer = _pool.request(
            "POST", settings.url + path, json=body, headers={"DD-API-KEY": settings.api_key}, timeout=20, retries=False
        )
    except urllib3.exceptions.HTTPError as fault:
        print(f"sandbox agent: {path.partition('?')[0]} was not sent: {fault}", flush=True)
        return
    if answer.status >= 300:
        print(f"sandbox agent: {path.partition('?')[0]} was not taken: status {answer.status}", flush=True)


def _os_release() -> dict[str, str]:
    lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    return {name: value.strip('"') for name, _, value in (line.partition("=") for line in lines)}
