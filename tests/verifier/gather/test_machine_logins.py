"""Real OpenSSH servers and how they let us in, or do not; and what is left of a look when the line goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO

import paramiko
import pytest

from tests.lab import exercise
from tests.lab.machine import Machine, machine
from verifier.facts import NotLooked, SourceFacts, SourceState
from verifier.facts.host import AgentTags, OperatingSystem, TracedProcesses
from verifier.gather.host import look
from verifier.gather.reading import Report
from verifier.verdicts import Outcome

pytestmark = pytest.mark.needs("sshd", "ip", "sudo", "namespaces")

PASSWORD = "invented-login"
SSHD = """Banner /etc/issue
Match User both
    AuthenticationMethods publickey,password
Match User asked
    PasswordAuthentication no
    KbdInteractiveAuthentication yes
Match User forced
    ForceCommand echo 'Only backups are taken here.'
Match User files
    ForceCommand internal-sftp
Match User full
    MaxSessions 0
Match User closed
    PubkeyAuthentication no
"""
USERS = ("both", "asked", "forced", "files", "full", "closed")
ONLY_SYSTEM = frozenset({OperatingSystem})


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    files = {**exercise.files(), "/etc/issue": "Authorised use only.\n"}
    with machine(
        tmp_path_factory.mktemp("lab") / "m",
        name="bionic-box",
        user="vagrant",
        password=PASSWORD,
        files=files,
        sshd=SSHD,
    ) as running:
        for user in USERS:
            running.add(user, password=PASSWORD)
        yield running


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="key"),
        pytest.param({"key": "", "password": PASSWORD}, id="password"),
        pytest.param({"user": "asked", "key": "", "password": PASSWORD}, id="password in a dialogue"),
        pytest.param({"host_key": ""}, id="host key not known yet"),
    ],
)
def test_one_who_may_come_in_is_let_in(lab, changes):
    reading = look(lab.target(**changes), only=ONLY_SYSTEM)
    assert (reading.facts.state, reading.facts.reason) == (SourceState.READ, "")
    assert reading.host_key == lab.fingerprint
    assert reading.facts.values[OperatingSystem].hostname == "bionic-box"
    assert PASSWORD.encode() not in reading.raw


def other_key() -> str:
    text = StringIO()
    paramiko.ECDSAKey.generate().write_private_key(text)
    return text.getvalue()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"key": "", "password": "wrong-password"}, "refused the sign-in", id="wrong password"),
        pytest.param({"key": other_key()}, "refused the sign-in", id="another key"),
        pytest.param({"user": "nobody-here"}, "refused the sign-in", id="no such user"),
        pytest.param({"user": "root", "key": "", "password": PASSWORD}, "refused the sign-in", id="root"),
        pytest.param({"user": "closed"}, "it offers: password", id="keys are not taken"),
        pytest.param({"user": "both"}, "it also wants: password", id="key and password"),
        pytest.param({"user": "forced"}, "Only backups are taken here.", id="another command"),
        pytest.param({"user": "files"}, "did not run our script", id="files only"),
        pytest.param({"user": "full"}, "connection was lost", id="no sessions"),
        pytest.param({"host_key": "SHA256:another"}, "another host key", id="another host key"),
        pytest.param({"port": 23}, "connection refused", id="nobody listens"),
        pytest.param({"allow": ()}, "we do not connect there", id="private address"),
    ],
)
def test_one_who_may_not_learns_why_and_nothing_is_held_against_anybody(lab, changes, sentence):
    reading = look(lab.target(**changes))
    assert reading.facts.state is SourceState.NOT_READ
    assert sentence in reading.facts.reason
    assert reading.facts.reason.endswith(".")
    assert all(isinstance(value, NotLooked) for value in reading.facts.values.values())
    assert set(exercise.outcomes(reading.facts).values()) == {Outcome.UNKNOWN}
    assert PASSWORD not in str(reading)


def once_tags_are_known(action: Callable[[], object]) -> Report:
    done: list[object] = []

    def report(facts: SourceFacts) -> None:
        if AgentTags in facts.values and not done:
            done.append(action())

    return report


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param("pkill -9 -f 'sshd: [v]agrant'", "lost", id="the server is killed"),
        pytest.param("ip link set eth0 down", "8 seconds", id="the cable is pulled"),
    ],
)
def test_what_came_before_the_line_went_stays_and_the_rest_is_unknown(lab, words, sentence):
    lab.write(f"{exercise.HOME}/bin/agent/agent", "#!/bin/sh\ncase $1 in configcheck) sleep 9 ;; esac\n", mode=0o755)
    reading = look(
        lab.target(deadline=8.0), report=once_tags_are_known(lambda: lab.run("sh", "-c", words, check=False))
    )
    lab.run("sh", "-c", f"ip link set eth0 up && ip route replace default via {lab.gateway}")
    assert reading.facts.state is SourceState.PARTLY
    assert sentence in reading.facts.reason
    assert isinstance(reading.facts.values[OperatingSystem], OperatingSystem)
    assert isinstance(reading.facts.values[TracedProcesses], NotLooked)
    assert sentence in reading.facts.values[TracedProcesses].reason


def test_a_machine_that_cannot_be_reached_says_so(lab):
    lab.run("ip", "link", "set", "eth0", "down")
    reading = look(lab.target(deadline=2.0))
    lab.run("sh", "-c", f"ip link set eth0 up && ip route replace default via {lab.gateway}")
    assert "did not answer within 2 seconds" in reading.facts.reason
    assert look(lab.target(), only=ONLY_SYSTEM).facts.state is SourceState.READ
