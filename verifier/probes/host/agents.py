"""Finds the Agent of a machine, installed or in a container, and gives both in one shape."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from verifier.facts import NotLooked, NotThere
from verifier.probes.host import agent_status, agent_texts
from verifier.probes.host.agent_status import AgentStatus
from verifier.probes.host.answers import Answers, is_missing, lines_kept, why_unread
from verifier.probes.host.asks import (
    AGENT_CONFIGCHECK,
    AGENT_HEALTH,
    AGENT_STATUS,
    AGENT_VERSION,
    CODE,
    CONFIGS,
    CONTAINERS,
    HOME_5,
    HOMES,
    MAIN_CONFIGS,
)
from verifier.script import Section

NOT_RUNNING = "The Agent is installed and does not run: `datadog-agent status` could not reach it."


@dataclass(frozen=True)
class TextFile:
    """A file of the Agent. problem: why it could not be read (then text is "")."""

    path: str
    text: str
    problem: str = ""


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
    mains = [answers.one(ask.key) for ask in MAIN_CONFIGS]
    homes = (*HOMES, HOME_5)
    present = [(home, main) for home, main in zip(homes, mains, strict=True) if main and not is_missing(main)]
    if (version is None or is_missing(version)) and not present:
        return None
    status, problem = _status(answers)
    number = _version(version.text if version else "") or (status.version if status else "")
    home, main = present[0] if present else (HOMES[0], None)
    if home == HOME_5 and not number:
        number = "5"
    health = answers.one(AGENT_HEALTH.key)
    return TheAgent(
        flavour="host",
        version=number,
        health=_health(health),
        home=home,
        main=_kept(main) if main else None,
        status=status,
        status_problem=problem,
        down=problem == NOT_RUNNING,
        running=status is not None or _health(health) != "",
        resolved=agent_texts.resolved_intervals(answers.text(AGENT_CONFIGCHECK.key)),
        configs=tuple(_kept(s) for ask in CONFIGS for s in answers.files(ask.key)),
        code=tuple(_plain(s) for ask in CODE for s in answers.files(ask.key)),
        unlisted=tuple(_unlisted(answers)),
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
    files = [_plain(section) for kind, section in parts.items() if kind.startswith("file ")]
    configcheck = parts.get("configcheck")
    environment = parts.get("environment")
    listed = parts.get("files")
    return TheAgent(
        flavour="container",
        version=_version(parts["version"].text if "version" in parts else "") or (status.version if status else ""),
        health=_health(parts.get("health")),
        home=HOMES[0],
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
    if status is None and info is not None:
        status = agent_texts.of_info(info.text)
        problem = problem if status is None else ""
        problem = why_unread(info, "`datadog-agent info`") or problem if status is None else problem
    return status, problem


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


def _kept(section: Section) -> TextFile:
    problem = why_unread(section, section.argument)
    return TextFile(section.argument, "" if problem else lines_kept(section.text), problem)


def _plain(section: Section) -> TextFile:
    path = section.argument.rpartition(" ")[2] if section.key == CONTAINERS.key else section.argument
    problem = why_unread(section, path)
    return TextFile(path, "" if problem else section.text, problem)


def _unlisted(answers: Answers) -> list[str]:
    """Folders that are there and cannot be looked into."""
    sections = [answers.one(ask.key, f"{ask.folder}/") for ask in (*CONFIGS, *CODE)]
    return [why_unread(s, s.argument) for s in sections if s and s.status not in (0,) and not is_missing(s)]
