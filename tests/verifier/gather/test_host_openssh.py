"""Against a real machine with a real OpenSSH server: its facts, its pinned key, and nothing outside of a root."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hosts import CHECK
from tests.lab.machine import Machine, machine
from verifier.facts import NotThere, SourceState
from verifier.facts.host import AgentTags, CustomChecks, HostFact, OperatingSystem, TracedProcesses
from verifier.gather.host import look
from verifier.probes.host import PROBES
from verifier.script import compose
from verifier.ssh import Login, connected

pytestmark = pytest.mark.needs("sshd", "ip", "sudo", "namespaces")

CANARY = "canary-of-the-real-machine"
FILES = {
    "/etc/os-release": f'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="{CANARY}"\n',
    "/etc/hostname": f"{CANARY}\n",
    "/etc/timezone": f"{CANARY}\n",
    "/etc/datadog-agent/datadog.yaml": f"tags: ['{CANARY}:yes']\napi_key: {'ab12' * 8}\n",
    "/etc/datadog-agent/checks.d/my_metric.py": CHECK + f"# {CANARY}\n",
    "/etc/datadog-agent/conf.d/my_metric.yaml": f"instances: [{{min_collection_interval: 45}}] # {CANARY}\n",
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
    assert facts[OperatingSystem].name == CANARY
    assert facts[AgentTags].tags == (f"{CANARY}:yes",)
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


def test_with_a_root_no_canary_appears(server, tmp_path: Path):
    server.run("mkdir", "-p", "/srv/root")
    script = compose(secrets.token_hex(16), PROBES, root="/srv/root", sudo=True)
    login = Login(server.user, server.address, server.port, key=server.key, allow=(server.address,))
    with connected(login) as host:
        answer = b"".join(host.answers(script))
    assert b" done\n" in answer
    assert CANARY.encode() not in answer
