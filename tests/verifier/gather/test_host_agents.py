"""Which Agent a look at a sandbox host finds, of which generation, and what it may not tell."""

from __future__ import annotations

from sandbox.hosts import running
from tests.hosts import CHECK, facts_of, seed, target
from verifier.facts import NotThere
from verifier.facts.host import (
    Agent,
    AgentTags,
    CustomChecks,
    Databases,
    Integrations,
    OperatingSystem,
    TraceReceiver,
)
from verifier.gather.host import look, read


def test_a_machine_without_an_agent_has_none():
    values = facts_of(agent=None, files={"/etc/datadog-agent/datadog.yaml": None}).values
    for fact in (Agent, AgentTags, CustomChecks, Integrations, TraceReceiver):
        assert isinstance(values[fact], NotThere)


def test_an_agent_that_does_not_run_says_so():
    agent = facts_of(agent={"version": "7.52.0", "running": False}).values[Agent]
    assert not agent.running
    assert "does not run" in agent.problem
    assert agent.status_unread == ""


def test_a_status_that_needs_rights_is_unknown_without_sudo():
    needs = {"version": "7.52.0", "needs_sudo": True}
    agent = facts_of(agent=needs).values[Agent]
    assert (agent.running, agent.problem) == (False, "")
    assert "Allow sudo" in agent.status_unread
    assert facts_of(agent=needs, sudo=True).values[Agent].running


def test_sudo_that_wants_a_password_is_unknown():
    with running([seed(sudo=False, agent={"version": "7.52.0", "needs_sudo": True})]) as hosts:
        values = look(target(hosts["good"], sudo=True)).facts.values
    assert "may not be read" in values[Agent].status_unread
    assert "Let sudo work without a password" in values[Agent].status_unread
    assert values[OperatingSystem].virtualisation == "oracle"


def test_without_json_the_text_and_configcheck_are_read():
    values = facts_of(agent={"version": "6.0.3", "json": False, "hostname": "x"}).values
    assert values[Agent].running
    (check,) = values[CustomChecks].items
    assert (check.status, check.interval, check.interval_from) == ("ok", 45.0, "configcheck")


def test_agent_5_is_found():
    five = {
        "/etc/datadog-agent/datadog.yaml": None,
        "/etc/datadog-agent/conf.d/my_metric.yaml": None,
        "/etc/datadog-agent/checks.d/my_metric.py": None,
        "/etc/datadog-agent/conf.d/mysql.d/conf.yaml": None,
        "/etc/dd-agent/datadog.conf": f"[Main]\napi_key: {'0' * 32}\ntags: a:b, c:d\n",
        "/etc/dd-agent/conf.d/my_metric.yaml": "init_config:\n  min_collection_interval: 45\ninstances: [{}]\n",
        "/etc/dd-agent/checks.d/my_metric.py": CHECK.replace("datadog_checks.base", "checks"),
    }
    values = facts_of(files=five, agent={"version": "5.32.2", "hostname": "old-box"}).values
    assert (values[Agent].version, values[Agent].major, values[Agent].hostname) == ("5.32.2", 5, "old-box")
    assert values[AgentTags].tags == ("a:b", "c:d")
    (check,) = values[CustomChecks].items
    assert (check.status, check.interval, check.written_where) == ("ok", 45.0, "init_config")


CONTAINER = {
    "name": "dd-agent",
    "image": "datadog/agent:latest",
    "environment": {"DD_TAGS": "region:west zone:a", "DD_API_KEY": "2" * 32, "POSTGRES_PASSWORD": "invented-db"},
    "files": {
        "/etc/datadog-agent/datadog.yaml": "listeners:\n  - name: docker\n",
        "/etc/datadog-agent/conf.d/my_metric.yaml": "instances:\n  - min_collection_interval: 45\n",
        "/etc/datadog-agent/checks.d/my_metric.py": CHECK,
    },
    "agent": {"version": "6.5.2", "hostname": "docker-vm"},
}
ONLY_CONTAINERS = {
    "agent": None,
    "files": {"/etc/datadog-agent/datadog.yaml": None},
    "containers": [CONTAINER, {"name": "db", "image": "mongo:latest", "ports": "27017/tcp"}],
    "processes": [],
    "listening": [],
}


def test_a_containerised_agent_is_found():
    with running([seed(**ONLY_CONTAINERS)]) as hosts:
        reading = look(target(hosts["good"]))
    values = reading.facts.values
    assert (values[Agent].flavour, values[Agent].container, values[Agent].version) == ("container", "dd-agent", "6.5.2")
    assert (values[AgentTags].tags, values[AgentTags].form) == (("region:west", "zone:a"), "env")
    (check,) = values[CustomChecks].items
    assert (check.interval, check.code) == (45.0, "/etc/datadog-agent/checks.d/my_metric.py")
    assert [(item.kind, item.how) for item in values[Databases].items] == [("mongodb", "container")]
    assert b"2" * 32 not in reading.raw
    assert b"invented-db" not in reading.raw
    assert read(reading.raw).values == values


def test_the_agent_that_runs_is_looked_at():
    values = facts_of(agent={"version": "7.52.0", "running": False}, containers=[CONTAINER]).values
    assert values[Agent].container == "dd-agent"
