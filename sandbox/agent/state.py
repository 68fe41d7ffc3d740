"""What a running stand-in Agent tells its own commands, through a file that only its user can read."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

import cattrs

from sandbox.agent import VERSION
from sandbox.agent.collector import Collector
from sandbox.agent.seed import AgentSeed

PLACE = Path("/run/datadog-agent/state.json")
TOLD = PLACE.with_name("told")
"""Is there as soon as the first series have been sent."""
NOT_RUNNING = (
    "Error: Could not reach agent: connection refused\n"
    "Make sure the agent is running before requesting the status and contact support if you continue having issues."
)
REFUSED = "Error: unable to read authentication token file: open /etc/datadog-agent/auth_token: permission denied"


class UnreachableError(Exception):
    """The Agent's commands cannot ask it; the message is what they print."""


@dataclass
class State:
    pid: int
    agent: AgentSeed = field(default_factory=lambda: AgentSeed(version=VERSION))
    found: Collector = field(default_factory=Collector)


def keep(state: State) -> None:
    fresh = PLACE.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(state), file)
    fresh.replace(PLACE)


def ask() -> State:
    try:
        state = cattrs.structure(json.loads(PLACE.read_text(encoding="utf-8")), State)
    except PermissionError as fault:
        raise UnreachableError(REFUSED) from fault
    except FileNotFoundError as fault:
        raise UnreachableError(NOT_RUNNING) from fault
    if not Path(f"/proc/{state.pid}").exists():
        raise UnreachableError(NOT_RUNNING)
    return state
