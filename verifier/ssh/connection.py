"""Opens the connection step by step, and reads what the script prints."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import paramiko
from paramiko.ssh_exception import SSHException

from verifier.addresses import RefusedError, judged
from verifier.ssh.keys import fingerprint, private_key
from verifier.ssh.login import CouldNotLookError, Deadlines, Login
from verifier.ssh.sentences import lost, ways, why
from verifier.ssh.watchdog import Watchdog

COMMAND = "sh -s"
OUTPUT_CAP = 2_000_000
TAIL = 1_000
_STEP = 0.2


@dataclass
class Host:
    """An open, authenticated connection. status, complaint: how the command ended, and the end of its stderr."""

    transport: paramiko.Transport
    host_key: str
    deadlines: Deadlines
    _watchdog: Watchdog
    status: int = -1
    complaint: bytes = b""

    def answers(self, script: str, *, cap: int = OUTPUT_CAP) -> Iterator[bytes]:
        """What the script prints, in pieces as they arrive."""
        try:
            channel = self.transport.open_session(timeout=self.deadlines.auth)
            channel.settimeout(self.deadlines.command)
            channel.exec_command(COMMAND)
            with contextlib.suppress(OSError):  # a shell that ended at once: what it said is still to be read
                channel.sendall(script.encode())
                channel.shutdown_write()
            yield from self._pieces(channel, cap)
        except (SSHException, EOFError, OSError) as fault:
            raise CouldNotLookError(self._watchdog.said or lost(fault)) from fault

    def _pieces(self, channel: paramiko.Channel, cap: int) -> Iterator[bytes]:
        channel.settimeout(_STEP)
        ends = time.monotonic() + self.deadlines.command
        printed = complained = 0
        while True:
            complained += self._complaints(channel)  # shares the window with stdout: unread, it would stop both
            if complained > cap:
                raise CouldNotLookError(f"The machine complained without end ({cap:,} bytes), so we hung up.")
            try:
                piece = channel.recv(65_536)
            except TimeoutError:
                piece = None
            if piece == b"":
                break
            if piece:
                yield piece[: max(0, cap - printed)]
                printed += len(piece)
                if printed > cap:
                    raise CouldNotLookError(f"The machine answered more than {cap:,} bytes, so we hung up.")
            if time.monotonic() > ends:
                raise CouldNotLookError(f"The machine did not finish within {self.deadlines.command:g} seconds.")
        # paramiko ends a broken channel like a finished one; only a finished one has a status.
        channel.status_event.wait(_STEP * 10)
        self.status = channel.exit_status
        self._complaints(channel)
        if self._watchdog.said or channel.exit_status == -1:
            raise CouldNotLookError(self._watchdog.said or "The connection was lost while the machine was answering.")

    def _complaints(self, channel: paramiko.Channel) -> int:
        """How many bytes of stderr have come since."""
        count = 0
        while channel.recv_stderr_ready():
            piece = channel.recv_stderr(65_536)
            self.complaint = (self.complaint + piece)[-TAIL:]
            count += len(piece)
        return count


@contextlib.contextmanager
def connected(login: Login, deadlines: Deadlines | None = None) -> Iterator[Host]:
    """A connection that is closed at the end, at the first fault, and at the total deadline."""
    deadlines = deadlines or Deadlines()
    watchdog = Watchdog(deadlines.total)
    try:
        transport, host_key = _open(login, deadlines, watchdog)
        yield Host(transport, host_key, deadlines, watchdog)
    finally:
        watchdog.stop()


def _open(login: Login, deadlines: Deadlines, watchdog: Watchdog) -> tuple[paramiko.Transport, str]:
    key = private_key(login.key) if login.key else None
    if key is None and not login.password:
        raise CouldNotLookError("Neither a key nor a password was given for this machine.")
    sock = _dialled(login, deadlines.connect)
    watchdog.watch(sock)
    watchdog.doing = "waiting for the SSH server to present itself"
    transport = paramiko.Transport(sock)
    transport.daemon = True
    watchdog.watch(transport)
    transport.banner_timeout = deadlines.banner
    transport.auth_timeout = deadlines.auth
    try:
        _greet(transport, deadlines)
        host_key = fingerprint(transport.get_remote_server_key())
        if login.host_key and login.host_key != host_key:
            raise CouldNotLookError(
                f"The machine shows another host key than before ({host_key}, not {login.host_key}), so we stopped. "
                "If you rebuilt it, say so.",
                host_key,
            )
        watchdog.doing = "signing in"
        _sign_in(transport, login, key)
    except (SSHException, EOFError, OSError) as fault:
        raise CouldNotLookError(watchdog.said or why(fault, transport, key)) from fault
    watchdog.doing = "the machine was answering"
    return transport, host_key


def _dialled(login: Login, seconds: float) -> socket.socket:
    try:
        addresses: Sequence[str] = judged(login.address, allow=login.allow)
    except RefusedError as refused:
        raise CouldNotLookError(str(refused)) from refused
    ends, sentence = time.monotonic() + seconds, ""
    for address in addresses[:4]:
        try:
            return socket.create_connection((address, login.port), timeout=max(0.1, ends - time.monotonic()))
        except ConnectionRefusedError:
            sentence = f"Nothing listens at {login.address} port {login.port} (connection refused)."
        except TimeoutError:
            sentence = f"{login.address} port {login.port} did not answer within {seconds:g} seconds."
        except OSError as fault:
            sentence = f"{login.address} cannot be reached from here ({fault.strerror or 'network error'})."
    raise CouldNotLookError(sentence or f"{login.address} has no address.")


def _greet(transport: paramiko.Transport, deadlines: Deadlines) -> None:
    seconds = deadlines.banner + deadlines.connect
    transport.start_client(timeout=seconds)
    if not transport.initial_kex_done:  # paramiko comes back without a word when this time is over
        raise SSHException("no banner in time")


def _sign_in(transport: paramiko.Transport, login: Login, key: paramiko.PKey | None) -> None:
    if key is not None:
        left = transport.auth_publickey(login.user, key)
        by = "key"
    else:
        left = transport.auth_password(login.user, login.password)
        by = "password"
    if left or not transport.is_authenticated():
        raise CouldNotLookError(f"The {by} alone is not enough for this machine; it also wants: {ways(left)}.")
