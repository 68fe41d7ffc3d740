"""Which checks a stand-in Agent runs, by the real one's rules, over the files of a seed.

Per instance `min_collection_interval`, 15 seconds otherwise; broken YAML, missing code and code that does
not compile are loading errors. Written apart from the verifier's own reading of the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from sandbox.agent.seed import AgentSeed, CheckState

HOME, HOME_5, HOME_MACOS = "/etc/datadog-agent", "/etc/dd-agent", "/opt/datadog-agent/etc"
AMONG_ITS_OWN = "/opt/datadog-agent/agent/checks.d"
CONF = f"{HOME}/conf.d/"
CORE = {"cpu": 15, "disk": 15, "io": 15, "load": 15, "memory": 15, "network": 15, "ntp": 900, "uptime": 15}


@dataclass(frozen=True)
class Loaded:
    """A check that runs. intervals: seconds, one an instance."""

    name: str
    source: str
    instances: list[dict[str, Any]]
    intervals: list[float]
    state: CheckState


@dataclass
class Collector:
    """What the Agent made of its files."""

    loaded: list[Loaded] = field(default_factory=list)
    config_errors: dict[str, str] = field(default_factory=dict)
    loader_errors: dict[str, str] = field(default_factory=dict)


def collect(agent: AgentSeed, files: Mapping[str, str], home: str = "") -> Collector:
    """Read the configuration files as the Agent does at its start. home: its folder, if not that of Linux."""
    found = Collector()
    home = home or (HOME_5 if agent.major == 5 else HOME)
    for path, text in sorted(files.items()):
        name = _configured(path, f"{home}/conf.d/")
        if name:
            _load(name, path, text, agent, files, home, found)
    return found


def _configured(path: str, folder: str) -> str:
    if not path.startswith(folder) or not path.endswith((".yaml", ".yml")):
        return ""
    first, _, rest = path.removeprefix(folder).partition("/")
    if not rest:
        return first.rsplit(".", 1)[0]
    return first[:-2] if first.endswith(".d") and "/" not in rest and not rest.startswith("auto_conf") else ""


def _load(
    name: str, path: str, text: str, agent: AgentSeed, files: Mapping[str, str], home: str, found: Collector
) -> None:
    state = agent.checks.get(name, CheckState())
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as fault:
        found.config_errors[name] = f"yaml: {str(fault).splitlines()[0]}"
        return
    instances = data.get("instances") if isinstance(data, dict) else None
    if not isinstance(instances, list) or not instances:
        found.config_errors[name] = "Configuration file contains no valid instances"
        return
    if problem := state.loading_error or _code_problem(name, agent, files, home):
        found.loader_errors[name] = problem
        return
    intervals = [_seconds(instance, data.get("init_config"), agent.major) for instance in instances]
    if None in intervals:
        found.loader_errors[name] = "cannot unmarshal !!str into int"
        return
    kept = [instance if isinstance(instance, dict) else {} for instance in instances]
    found.loaded.append(Loaded(name, path, kept, [one for one in intervals if one is not None], state))


def _code_problem(name: str, agent: AgentSeed, files: Mapping[str, str], home: str) -> str:
    code = files.get(f"{home}/checks.d/{name}.py")
    if code is None and agent.major == 5:
        code = files.get(f"{AMONG_ITS_OWN}/{name}.py")
    if code is None:
        return (
            ""
            if name in agent.integrations or name in CORE
            else f"unable to import module '{name}': No module named '{name}'"
        )
    if agent.major >= 7:
        try:
            compile(code, name, "exec")
        except (SyntaxError, ValueError) as fault:
            return f"unable to import module '{name}': {fault}"
    return "" if "AgentCheck" in code else f"could not find a valid check class in module '{name}'"


def _seconds(instance: object, general: object, major: int) -> float | None:
    """None: the Agent refuses the value."""
    wanted = instance.get("min_collection_interval") if isinstance(instance, dict) else None
    if wanted is None and major == 5 and isinstance(general, dict):
        wanted = general.get("min_collection_interval")
    if wanted is None:
        return 15.0
    return float(wanted) if isinstance(wanted, int) and not isinstance(wanted, bool) and wanted > 0 else None
