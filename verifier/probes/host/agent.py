"""Reads the Agent itself and its tags."""

from __future__ import annotations

from dataclasses import replace

from verifier.agent_config import tags
from verifier.facts import NotLooked, NotThere
from verifier.facts.host import Agent, AgentTags
from verifier.probes.host.agents import TheAgent, the_agent
from verifier.probes.host.answers import Answers


def read(answers: Answers) -> Agent | NotLooked | NotThere:
    agent = the_agent(answers)
    if not isinstance(agent, TheAgent):
        return agent
    return Agent(
        flavour=agent.flavour,
        version=agent.version,
        running=agent.running,
        health=agent.health,
        hostname=_hostname(agent),
        home=agent.home,
        container=agent.container,
        problem=agent.status_problem if agent.down else "",
        status_unread="" if agent.down else agent.status_problem,
    )


def read_tags(answers: Answers) -> AgentTags | NotLooked | NotThere:
    """A container's variables win over its file, as they do in the Agent."""
    agent = the_agent(answers)
    if not isinstance(agent, TheAgent):
        return agent
    if agent.container:
        told = tags.of_environment(agent.environment, f"container {agent.container}")
        if told.tags and not (agent.version or agent.running):
            return NotLooked(f"Whether the container {agent.container} is an Agent cannot be told.")
        if told.tags:
            return told
    main = agent.main
    if main is None:
        return NotLooked(f"No configuration file of the Agent was found under {agent.home}.")
    if main.problem:
        return NotLooked(main.problem)
    where = f"{agent.where} {main.path}" if agent.container else main.path
    if agent.major == 5:
        return tags.of_ini(main.text, where)
    found = tags.of_yaml(main.text, where)
    return replace(found, problem=found.problem)


def _hostname(agent: TheAgent) -> str:
    if agent.status is not None and agent.status.hostname:
        return agent.status.hostname
    return agent.environment.get("DD_HOSTNAME", "")
