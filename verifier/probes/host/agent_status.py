"""What `datadog-agent status` says, as JSON (6, 7), as text (6, 7) or as Agent 5's `info`.

The JSON's `Interval` is in nanoseconds; the text has no interval at all. Receiver numbers cover the
last minute only.
"""

from __future__ import annotations

import json
import re
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
            seconds = interval / 1e9 if isinstance(interval, int | float) and interval > 0 else None
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


def of_text(text: str) -> AgentStatus | None:
    """The text form of 6 and 7. None: it is not one."""
    version = re.search(r"^Agent \(v(\d[\w.~+-]*)\)", text, re.MULTILINE)
    if version is None and "Running Checks" not in text:
        return None
    hostname = re.search(r"^    hostname: (\S+)", text, re.MULTILINE)
    return AgentStatus(
        version=version.group(1) if version else "",
        hostname=hostname.group(1) if hostname else "",
        runs=tuple(_text_runs(_part(text, "Running Checks"))),
        not_loaded={
            **_text_broken(_part(text, "Check Initialization Errors"), 6),
            **_text_broken(_part(text, "Loading Errors"), 4),
        },
        receiver=_text_receiver(text),
    )


def _part(text: str, title: str) -> str:
    """The lines below `  Title` / `  =====` up to the next heading of this kind."""
    found = re.search(
        rf"^  {title}\n  =+\n(.*?)(?=^ {{0,2}}[^\s=][^\n]*\n {{0,2}}=+$|\Z)", text, re.MULTILINE | re.DOTALL
    )
    return found.group(1) if found else ""


def _text_runs(part: str) -> list[CheckRun]:
    found = []
    for block in re.split(r"\n(?= {4}\S+(?: \([^\n]*\))?\n {4}-+\n)", "\n" + part):
        head = re.match(r" {4}(\S+)", block)  # core checks have no version behind their name
        if not head:
            continue
        for one in re.split(r"(?=^\s+Instance ID: )", block, flags=re.MULTILINE)[1:]:
            word = re.search(r"\[(OK|WARNING|ERROR)\]", one)
            error = re.search(r"^\s+Error: (.*)$", one, re.MULTILINE)
            samples = re.search(r"Metric Samples: Last Run: ([\d,]+)", one)
            source = re.search(r"Configuration Source: (?:file:)?(\S+)", one)
            found.append(
                CheckRun(
                    head.group(1),
                    word.group(1).lower() if word else "",
                    source.group(1) if source else "",
                    None,
                    error.group(1)[:300] if error else "",
                    int(samples.group(1).replace(",", "")) if samples else None,
                )
            )
    return found


def _text_broken(part: str, indent: int) -> dict[str, str]:
    """Names that stand on a line of dashes, each with the first lines below it."""
    broken = {}
    pattern = (
        rf"^ {{{indent}}}(\S+)(?: \([^\n]*\))?\n {{{indent}}}-+\n(.*?)(?=^ {{{indent}}}\S[^\n]*\n {{{indent}}}-+$|\Z)"
    )
    for found in re.finditer(pattern, part, re.MULTILINE | re.DOTALL):
        broken[found.group(1)] = " ".join(found.group(2).split())[:300]
    return broken


def _text_receiver(text: str) -> Receiver:
    found = re.search(r"^APM Agent\n=+\n(.*?)(?=^=+\n|\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        return Receiver()
    part = found.group(1)
    port = re.search(r"(?:Receiver: \S*:|unreachable on \S*:)(\d+)", part)
    number = int(port.group(1)) if port else None
    if not re.search(r"Status: Running", part):
        problem = re.search(r"^\s*Error: (.*)$", part, re.MULTILINE)
        return Receiver(False, number, problem=problem.group(1)[:300] if problem else "")
    clients = re.findall(r"From (\S{1,99}) (\S{0,99})[^\n]{0,99}?client (\S{1,99})\s{1,99}Traces received: (\d{1,9})", part)
    lines = tuple(f"{lang} {version} (tracer {tracer}): {count} traces" for lang, version, tracer, count in clients)
    return Receiver(True, number, sum(int(count) for *_, count in clients), lines)


def of_info(text: str) -> AgentStatus | None:
    """Agent 5's `info`."""
    version = re.search(r"Collector \(v ?(5[\d.]*)\)", text)
    if version is None:
        return None
    runs, hostname = [], re.search(r"^\s+hostname: (\S+)", text, re.MULTILINE)
    for block in re.split(r"\n(?=\s{4}\S+ \([^\n]*\)\n\s{4}-+)", text):
        head = re.match(r"\s{4}(\S+) \(", block)
        word = re.search(r"- instance #\S+ \[(OK|WARNING|ERROR)\](?:: (.*))?", block)
        samples = re.search(r"Collected (\d+) metrics?", block)
        if head and word:
            count = int(samples.group(1)) if samples else None
            runs.append(
                CheckRun(head.group(1), word.group(1).lower(), error=(word.group(2) or "")[:300], samples=count)
            )
    return AgentStatus(version.group(1), hostname.group(1) if hostname else "", tuple(runs))


def resolved_intervals(text: str) -> dict[str, tuple[float, ...]]:
    """`configcheck`: name -> seconds of each instance, the default where none is written."""
    found: dict[str, tuple[float, ...]] = {}
    for block in re.split(r"^=== (?=\S+ check ===$)", text.replace("\r", ""), flags=re.MULTILINE)[1:]:
        name = block.split(" ", 1)[0]
        for instance in re.findall(
            r"^(?:(?:Config for i|I)nstance ID: |Instance \d+:)[^\n]*\n(.*?)^~$", block, re.MULTILINE | re.DOTALL
        ):
            written = re.search(r"^\s*min_collection_interval: (\d+)\s*$", instance, re.MULTILINE)
            found[name] = (*found.get(name, ()), float(written.group(1)) if written else 15.0)
    return found


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
