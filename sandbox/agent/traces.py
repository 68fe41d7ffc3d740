"""The trace agent is real (`ddapm-test-agent` on port 8126); what it received is handed on, and counted."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import urllib3

from sandbox.agent import sending
from sandbox.agent.seed import Client
from sandbox.agent.settings import Settings

PORT = 8126
_TICK = 1.0


@dataclass
class Received:
    """What the trace agent at `address` received, and how much of it was handed on."""

    address: str = f"http://127.0.0.1:{PORT}"
    seen: set[str] = field(default_factory=set)
    clients: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def hand_on(self, settings: Settings) -> None:
        """Send what arrived since the last time."""
        with contextlib.suppress(urllib3.exceptions.HTTPError, ValueError):
            traces = self._get("/test/traces")
            new = [trace for trace in traces if trace and str(trace[0]["trace_id"]) not in self.seen]
            if new:
                self.seen.update(str(trace[0]["trace_id"]) for trace in new)
                self.clients[self._client()] += len(new)
                sending.traces(settings, new)

    def _client(self) -> tuple[str, str, str]:
        """Language, its version, and the tracer's, by the headers of the last request that carried traces."""
        sent = [one["headers"] for one in self._get("/test/session/requests") if "/traces" in one["url"]]
        told = {name.lower(): value for name, value in sent[-1].items()} if sent else {}
        lang, version, tracer = (
            told.get(f"datadog-meta-{name}", "") for name in ("lang", "lang-version", "tracer-version")
        )
        return lang, version, tracer

    def told(self) -> list[Client]:
        return [Client(lang, version, tracer, traces) for (lang, version, tracer), traces in self.clients.items()]

    def _get(self, path: str) -> list[Any]:
        found = urllib3.request("GET", self.address + path, timeout=5, retries=False).json()
        return found if isinstance(found, list) else []


def start() -> subprocess.Popen[bytes]:
    program = Path(sys.executable).with_name("ddapm-test-agent")
    return subprocess.Popen(
        [str(program), "--port", str(PORT)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )


def hand_on_for_ever(source: str, to: str, host: str) -> NoReturn:
    """For a machine with a real Agent, whose traces the sandbox cannot read."""
    received, settings = Received(source), Settings(os.environ["DD_API_KEY"], to, host, (), True)
    while True:
        received.hand_on(settings)
        time.sleep(_TICK)
