"""The trace agent is real (`ddapm-test-agent` on port 8126); what it received is handed on, and counted."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import urllib3

from sandbox.agent import sending
from sandbox.agent.seed import Client
from sandbox.agent.settings import Settings

PORT = 8126
_ADDRESS = f"http://127.0.0.1:{PORT}"


@dataclass
class TraceAgent:
    process: subprocess.Popen[bytes]
    seen: set[str] = field(default_factory=set)
    clients: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def hand_on(self, settings: Settings) -> None:
        """Send what arrived since the last time."""
        with contextlib.suppress(urllib3.exceptions.HTTPError, ValueError):
            traces = _get("/test/traces")
            new = [trace for trace in traces if trace and str(trace[0]["trace_id"]) not in self.seen]
            if new:
                self.seen.update(str(trace[0]["trace_id"]) for trace in new)
                self._count(len(new))
                sending.traces(settings, new)

    def _count(self, traces: int) -> None:
        """Who sent them stands in the headers of the last request that carried any."""
        sent = [one["headers"] for one in _get("/test/session/requests") if "/traces" in one["url"]]
        told = {name.lower(): value for name, value in sent[-1].items()} if sent else {}
        client = tuple(told.get(f"datadog-meta-{name}", "") for name in ("lang", "lang-version", "tracer-version"))
        self.clients[client[0], client[1], client[2]] = self.clients.get((client[0], client[1], client[2]), 0) + traces

    def told(self) -> list[Client]:
        return [Client(lang, version, tracer, traces) for (lang, version, tracer), traces in self.clients.items()]


def start() -> TraceAgent:
    program = Path(sys.executable).with_name("ddapm-test-agent")
    process = subprocess.Popen(
        [str(program), "--port", str(PORT)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )
    return TraceAgent(process)


def _get(path: str) -> list[Any]:
    found = urllib3.request("GET", _ADDRESS + path, timeout=5, retries=False).json()
    return found if isinstance(found, list) else []
