"""Against a real machine with a real OpenSSH server: its facts as they arrive, its pinned key, links, and an Agent 5."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.agent import printed
from sandbox.agent.collector import collect
from tests import layouts
from tests.hosts import CHECK
from tests.lab.exercise import outcomes
from tests.lab.machine import Machine, machine
from verifier.facts import NotThere, SourceState
from verifier.facts.host import (
    Agent,
    AgentTags,
    CustomChecks,
    HostFact,
    OperatingSystem,
    TracedProcesses,
    TraceReceiver,
)
from verifier.gather.host import look
from verifier.verdicts import Outcome

pytestmark = pytest.mark.needs("sshd", "ip", "sudo", "namespaces")

NAME = "the real machine"
INIT = """#!/bin/sh
case $1 in info) exec su dd-agent -s /bin/sh -c 'cat /opt/datadog-agent/says' ;; esac
"""
FILES = {
    "/etc/os-release": f'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="{NAME}"\n',
    "/etc/hostname": f"{NAME}\n",
    "/etc/timezone": f"{NAME}\n",
    "/etc/datadog-agent/datadog.yaml": f"tags: ['real:yes']\napi_key: {'ab12' * 8}\n",
    "/etc/datadog-agent/checks.d/my_metric.py": CHECK + f"# {NAME}\n",
    "/etc/datadog-agent/conf.d/my_metric.yaml": f"instances: [{{min_collection_interval: 45}}] # {NAME}\n",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with machine(tmp_path_factory.mktemp("lab") / "m", name="server", groups=("dd-agent",), sudo="free",
                 files=FILES) as running:  # fmt: skip
        yield running


def test_a_real_server_is_read(server):
    seen: list[set[type[HostFact]]] = []
    reading = look(server.target(host_key=""), report=lambda facts: seen.append(set(facts.values)))
    facts = reading.facts.values
    assert reading.facts.state in (SourceState.READ, SourceState.PARTLY)
    assert reading.host_key == server.fingerprint
    assert facts[OperatingSystem].name == NAME
    assert facts[AgentTags].tags == ("real:yes",)
    (check,) = facts[CustomChecks].items
    assert (check.interval, check.interval_from) == (45.0, "rules")
    assert isinstance(facts[TracedProcesses], TracedProcesses | NotThere)
    assert [len(values) for values in seen] == sorted(len(values) for values in seen)
    assert b"ab12" * 4 not in reading.raw  # in pieces, for a look at this machine may meet this very file


def test_the_key_of_the_first_look_is_pinned(server):
    first = look(server.target(host_key=""), only=frozenset({OperatingSystem}))
    again = look(server.target(host_key=first.host_key), only=frozenset({OperatingSystem}))
    other = look(server.target(host_key="SHA256:another"), only=frozenset({OperatingSystem}))
    assert again.facts.state is SourceState.READ
    assert other.facts.state is SourceState.NOT_READ


def test_a_refused_key_says_so(server):
    assert "refused the sign-in" in look(server.target(user="nobody")).facts.reason


def test_folders_and_files_that_are_links_are_followed_as_the_agent_does(server):
    """People keep their work in a repository and link it where the Agent looks."""
    plain = look(server.target()).facts.values
    script = """
        cd /etc/datadog-agent && mkdir /home/candidate/kept && mv checks.d conf.d datadog.yaml /home/candidate/kept/
        ln -s /home/candidate/kept/checks.d . && ln -s ../../home/candidate/kept/conf.d . && ln -s /home/candidate/kept/datadog.yaml .
        """
    server.run("sh", "-c", script)
    linked = look(server.target()).facts.values
    assert isinstance(plain[AgentTags], AgentTags)
    assert isinstance(plain[CustomChecks], CustomChecks)
    assert (linked[AgentTags], linked[CustomChecks]) == (plain[AgentTags], plain[CustomChecks])


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    seed = layouts.linux_5()
    assert seed.agent is not None
    says = printed.info(seed.agent, collect(seed.agent, seed.files))
    files = {**seed.files, "/opt/datadog-agent/says": says, "/etc/init.d/datadog-agent": INIT}
    with machine(tmp_path_factory.mktemp("lab") / "m", name="adas-box", user="ada", sudo="free", files=files,
                 hide=("/usr/lib/postgresql",)) as running:  # fmt: skip
        rights = "chown -R dd-agent:root /etc/dd-agent /opt/datadog-agent && chmod 640 $(find /etc/dd-agent -type f)"
        running.run("sh", "-c", f"{rights}; chmod 600 /opt/datadog-agent/says; chmod 755 /etc/init.d/datadog-agent")
        yield running


def test_an_agent_5_is_read_with_sudo(five):
    values = look(five.target(sudo=True)).facts.values
    assert (values[Agent].version, values[Agent].running) == ("5.32.2", True)
    assert values[AgentTags].tags == ("role:exercise", "env:trial")
    assert [(one.interval, one.status) for one in values[CustomChecks].items] == [(45.0, "ok")]
    assert values[TraceReceiver].traces_last_minute == 6


def test_an_agent_5_is_unknown_without(five):
    """Its command becomes dd-agent by `su`, which asks everybody but root for a password."""
    facts = look(five.target()).facts
    values = facts.values
    assert "Allow sudo" in values[Agent].status_unread
    assert "Allow sudo" in values[AgentTags].reason
    assert "Allow sudo" in values[CustomChecks].items[0].unread
    wrong = {key for key, outcome in outcomes(facts).items() if outcome in (Outcome.FAIL, Outcome.ABSENT)}
    assert wrong == {"db-install"}  # none runs here, and that can be seen
