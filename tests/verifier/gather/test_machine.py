"""Against a real machine with a real OpenSSH server: its facts as they arrive, and its pinned key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hosts import CHECK
from tests.lab.machine import Machine, machine
from verifier.facts import NotThere, SourceState
from verifier.facts.host import AgentTags, CustomChecks, HostFact, OperatingSystem, TracedProcesses
from verifier.gather.host import look

pytestmark = pytest.mark.needs("sshd", "ip", "sudo", "namespaces")

NAME = "the real machine"
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
