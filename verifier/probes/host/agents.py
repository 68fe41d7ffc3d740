"""Finds the Agent of a machine, installed or in a container, and gives both in one shape."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from verifier.facts import NotLooked, NotThere
from verifier.probes.host import agent_status, agent_texts, homes
from verifier.probes.host.agent_status import AgentStatus
from verifier.probes.host.answers import Answers, is_missing, why_unread
from verifier.probes.host.asks import (
    AGENT_CONFIGCHECK,
    AGENT_HEALTH,
    AGENT_STATUS,
    AGENT_VERSION,
    CONTAINERS,
)
from verifier.probes.host.homes import TextFile
from verifier.script import Section

NOT_RUNNING = "The Agent is installed and does not run: `datadog-agent status` could not reach it."
NOT_RUNNING_5 = "The Agent is installed and does not run: `datadog-agent info` says so."
IN_A_CONTAINER = "/etc/datadog-agent"


@dataclass(frozen=True)
class TheAgent:
    """One Agent, wherever it runs. status_problem: why its status is not known; down: because it does not run."""

    flavour: str
    version: str
    health: str
    home: str
    main: TextFile | None
    status: AgentStatus | None
    status_problem: str
    running: bool
    down: bool = False
    container: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    resolved: dict[str, tuple[float, ...]] = field(default_factory=dict)
    configs: tuple[TextFile, ...] = ()
    code: tuple[TextFile, ...] = ()
    unlisted: tuple[str, ...] = ()

    @property
    def major(self) -> int:
        head = self.version.split(".", 1)[0]
        return int(head) if head.isdigit() else 0

    @property
    def where(self) -> str:
        return f"container {self.container}" if self.container else self.home


def the_agent(answers: Answers) -> TheAgent | NotLooked | NotThere:
    """The running one, installed before containerised; else the one that is at least there."""
    found = [one for one in (_installed(answers), *_contained(answers)) if one is not None]
    if found:
        return max(found, key=lambda one: (one.running, one.flavour == "host"))
    containers = answers.one(CONTAINERS.key, "list")
    if containers is not None and containers.status != 0 and not no_containers(containers):
        return NotLooked(
            "No Agent is installed on the machine, and its containers could not be listed: "
            + why_unread(containers, "`docker ps`")
        )
    return NotThere("No Datadog Agent was found on this machine, neither installed nor in a container.")


def no_containers(listed: Section) -> bool:
    """Docker is not there, or its daemon does not run (a missing permission says something else)."""
    return is_missing(listed) or "Is the docker daemon running" in listed.errors


def _installed(answers: Answers) -> TheAgent | None:
    version = answers.one(AGENT_VERSION.key)
    status, problem = _status(answers)
    number = _version(version.text if version and version.status == 0 else "") or (status.version if status else "")
    home = homes.home_of(answers, number)
    if home is None and (version is None or is_missing(version)):
        return None
    home = home or homes.without_main(answers)
    health = answers.one(AGENT_HEALTH.key)
    return TheAgent(
        flavour="host",
        version=number or ("5" if home.five else ""),
        health=_health(health),
        home=home.folder,
        main=home.main,
        status=status,
        status_problem=problem,
        down=problem in (NOT_RUNNING, NOT_RUNNING_5),
        running=status is not None or _health(health) != "",
        resolved=agent_texts.resolved_intervals(answers.text(AGENT_CONFIGCHECK.key)),
        configs=home.configs,
        code=home.code,
        unlisted=home.unlisted,
    )


def _contained(answers: Answers) -> list[TheAgent]:
    told: dict[str, dict[str, Section]] = {}
    for section in answers.all(CONTAINERS.key):
        kind, _, rest = section.argument.partition(" ")
        name, _, path = rest.partition(" ")
        if name:
            told.setdefault(name, {})[f"{kind} {path}".strip()] = section
    return [_of_container(name, parts) for name, parts in told.items()]


def _of_container(name: str, parts: dict[str, Section]) -> TheAgent:
    status, problem = _first_status(parts.get("json"), parts.get("text"))
    files = [homes.plain(section, _path(section)) for kind, section in parts.items() if kind.startswith("file ")]
    configcheck = parts.get("configcheck")
    environment = parts.get("environment")
    listed = parts.get("files")
    return TheAgent(
        flavour="container",
        version=_version(parts["version"].text if "version" in parts else "") or (status.version if status else ""),
        health=_health(parts.get("health")),
        home=IN_A_CONTAINER,
        main=next((one for one in files if one.path.endswith("/datadog.yaml")), None),
        status=status,
        status_problem=problem,
        down=problem == NOT_RUNNING,
        running=status is not None or _health(parts.get("health")) != "",
        container=name,
        environment=_environment(environment.text if environment else ""),
        resolved=agent_texts.resolved_intervals(configcheck.text if configcheck and not configcheck.status else ""),
        configs=tuple(one for one in files if "/conf.d/" in one.path),
        code=tuple(one for one in files if "/checks.d/" in one.path),
        unlisted=(why_unread(listed, f"The Agent's folder in container {name}"),)
        if listed is None or listed.status not in (0, 1) else (),
    )  # fmt: skip


def _status(answers: Answers) -> tuple[AgentStatus | None, str]:
    info = answers.one(AGENT_STATUS.key, "info")
    status, problem = _first_status(answers.one(AGENT_STATUS.key, "json"), answers.one(AGENT_STATUS.key, "text"))
    if status is not None or info is None:
        return status, problem
    if agent_texts.says_not_running(info.text):
        return None, NOT_RUNNING_5
    old = agent_texts.too_old(info.text)
    status = agent_texts.of_info(info.text) if not old else None
    return status, "" if status else old or why_unread(info, "`datadog-agent info`") or problem


def _first_status(as_json: Section | None, as_text: Section | None) -> tuple[AgentStatus | None, str]:
    """The JSON where it can be read, else the text; else one sentence."""
    if as_json is not None and as_json.status == 0 and not as_json.truncated:
        status = agent_status.of_json(as_json.text)
        if status is not None:
            return status, ""
    if as_text is not None and as_text.status == 0 and not as_text.truncated:
        status = agent_texts.of_text(as_text.text)
        if status is not None:
            return status, ""
    told = as_text or as_json
    said = f"{told.text}\n{told.errors}" if told else ""
    if re.search(r"could not reach agent|make sure the agent is running|connection refused", said, re.IGNORECASE):
        return None, NOT_RUNNING
    return None, why_unread(told, "`datadog-agent status`") or "`datadog-agent status` said nothing that we know."


def _version(text: str) -> str:
    found = re.search(r"(?:Agent|v) ?(\d+\.\d+[\w.~+-]*)", re.sub(r"\x1b\[[0-9;]*m", "", text))
    return found.group(1) if found else ""


def _health(section: Section | None) -> str:
    found = re.search(r"Agent health: (PASS|FAIL)", section.text) if section else None
    return found.group(1).lower() if found else ""


def _environment(text: str) -> dict[str, str]:
    return dict(line.rstrip("\r").split("=", 1) for line in text.split("\n") if "=" in line)


def _path(section: Section) -> str:
    """The argument names the container before the path."""
    return section.argument.rpartition(" ")[2]
