"""Hosts that misbehave: every look ends, says why in one sentence, and proves nothing that it did not see."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import paramiko
import pytest

from sandbox.hosts import running
from tests.hosts import seed, target
from verifier.facts import NotLooked, SourceState
from verifier.facts.host import OperatingSystem, TracedProcesses
from verifier.gather.host import HostTarget, look, read
from verifier.probes.host import PROBES
from verifier.ssh.sentences import too_old_for, ways


def test_a_host_that_never_presents_itself_is_unknown():
    with running([seed(fault="silent")]) as hosts:
        reading = look(target(hosts["good"], deadline=2.0))
    assert reading.facts.state is SourceState.NOT_READ
    assert "while waiting for the SSH server" in reading.facts.reason or "presented itself" in reading.facts.reason
    assert all(isinstance(value, NotLooked) for value in reading.facts.values.values())


def test_a_sign_in_that_hangs_ends_at_the_deadline():
    with running([seed(fault="auth-hangs")]) as hosts:
        reading = look(target(hosts["good"], deadline=2.0))
    assert reading.facts.state is SourceState.NOT_READ
    assert reading.facts.reason


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"key": "", "password": "wrong"}, "refused the sign-in", id="wrong password"),
        pytest.param({"user": "somebody"}, "refused the sign-in", id="wrong user"),
        pytest.param({"key": "no key at all"}, "private key cannot be read", id="no key"),
        pytest.param({"key": ""}, "Neither a key nor a password", id="nothing given"),
        pytest.param({"allow": ()}, "we do not connect there", id="loopback is not allowed"),
    ],
)
def test_a_login_that_fails_says_why(changes, sentence):
    with running([seed()]) as hosts:
        facts = look(target(hosts["good"], **changes)).facts
    assert facts.state is SourceState.NOT_READ
    assert sentence in facts.reason
    assert facts.reason.count("\n") == 0


def test_a_server_that_answers_with_the_password_as_a_way_of_signing_in_is_not_repeated():
    assert ways(["publickey", "invented-login"]) == "publickey"
    assert "invented-login" not in ways(["invented-login"])


def test_another_key_of_the_right_kind_is_refused():
    with running([seed(), seed("other")]) as hosts:
        facts = look(target(hosts["good"], key=hosts["other"].key)).facts
    assert "refused the sign-in" in facts.reason


def test_a_port_where_nobody_listens_says_so():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    facts = look(HostTarget("vagrant", "127.0.0.1", port, password="x", allow=("127.0.0.1/32",))).facts
    assert "connection refused" in facts.reason


def test_a_changed_host_key_stops_before_anything_is_sent():
    with running([seed(generation=1)]) as hosts:
        pinned = hosts["good"].fingerprint
    with running([seed(fault="other-key")]) as hosts:
        reading = look(target(hosts["good"], host_key=pinned))
    assert reading.facts.state is SourceState.NOT_READ
    assert "another host key than before" in reading.facts.reason
    assert reading.host_key == hosts["good"].fingerprint != pinned
    assert reading.raw == b""


def test_the_first_look_trusts_and_tells_the_host_key():
    with running([seed()]) as hosts:
        reading = look(target(hosts["good"], host_key=""), only=frozenset({OperatingSystem}))
        assert reading.host_key == hosts["good"].fingerprint
    assert reading.facts.state is SourceState.READ


def test_endless_output_is_cut_and_proves_nothing():
    with running([seed(fault="endless")]) as hosts:
        facts = look(target(hosts["good"])).facts
    assert facts.state is SourceState.NOT_READ
    assert "hung up" in facts.reason


def test_noise_on_both_outputs_neither_blocks_nor_confuses():
    with running([seed(fault="flood")]) as hosts:
        facts = look(target(hosts["good"])).facts
    assert facts.state is SourceState.READ
    assert isinstance(facts.values[OperatingSystem], OperatingSystem)


def test_a_command_that_ignores_hangups_costs_no_more_than_the_deadline():
    with running([seed(fault="deaf")]) as hosts:
        facts = look(target(hosts["good"], deadline=3.0)).facts
    assert facts.state is SourceState.NOT_READ
    assert "3 seconds" in facts.reason


@pytest.mark.parametrize("after", [0, 100, 1_500, 6_000])
def test_a_connection_that_breaks_leaves_the_rest_unknown(after):
    with running([seed(fault="drop", fault_after=after)]) as hosts:
        reading = look(target(hosts["good"]))
    facts = reading.facts
    assert facts.state in (SourceState.NOT_READ, SourceState.PARTLY)
    assert isinstance(facts.values[TracedProcesses], NotLooked)
    assert "lost" in facts.values[TracedProcesses].reason
    assert set(facts.values) == {probe.fact for probe in PROBES}


def test_what_is_kept_of_a_broken_look_reads_no_better_than_the_look():
    with running([seed(fault="drop", fault_after=4_000)]) as hosts:
        reading = look(target(hosts["good"]))
    again = read(reading.raw)
    assert {kind for kind, value in again.values.items() if not isinstance(value, NotLooked)} <= {
        kind for kind, value in reading.facts.values.items() if not isinstance(value, NotLooked)
    }


@pytest.fixture
def talker() -> Iterator[tuple[int, list[bytes]]]:
    """A TCP server that says what it is told to and hangs up."""
    lines: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with client:
                    client.sendall(b"".join(lines))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], lines
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.mark.parametrize(
    "said", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-Odd\r\n", b"SSH-2.0-Odd\r\n" + bytes(range(256)) * 20]
)
def test_something_that_is_no_ssh_server_is_unknown(talker, said):
    port, lines = talker
    lines.append(said)
    facts = look(HostTarget("vagrant", "127.0.0.1", port, password="x", allow=("127.0.0.1/32",), deadline=5.0)).facts
    assert facts.state is SourceState.NOT_READ
    assert facts.reason.endswith(".")


def test_a_locked_private_key_says_so():
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    locked = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.BestAvailableEncryption(b"invented"),
    )
    facts = look(HostTarget("vagrant", "127.0.0.1", 1, key=locked.decode(), allow=("127.0.0.1/32",))).facts
    assert "passphrase" in facts.reason


def test_an_old_server_gets_its_own_sentence():
    rsa = paramiko.RSAKey.generate(2048)
    assert "ECDSA" in too_old_for("SSH-2.0-OpenSSH_5.9p1 Debian-5ubuntu1", rsa)
    assert too_old_for("SSH-2.0-OpenSSH_8.9p1", rsa) == ""
    assert too_old_for("SSH-2.0-OpenSSH_5.9p1", paramiko.ECDSAKey.generate()) == ""


def test_no_secret_shows_in_a_target():
    shown = repr(HostTarget("vagrant", "203.0.113.7", key="PRIVATE-KEY-TEXT", password="invented-pw"))
    assert "PRIVATE-KEY-TEXT" not in shown
    assert "invented-pw" not in shown
