"""Agent 5, 6 and 7 on Linux and in the layout of a Mac: the same exercise gives the same facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sandbox.agent.seed import AgentSeed
from sandbox.hosts import running
from tests import layouts
from tests.hosts import target
from tests.lab.exercise import outcomes
from verifier.facts import NotLooked, NotThere, SourceFacts
from verifier.facts.host import (
    Agent,
    AgentTags,
    CustomChecks,
    Databases,
    Integrations,
    OperatingSystem,
    TracedProcesses,
    TraceReceiver,
)
from verifier.gather.host import look
from verifier.verdicts import Outcome


def facts_of(name: str) -> SourceFacts:
    with running([layouts.ALL[name]()]) as hosts:
        return look(target(hosts[name])).facts


@pytest.fixture(scope="module")
def facts() -> dict[str, SourceFacts]:
    return {name: facts_of(name) for name in layouts.ALL}


@pytest.mark.parametrize(
    ("name", "version", "home"),
    [
        ("linux-7", "7.52.0", "/etc/datadog-agent"),
        ("linux-5", "5.32.2", "/etc/dd-agent"),
        ("linux-5-own-place", "5.32.2", "/etc/dd-agent"),
        ("upgraded", "7.52.0", "/etc/datadog-agent"),
        ("macos-7", "7.52.0", "/opt/datadog-agent/etc"),
        ("macos-5", "5.32.2", "/opt/datadog-agent/etc"),
    ],
)
class TestInEveryLayout:
    def test_the_agent_is_found(self, facts, name, version, home):
        agent = facts[name].values[Agent]
        assert (agent.version, agent.home, agent.running, agent.problem) == (version, home, True, "")

    def test_its_tags_are_read(self, facts, name, version, home):
        assert facts[name].values[AgentTags].tags == ("role:exercise", "env:trial")
        assert facts[name].values[AgentTags].where.startswith(f"{home}/datadog.")

    def test_the_custom_check_and_its_interval_are_read(self, facts, name, version, home):
        (check,) = facts[name].values[CustomChecks].items
        assert (check.name, check.interval, check.status, check.unread) == ("my_metric", 45.0, "ok", "")
        (metric,) = check.metrics
        assert (metric.name, metric.low, metric.high) == ("my_metric", 0.0, 1000.0)
        assert check.written_where == ("init_config" if version.startswith("5") else "instance")

    def test_the_database_and_its_integration_are_seen(self, facts, name, version, home):
        assert {one.kind for one in facts[name].values[Databases].items} == {"mysql"}
        (integration,) = facts[name].values[Integrations].items
        assert (integration.name, integration.status, integration.unread) == ("mysql", "ok", "")

    def test_traces_are_seen_to_arrive(self, facts, name, version, home):
        receiver = facts[name].values[TraceReceiver]
        assert (receiver.running, receiver.port, receiver.traces_last_minute) == (True, 8126, 6)

    def test_nothing_is_wrong_with_it(self, facts, name, version, home):
        assert not {Outcome.FAIL, Outcome.ABSENT} & set(outcomes(facts[name]).values())


def test_the_check_of_agent_5_may_lie_among_those_it_came_with(facts):
    (check,) = facts["linux-5-own-place"].values[CustomChecks].items
    assert check.code == "/opt/datadog-agent/agent/checks.d/my_metric.py"
    assert check.config == "/etc/dd-agent/conf.d/my_metric.yaml"


def test_a_mac_says_what_it_is(facts):
    system = facts["macos-7"].values[OperatingSystem]
    assert (system.id, system.version, system.name) == ("macos", "13.4", "macOS 13.4")
    assert (system.kernel, system.hostname, system.timezone) == ("Darwin 22.5.0", "adas-box", "Europe/Berlin")
    assert system.virtualisation == ""


def test_the_environment_of_a_process_on_a_mac_is_unknown_and_not_empty(facts):
    """ddtrace-run leaves only the environment to be seen, so without that an app is neither traced nor untraced."""
    processes = facts["macos-7"].values[TracedProcesses]
    (app,) = processes.items
    assert (app.source, app.framework, app.source_read) == ("/Users/ada/my_app.py", "flask", True)
    assert (app.ddtrace_run, app.service, app.environment_read, processes.complete) == (False, "", False, False)
    assert outcomes(facts["macos-7"])["apm-one-method"] is Outcome.UNKNOWN


def test_neither_environment_nor_the_value_of_a_flag_leaves_a_mac():
    with running([layouts.macos_7()]) as hosts:
        reading = look(target(hosts["macos-7"]))
    assert b"invented-value" not in reading.raw
    assert b"DD_SERVICE" not in reading.raw
    assert b"1" * 32 not in reading.raw


def test_a_mac_where_no_app_runs_may_have_one_of_another_kind():
    with running([replace(layouts.macos_7(), processes=[])]) as hosts:
        facts = look(target(hosts["macos-7"])).facts
    assert isinstance(facts.values[TracedProcesses], NotLooked)
    assert [(one.kind, one.how) for one in facts.values[Databases].items] == [("mysql", "port")]


def test_an_agent_from_its_source_is_found_in_a_home(facts):
    values = facts["macos-source"].values
    agent = values[Agent]
    assert (agent.version, agent.home, agent.running) == ("5", "/Users/ada/.datadog-agent/agent", False)
    assert "not installed" in agent.status_unread
    assert values[AgentTags].tags == ("role:exercise", "env:trial")
    (check,) = values[CustomChecks].items
    assert (check.interval, check.interval_from) == (45.0, "rules")
    assert not {Outcome.FAIL, Outcome.ABSENT} & set(outcomes(facts["macos-source"]).values())


@pytest.mark.parametrize("make", [layouts.linux_5, layouts.macos_5])
def test_an_agent_5_that_does_not_run_says_so(make):
    seed = replace(make(), agent=AgentSeed(version="5.32.2", running=False))
    with running([seed]) as hosts:
        agent = look(target(hosts[seed.name])).facts.values[Agent]
    assert (agent.running, agent.status_unread) == (False, "")
    assert "does not run" in agent.problem


def test_without_any_agent_a_mac_has_none():
    with running([replace(layouts.macos_7(), agent=None, files={})]) as hosts:
        values = look(target(hosts["macos-7"])).facts.values
    for fact in (Agent, AgentTags, CustomChecks, Integrations):
        assert isinstance(values[fact], NotThere)
