"""What `datadog-agent status` says of an Agent and its checks, and the reader of its JSON.

The JSON's `Interval` is in nanoseconds; the text has no interval at all. Receiver numbers cover the
last minute only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OK, WARNING, ERROR, NOT_LOADED = "ok", "warning", "error", "not loaded"


@dataclass(frozen=True)
class CheckRun:
    """One running instance of a check. interval: seconds, None = not told."""

    name: str
    status: str
    source: str = ""
    interval: float | None = None
    error: str = ""
    samples: int | None = None


@dataclass(frozen=True)
class Receiver:
    """running None = not told."""

    running: bool | None = None
    port: int | None = None
    traces: int | None = None
    received: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class AgentStatus:
    version: str = ""
    hostname: str = ""
    runs: tuple[CheckRun, ...] = ()
    not_loaded: Mapping[str, str] = field(default_factory=dict)
    receiver: Receiver = Receiver()

    def of(self, name: str) -> tuple[str, str, tuple[CheckRun, ...]]:
        """Status, last error and the running instances of a check."""
        runs = tuple(run for run in self.runs if run.name == name)
        if not runs:
            return NOT_LOADED, self.not_loaded.get(name, ""), ()
        worst = next((s for s in (ERROR, WARNING) if any(run.status == s for run in runs)), OK)
        return worst, next((run.error for run in runs if run.error), ""), runs


def of_json(text: str) -> AgentStatus | None:
    """None: it is not the JSON of a status."""
    try:
        data = json.loads(text[text.index("{") :])
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or "runnerStats" not in data:
        return None
    return AgentStatus(
        version=_word(data.get("version")),
        hostname=_word(_at(data, "metadata", "meta", "hostname") or _at(data, "meta", "hostname")
                       or _at(data, "apmStats", "config", "Hostname")
        or _at(data, "hostinfo", "hostname")),
        runs=tuple(_runs(_at(data, "runnerStats", "Checks"))),
        not_loaded=_broken(data),
        receiver=_receiver(data.get("apmStats")),
    )  # fmt: skip


def _runs(checks: object) -> list[CheckRun]:
    found = []
    for name, instances in _dict(checks).items():
        for run in _dict(instances).values():
            told = _dict(run)
            error = _message(told.get("LastError"))
            interval = told.get("Interval")
            seconds = interval / 1e9 if isinstance(interval, int | float) and 0 < interval < 1e18 else None
            status = ERROR if error else WARNING if told.get("LastWarnings") else OK
            samples = told.get("MetricSamples")
            source = _word(told.get("CheckConfigSource")).removeprefix("file:")
            found.append(CheckRun(name, status, source, seconds, error, samples if isinstance(samples, int) else None))
    return found


def _broken(data: Mapping[str, Any]) -> dict[str, str]:
    """name -> why the Agent could not load it, from the three places that say so."""
    broken: dict[str, str] = {}
    for name, message in _dict(_at(data, "pyLoaderStats", "ConfigureErrors")).items():
        broken[name] = _message(message)
    for name, message in _dict(_at(data, "autoConfigStats", "ConfigErrors")).items():
        broken[name] = _message(message)
    for name, loaders in _dict(_at(data, "checkSchedulerStats", "LoaderErrors")).items():
        told = _dict(loaders)
        broken[name] = _message(told.get("Python Check Loader") or next(iter(told.values()), ""))
    return broken


def _receiver(apm: object) -> Receiver:
    told = _dict(apm)
    config = _dict(told.get("config"))
    port = config.get("ReceiverPort", told.get("port"))
    number = int(str(port)) if str(port).isdigit() else None
    if not told:
        return Receiver()
    if told.get("error"):
        return Receiver(running=False, port=number, problem=_message(told["error"]))
    clients = [_dict(client) for client in told.get("receiver") or [] if isinstance(client, dict)]
    lines = tuple(
        f"{c.get('Lang') or 'unknown'} {c.get('LangVersion') or ''} (tracer {c.get('TracerVersion') or '?'}): "
        f"{_number(c.get('TracesReceived'))} traces"
        for c in clients
    )
    return Receiver(True, number, sum(_number(c.get("TracesReceived")) for c in clients), lines)


def _message(told: object) -> str:
    """LastError is often JSON inside JSON: [{"message": …, "traceback": …}]."""
    text = told if isinstance(told, str) else json.dumps(told) if told else ""
    if text.startswith("["):
        try:
            inner = json.loads(text)
            text = str(inner[0].get("message", text)) if inner and isinstance(inner[0], dict) else text
        except ValueError:
            pass
    return " ".join(text.split())[:300]


def _at(data: object, *keys: str) -> object:
    for key in keys:
        data = _dict(data).get(key)
    return data


def _dict(value: object) -> dict[str, Any]:
    return {str(key): inner for key, inner in value.items()} if isinstance(value, dict) else {}


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0
