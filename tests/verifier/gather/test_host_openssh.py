"""Against a real OpenSSH server: the same script, and nothing of the machine shows when a root is set."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import openssh
from tests.hosts import CHECK
from tests.openssh import OpenSSH
from verifier.facts import NotThere, SourceState
from verifier.facts.host import AgentTags, CustomChecks, HostFact, OperatingSystem, TracedProcesses
from verifier.gather.host import HostTarget, look
from verifier.probes.host import PROBES
from verifier.script import compose
from verifier.ssh import Login, connected

pytestmark = pytest.mark.skipif(bool(openssh.available()), reason=openssh.available())

CANARY = "canary-of-the-real-machine"
ETC = {
    "os-release": f'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="{CANARY}"\n',
    "hostname": f"{CANARY}\n",
    "timezone": f"{CANARY}\n",
    "datadog-agent/datadog.yaml": f"tags: ['{CANARY}:yes']\napi_key: {'ab12' * 8}\n",
    "datadog-agent/checks.d/my_metric.py": CHECK + f"# {CANARY}\n",
    "datadog-agent/conf.d/my_metric.yaml": f"instances: [{{min_collection_interval: 45}}] # {CANARY}\n",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenSSH]:
    with openssh.openssh(tmp_path_factory.mktemp("sshd") / "machine", etc=ETC) as running:
        yield running


def target(server: OpenSSH, **changes: object) -> HostTarget:
    return HostTarget(server.user, "127.0.0.1", server.port, key=server.key, allow=("127.0.0.1/32",), **changes)


def test_a_real_server_is_read(server):
    seen: list[set[type[HostFact]]] = []
    reading = look(target(server), report=lambda facts: seen.append(set(facts.values)))
    facts = reading.facts.values
    assert reading.facts.state in (SourceState.READ, SourceState.PARTLY)
    assert reading.host_key.startswith("SHA256:")
    assert facts[OperatingSystem].name == CANARY
    assert facts[AgentTags].tags == (f"{CANARY}:yes",)
    (check,) = facts[CustomChecks].items
    assert (check.interval, check.interval_from) == (45.0, "rules")
    assert isinstance(facts[TracedProcesses], TracedProcesses | NotThere)
    assert [len(values) for values in seen] == sorted(len(values) for values in seen)
    assert b"ab12ab12" not in reading.raw


def test_the_key_of_the_first_look_is_pinned(server):
    first = look(target(server), only=frozenset({OperatingSystem}))
    again = look(target(server, host_key=first.host_key), only=frozenset({OperatingSystem}))
    other = look(target(server, host_key="SHA256:another"), only=frozenset({OperatingSystem}))
    assert again.facts.state is SourceState.READ
    assert other.facts.state is SourceState.NOT_READ


def test_a_refused_key_says_so(server):
    wrong = HostTarget("nobody", "127.0.0.1", server.port, key=server.key, allow=("127.0.0.1/32",))
    assert "refused the sign-in" in look(wrong).facts.reason


def test_with_a_root_no_canary_appears(server, tmp_path: Path):
    script = compose(secrets.token_hex(16), PROBES, root=str(tmp_path), sudo=True)
    login = Login(server.user, "127.0.0.1", server.port, key=server.key, allow=("127.0.0.1/32",))
    with connected(login) as host:
        answer = b"".join(host.answers(script))
    assert b" done\n" in answer
    assert CANARY.encode() not in answer
