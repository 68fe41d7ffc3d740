"""One SSH connection, one command (`sh -s`), one script in, one stream out.

Every wait has a deadline of its own and a watchdog closes the connection at the total one. Faults
of the world become `CouldNotLook` with a sentence for the candidate. No agent, no known_hosts, no
shell text on any command line; what the output means is not known here.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import logging
import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import paramiko
from paramiko.ssh_exception import (
    AuthenticationException,
    BadAuthenticationType,
    IncompatiblePeer,
    PasswordRequiredException,
    SSHException,
)

from verifier.addresses import RefusedError, judged

COMMAND = "sh -s"
OUTPUT_CAP = 2_000_000
_STEP = 0.2


logging.getLogger("paramiko").addHandler(logging.NullHandler())  # or its threads print tracebacks to stderr


class CouldNotLookError(Exception):
    """We could not look. The text is one sentence for a candidate. host_key: what was shown, if anything."""

    def __init__(self, sentence: str, host_key: str = "") -> None:
        super().__init__(sentence)
        self.host_key = host_key


@dataclass(frozen=True)
class Deadlines:
    """Seconds; `total` ends everything, whatever it waits for."""

    connect: float = 5.0
    banner: float = 5.0
    auth: float = 10.0
    command: float = 40.0
    total: float = 45.0


@dataclass(frozen=True)
class Login:
    """Where to, and as whom. host_key: the pinned fingerprint, "" = trust this first time and tell it."""

    user: str
    address: str
    port: int = 22
    key: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    host_key: str = ""
    allow: tuple[str, ...] = ()


@dataclass
class Host:
    """An open, authenticated connection."""

    transport: paramiko.Transport
    host_key: str
    deadlines: Deadlines
    _watchdog: _Watchdog

    def answers(self, script: str, *, cap: int = OUTPUT_CAP) -> Iterator[bytes]:
        """What the script prints, in pieces as they arrive."""
        try:
            channel = self.transport.open_session(timeout=self.deadlines.auth)
            channel.settimeout(self.deadlines.command)
            channel.exec_command(COMMAND)
            channel.sendall(script.encode())
            channel.shutdown_write()
            yield from self._pieces(channel, cap)
        except (SSHException, EOFError, OSError) as fault:
            raise CouldNotLookError(self._watchdog.said or _lost(fault)) from fault

    def _pieces(self, channel: paramiko.Channel, cap: int) -> Iterator[bytes]:
        channel.settimeout(_STEP)
        ends = time.monotonic() + self.deadlines.command
        printed = complained = 0
        while True:
            while channel.recv_stderr_ready():  # shares the window with stdout: unread, it would stop both
                complained += len(channel.recv_stderr(65_536))
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
        if self._watchdog.said or channel.exit_status == -1:
            raise CouldNotLookError(self._watchdog.said or "The connection was lost while the machine was answering.")


@contextlib.contextmanager
def connected(login: Login, deadlines: Deadlines | None = None) -> Iterator[Host]:
    """A connection that is closed at the end, at the first fault, and at the total deadline."""
    deadlines = deadlines or Deadlines()
    watchdog = _Watchdog(deadlines.total)
    try:
        transport, host_key = _open(login, deadlines, watchdog)
        yield Host(transport, host_key, deadlines, watchdog)
    finally:
        watchdog.stop()


def fingerprint(key: paramiko.PKey) -> str:
    """As `ssh-keygen -l` shows it."""
    digest = base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode()
    return f"SHA256:{digest.rstrip('=')}"


class _Watchdog:
    """Closes what it was given when the time is up, and says so."""

    def __init__(self, seconds: float) -> None:
        self.said = ""
        self.doing = "connecting"
        self._seconds = seconds
        self._open: list[socket.socket | paramiko.Transport] = []
        self._timer = threading.Timer(seconds, self._bite)
        self._timer.daemon = True
        self._timer.start()

    def watch(self, thing: socket.socket | paramiko.Transport) -> None:
        self._open.append(thing)

    def _bite(self) -> None:
        self.said = f"The time for this look ({self._seconds:g} seconds) was over while {self.doing}."
        self._close()

    def stop(self) -> None:
        self._timer.cancel()
        self._close()

    def _close(self) -> None:
        for thing in reversed(self._open):
            with contextlib.suppress(Exception):
                thing.close()


def _open(login: Login, deadlines: Deadlines, watchdog: _Watchdog) -> tuple[paramiko.Transport, str]:
    key = _private_key(login.key) if login.key else None
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
        raise CouldNotLookError(watchdog.said or _why(fault, transport, key)) from fault
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
        raise CouldNotLookError(f"The {by} alone is not enough for this machine; it also wants: {', '.join(left)}.")


def _private_key(text: str) -> paramiko.PKey:
    text = text.replace("\r\n", "\n").strip() + "\n"
    locked = False
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        try:
            return kind.from_private_key(io.StringIO(text))
        except PasswordRequiredException:
            locked = True
        except (SSHException, ValueError, TypeError, IndexError):
            continue
    if locked:
        raise CouldNotLookError("The private key is locked with a passphrase; give one made for this purpose without.")
    raise CouldNotLookError("The private key cannot be read: OpenSSH or PEM form of Ed25519, ECDSA or RSA is needed.")


def _why(fault: Exception, transport: paramiko.Transport, key: paramiko.PKey | None) -> str:
    old = _too_old_for(transport.remote_version or "", key)
    if isinstance(fault, IncompatiblePeer):
        return "This SSH server and we have no common algorithm; it is probably too old (an ECDSA host key would help)."
    if isinstance(fault, AuthenticationException) and old:
        return old
    if isinstance(fault, BadAuthenticationType):
        return f"The machine does not accept this way of signing in (it offers: {', '.join(fault.allowed_types)})."
    if isinstance(fault, AuthenticationException):
        if "timeout" in str(fault).lower():
            return "The SSH server did not answer the sign-in in time."
        return "The machine refused the sign-in: check the user, and that the key or password is right."
    if "banner" in str(fault).lower() or "no banner" in str(fault):
        return "Something accepts connections there, but no SSH server presented itself in time."
    return _lost(fault)


def _too_old_for(version: str, key: paramiko.PKey | None) -> str:
    """OpenSSH learnt Ed25519 in 6.5 and RSA with SHA-2 in 7.2; we sign with nothing weaker."""
    found = re.search(r"OpenSSH_(\d+)\.(\d+)", version)
    if found is None or key is None:
        return ""
    server = (int(found.group(1)), int(found.group(2)))
    needs = (7, 2) if isinstance(key, paramiko.RSAKey) else (6, 5) if isinstance(key, paramiko.Ed25519Key) else (0, 0)
    if server >= needs:
        return ""
    return (
        f"This old SSH server (OpenSSH {server[0]}.{server[1]}) does not understand signatures with this kind of key: "
        "use an ECDSA P-256 key, which it and we both know."
    )


def _lost(fault: Exception) -> str:
    if isinstance(fault, TimeoutError):
        return "The machine stopped answering."
    return "The connection was lost before the machine had answered."
