"""Pairs the candidate's own check code with its configuration and its state in the running Agent."""

from __future__ import annotations

from verifier.agent_config import check_code, check_files
from verifier.agent_config.check_files import Settings
from verifier.facts import NotLooked, NotThere
from verifier.facts.host import CustomCheck, CustomChecks
from verifier.probes.host.agents import TheAgent, the_agent
from verifier.probes.host.answers import Answers
from verifier.probes.host.homes import TextFile


def read(answers: Answers) -> CustomChecks | NotLooked | NotThere:
    agent = the_agent(answers)
    if not isinstance(agent, TheAgent):
        return agent
    code = {check_files.name_of_code(one.path): one for one in agent.code}
    if not code and agent.unlisted:
        return NotLooked(agent.unlisted[0])
    if not code:
        return NotThere(f"There is no Python file in {agent.home}/checks.d.")
    return CustomChecks(tuple(_check(name, one, agent) for name, one in sorted(code.items())))


def _check(name: str, code: TextFile, agent: TheAgent) -> CustomCheck:
    configs = [one for one in agent.configs if check_files.name_of_config(one.path) == name]
    config = configs[0] if configs else None
    settings = check_files.together(
        [check_files.settings(one.text, major=agent.major or 7) for one in configs if not one.problem]
    )
    submissions = check_code.read(code.text) if not code.problem else check_code.Submissions()
    status, error, intervals, told_by = _state(name, settings, agent)
    only_python2 = submissions.repaired and agent.major == 7
    return CustomCheck(
        name=name,
        code=code.path,
        config=config.path if config else "",
        metrics=submissions.metrics,
        written_interval=settings.written,
        written_where=settings.written_where,
        written_line=settings.line if settings.written_where else 0,
        interval=_shared(intervals),
        interval_from=told_by,
        status=status,
        last_error=error,
        code_problem=submissions.problem or ("this is Python 2, and Agent 7 runs Python 3" if only_python2 else ""),
        config_problem=settings.problem,
        instances=settings.instances,
        intervals=intervals,
        unread=code.problem
        or next((one.problem for one in configs if one.problem), "")
        or (agent.unlisted[0] if not config and agent.unlisted else ""),
        status_unread=agent.status_problem,
        samples=_samples(name, agent),
    )


def _samples(name: str, agent: TheAgent) -> int | None:
    """What the last runs of all its instances submitted together; None where the Agent does not say it of each."""
    runs = agent.status.of(name)[2] if agent.status else ()
    told = [run.samples for run in runs if run.samples is not None]
    return sum(told) if told and len(told) == len(runs) else None


def _state(name: str, settings: Settings, agent: TheAgent) -> tuple[str, str, tuple[float, ...], str]:
    """Status, last error, intervals and who told them: the running Agent, its configcheck, else its rules."""
    status, error = "", ""
    if agent.status is not None:
        status, error, runs = agent.status.of(name)
        told = tuple(run.interval for run in runs if run.interval is not None)
        if told and len(told) == len(runs):
            return status, error, told, "status"
    if agent.resolved.get(name):
        return status, error, agent.resolved[name], "configcheck"
    return status, error, settings.intervals, "rules" if settings.intervals else ""


def _shared(intervals: tuple[float, ...]) -> float | None:
    """The one that all instances share, else the shortest."""
    return min(intervals) if intervals else None
