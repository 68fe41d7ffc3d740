"""The table of the host's probes: fact, asks, reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from verifier.facts import Fact, NotLooked, NotThere
from verifier.facts.host import (
    Agent,
    AgentTags,
    CustomChecks,
    Databases,
    HostFact,
    Integrations,
    OperatingSystem,
    TracedProcesses,
    TraceReceiver,
)
from verifier.probes.host import agent, asks, custom_checks, databases, system, tracing
from verifier.probes.host.answers import Answers
from verifier.script import Ask

Reader = Callable[[Answers], Fact | NotLooked | NotThere]


@dataclass(frozen=True)
class HostProbe:
    """One question. about: what it is for, on the page "what we read"."""

    fact: type[HostFact]
    about: str
    asks: tuple[Ask, ...]
    read: Reader


@dataclass(frozen=True)
class WhatWeRead:
    """One line of the page: what for, and the files and commands, in words."""

    about: str
    things: tuple[str, ...]


PROBES: tuple[HostProbe, ...] = (
    HostProbe(OperatingSystem, "Which system the machine runs", system.ASKS, system.read),
    HostProbe(Agent, "The Datadog Agent: version, health, status", asks.AGENT, agent.read),
    HostProbe(AgentTags, "The Agent's tags", asks.AGENT, agent.read_tags),
    HostProbe(Databases, "Which databases run", databases.DATABASE_ASKS, databases.read),
    HostProbe(Integrations, "The database integration", asks.AGENT_FILES, databases.read_integrations),
    HostProbe(CustomChecks, "Custom checks: code, configuration, state", asks.AGENT_FILES, custom_checks.read),
    HostProbe(TraceReceiver, "Whether traces arrive at the Agent", (*asks.AGENT, asks.PORTS), tracing.read_receiver),
    HostProbe(TracedProcesses, "The traced app", (tracing.APPS,), tracing.read_processes),
)


def probes_for(facts: frozenset[type[HostFact]] | None) -> tuple[HostProbe, ...]:
    """The probes of these facts, or all."""
    return tuple(probe for probe in PROBES if facts is None or probe.fact in facts)


def what_we_read() -> tuple[WhatWeRead, ...]:
    """Everything the script looks at, each thing once, where it is first needed."""
    seen: set[str] = set()
    lines = []
    for probe in PROBES:
        things = tuple(dict.fromkeys(thing for ask in probe.asks for thing in ask.told if thing not in seen))
        seen.update(things)
        lines.append(WhatWeRead(probe.about, things))
    return tuple(line for line in lines if line.things)
