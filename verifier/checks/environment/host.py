"""What the machine tells of the set-up: its system, and whether the Agent runs."""

from __future__ import annotations

from verifier.checks import check
from verifier.facts.host import Agent, OperatingSystem
from verifier.verdicts import Evidence, Finding, failed, passed, unknown


@check(hint="Use Ubuntu 16.04 or later, or any system that you prefer; say which.")
def host_is_a_machine_to_work_on(system: OperatingSystem, *, recommended_ubuntu: str, old_system: str) -> Finding:
    """There is a machine to work on."""
    name = system.name or system.id
    where = f" ({system.virtualisation})" if system.virtualisation not in ("", "none") else ""
    seen = Evidence("system", seen=f"{name}{where}", where="sw_vers" if system.id == "macos" else "/etc/os-release")
    old = system.id == "ubuntu" and _numbers(system.version) < _numbers(recommended_ubuntu)
    if old and old_system != "accept":
        return failed(f"Ubuntu {system.version} is older than {recommended_ubuntu}.", seen, rule="old_system")
    if old:
        note = f"Ubuntu {system.version} is older than the recommended {recommended_ubuntu}."
        return passed(f"The machine runs {name}.", seen, note=note, rule="old_system")
    return passed(f"The machine runs {name}.", seen)


@check(hint="Run `datadog-agent status` on the machine; start the Agent with `systemctl start datadog-agent`.")
def host_agent_is_running(agent: Agent) -> Finding:
    """The Datadog Agent runs on the machine."""
    place = f"container {agent.container}" if agent.container else agent.home
    name = f"Agent {agent.version}".strip()
    seen = Evidence(name, seen=f"health: {agent.health or 'not told'}, reports as {agent.hostname or '?'}", where=place)
    if agent.running:
        note = "`datadog-agent health` says FAIL." if agent.health == "fail" else ""
        return passed(f"{name} runs and answers.", seen, note=note)
    if agent.status_unread:
        return unknown(f"{name} is installed; whether it runs is not known. {agent.status_unread}", seen)
    return failed(agent.problem or f"{name} is installed and does not run.", seen)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit()) or (9999,)
