"""What a stand-in Agent is, and how its checks fare: given by the seed of a host, or found by really running."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class CheckState:
    """How a check fares in the running Agent, beyond what its files say."""

    error: str = ""
    warning: str = ""
    metrics: int = 1
    version: str = ""
    loading_error: str = ""


@dataclass(frozen=True)
class Client:
    """Who sent traces in the last minute."""

    lang: str = "python"
    version: str = ""
    tracer: str = ""
    traces: int = 0


@dataclass(frozen=True)
class AgentSeed:
    """The Agent. integrations: built-in checks that it knows besides its core checks."""

    version: str = "7.52.0"
    hostname: str = ""
    running: bool = True
    health: str = "pass"
    needs_sudo: bool = False
    json: bool = True
    integrations: list[str] = field(default_factory=lambda: ["mysql", "postgres", "mongo"])
    checks: dict[str, CheckState] = field(default_factory=dict)
    apm: bool = True
    apm_error: str = ""
    clients: list[Client] = field(default_factory=list)

    @property
    def major(self) -> int:
        return int(self.version.split(".", 1)[0])
