"""A stand-in Agent: what `datadog-agent` would print about the checks that `collector` found."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from sandbox.agent.collector import CONF, CORE, Collector, Loaded
from sandbox.agent.seed import AgentSeed, CheckState


def identity(check: Loaded, index: int) -> str:
    digest = sum(ord(letter) * (at + 7) ** 5 for at, letter in enumerate(f"{check.source}{index}"))
    return f"{check.name}:{digest % 16**16:016x}"


def status_json(agent: AgentSeed, found: Collector, now: int) -> str:
    checks: dict[str, dict[str, Any]] = {}
    for name, seconds in CORE.items():
        checks[name] = {name: _run(name, name, f"{CONF}{name}.d/conf.yaml.default", seconds, CheckState(), now)}
    for check in found.loaded:
        checks[check.name] = {
            identity(check, index): _run(check.name, identity(check, index), check.source, seconds, check.state, now)
            for index, seconds in enumerate(check.intervals)
        }
    loaders = {name: {"Core Check Loader": f"Check {name} not found in Catalog", "Python Check Loader": problem}
               for name, problem in found.loader_errors.items()}  # fmt: skip
    told = {
        "version": agent.version,
        "metadata": {"meta": {"hostname": agent.hostname, "socket-hostname": agent.hostname}},
        "conf_file": "/etc/datadog-agent/datadog.yaml",
        "runnerStats": {"Checks": checks, "RunningChecks": len(checks), "Runs": 842},
        "checkSchedulerStats": {"LoaderErrors": loaders, "RunErrors": {}},
        "autoConfigStats": {"ConfigErrors": found.config_errors, "ResolveWarnings": {}},
        "pyLoaderStats": {"ConfigureErrors": {}, "Py3Warnings": {}},
        "apmStats": _apm(agent),
    }
    return json.dumps(told, indent=2) + "\n"


def _run(name: str, identity: str, source: str, seconds: float, state: CheckState, now: int) -> dict[str, Any]:
    error = json.dumps([{"message": state.error, "traceback": "Traceback (most recent call last): …"}])
    return {
        "AverageExecutionTime": 8,
        "CheckConfigSource": f"file:{source}",
        "CheckID": identity,
        "CheckName": name,
        "CheckVersion": state.version or "unversioned",
        "Interval": int(seconds * 1_000_000_000),
        "LastError": error if state.error else "",
        "LastSuccessDate": 0 if state.error else now,
        "LastWarnings": [state.warning] if state.warning else [],
        "MetricSamples": 0 if state.error else state.metrics,
        "ServiceChecks": 0,
        "TotalErrors": 842 if state.error else 0,
        "TotalMetricSamples": 0 if state.error else 842 * state.metrics,
        "TotalRuns": 842,
        "UpdateTimestamp": now,
    }


def _apm(agent: AgentSeed) -> dict[str, Any]:
    if not agent.apm:
        return {"error": agent.apm_error or "connection refused", "port": 8126}
    receiver = [
        {"Lang": client.lang, "LangVersion": client.version, "Interpreter": "CPython", "TracerVersion": client.tracer,
         "TracesReceived": client.traces, "SpansReceived": client.traces * 9, "TracesBytes": client.traces * 2300}
        for client in agent.clients
    ]  # fmt: skip
    config = {"Enabled": True, "Hostname": agent.hostname, "ReceiverHost": "localhost", "ReceiverPort": 8126}
    return {"pid": 930, "uptime": 4021, "config": config, "receiver": receiver}


def status_text(agent: AgentSeed, found: Collector) -> str:
    lines = ["Getting the status from the agent.", "", "=" * 15, f"Agent (v{agent.version})", "=" * 15, "",
             "  Hostnames", "  =========", f"    hostname: {agent.hostname}", "",
             "=========", "Collector", "=========", "", "  Running Checks", "  =============="]  # fmt: skip
    for check in found.loaded:
        head = f"{check.name} ({check.state.version or 'unversioned'})"
        lines += ["    ", f"    {head}", f"    {'-' * len(head)}"]
        word = "ERROR" if check.state.error else "WARNING" if check.state.warning else "OK"
        for index, _ in enumerate(check.intervals):
            lines += [f"      Instance ID: {identity(check, index)} [{word}]",
                      f"      Configuration Source: file:{check.source}", "      Total Runs: 842",
                      f"      Metric Samples: Last Run: {check.state.metrics}, "
                      f"Total: {842 * check.state.metrics:,}"]  # fmt: skip
            lines += [f"      Error: {check.state.error}"] if check.state.error else []
    if found.loader_errors:
        lines += ["", "  Loading Errors", "  =============="]
    for name, problem in found.loader_errors.items():
        lines += [f"    {name}", f"    {'-' * len(name)}", "      Python Check Loader:", f"        {problem}"]
    lines += [
        "",
        "=========",
        "APM Agent",
        "=========",
        *_apm_lines(agent),
        "",
        "=========",
        "Forwarder",
        "=========",
        "",
    ]
    return "\n".join(lines)


def _apm_lines(agent: AgentSeed) -> list[str]:
    if not agent.apm:
        return [
            "  Status: Not running or unreachable on localhost:8126.",
            f"  Error: {agent.apm_error or 'connection refused'}",
        ]
    lines = ["  Status: Running", "  Pid: 930", "  Receiver: localhost:8126", "", "  Receiver (previous minute)",
             "  =========================="]  # fmt: skip
    for client in agent.clients:
        lines += [f"    From {client.lang} {client.version} (CPython), client {client.tracer}",
                  f"      Traces received: {client.traces} ({client.traces * 2300:,} bytes)"]  # fmt: skip
    return lines if agent.clients else [*lines, "    No traces received in the previous minute."]


def configcheck(found: Collector) -> str:
    blocks = []
    if found.config_errors:
        blocks += ["=== Configuration errors ===", *(f"{n}: {p}" for n, p in found.config_errors.items()), ""]
    for check in found.loaded:
        blocks += [
            f"=== {check.name} check ===",
            "Configuration provider: file",
            f"Configuration source: file:{check.source}",
        ]
        for index, instance in enumerate(check.instances):
            shown = re.sub(
                r"(?m)^(\s*(?:pass|password): ).*$", r"\1********", yaml.safe_dump(instance) if instance else "{}\n"
            )
            blocks += [f"Config for instance ID: {identity(check, index)}", shown.rstrip("\n"), "~"]
        blocks += ["===", ""]
    return "\n".join(blocks) + "\n"


def info(agent: AgentSeed, found: Collector) -> str:
    """What Agent 5 prints, with what its trace agent adds."""
    head = _framed(f"Collector (v {agent.version})")
    if not agent.running:
        return "\n".join([*head, "  Collector is not running.", "  You can get more details in the logs:", ""])
    lines = [*head, "  Status date: 2018-05-23 14:11:10 (14s ago)", "  Pid: 1313", "", "  Hostnames", "  =========", "",
             f"    socket-hostname: {agent.hostname}", f"    hostname: {agent.hostname}", "",
             "  Checks", "  ======", ""]  # fmt: skip
    for check in found.loaded:
        head = [f"    {check.name} ({check.state.version or agent.version})"]
        word = f"ERROR]: {check.state.error!r}" if check.state.error else "WARNING]" if check.state.warning else "OK]"
        lines += [*head, f"    {'-' * (len(head[0]) - 4)}"]
        lines += [f"      - instance #{index} [{word}" for index, _ in enumerate(check.intervals)]
        lines += [f"      - Collected {check.state.metrics} metrics, 0 events & 0 service checks", ""]
    for name, problem in found.loader_errors.items():
        lines += [f"    {name}", f"    {'-' * len(name)}", f"      - initialize check class [ERROR]: {problem!r}", ""]
    lines += _framed(f"Dogstatsd (v {agent.version})") + _framed(f"Trace Agent (v {agent.version})")
    if not agent.apm:
        return "\n".join([*lines, "  Not running (port 8126)", "", ""])
    lines += ["  Pid: 1310", f"  Hostname: {agent.hostname}", "  Receiver: localhost:8126", "",
              "  --- Receiver stats (1 min) ---", ""]  # fmt: skip
    for client in agent.clients:
        lines += [f"  From {client.lang} {client.version} (CPython), client {client.tracer}",
                  f"    Traces received: {client.traces} ({client.traces * 2300} bytes)", ""]  # fmt: skip
    return "\n".join([*lines, "  --- Writer stats (1 min) ---", ""])


def _framed(title: str) -> list[str]:
    return ["=" * len(title), title, "=" * len(title), ""]


def health(agent: AgentSeed) -> str:
    word = agent.health.upper()
    return (
        f"Agent health: {word}\n=== 4 healthy components ===\naggregator, collector-queue, dogstatsd-main, forwarder\n"
    )


def version(agent: AgentSeed) -> str:
    return f"Agent {agent.version} - Commit: 1a2b3c4 - Serialization version: v5.0.30 - Go version: go1.21.8\n"
