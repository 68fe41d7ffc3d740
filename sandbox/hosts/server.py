"""The SSH side of a sandbox host: who gets in, the one command it knows, and the faults it can play."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import threading
from pathlib import Path

import paramiko
from paramiko.common import (
    AUTH_FAILED,
    AUTH_SUCCESSFUL,
    OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED,
    OPEN_SUCCEEDED,
)

from sandbox.hosts.keys import host_key, login_key, public_of
from sandbox.hosts.seed import HostSeed
from verifier.probes.host import PROBES
from verifier.script.compose import DEFAULT_PATH, is_ours, path_line, root_line

COMMAND = b"sh -s"
LONGEST_SCRIPT = 400_000


class Door(paramiko.ServerInterface):
    """One connection: the seed's user with his key or password, and `sh -s`."""

    def __init__(self, seed: HostSeed, gone: threading.Event) -> None:
        self.seed = seed
        self.gone = gone
        self.asked = threading.Event()

    def get_allowed_auths(self, _username: str) -> str:
        return ",".join((["publickey"] if self.seed.key else []) + (["password"] if self.seed.password else []))

    def check_auth_password(self, username: str, password: str) -> int:
        self._maybe_hang()
        right = username == self.seed.user and self.seed.password and password == self.seed.password
        return AUTH_SUCCESSFUL if right else AUTH_FAILED

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        self._maybe_hang()
        right = self.seed.key and username == self.seed.user and key == public_of(login_key(self.seed.name))
        return AUTH_SUCCESSFUL if right else AUTH_FAILED

    def check_channel_request(self, kind: str, _chanid: int) -> int:
        return OPEN_SUCCEEDED if kind == "session" else OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED

    def check_channel_exec_request(self, _channel: paramiko.Channel, command: bytes) -> bool:
        if command != COMMAND:
            return False
        self.asked.set()
        return True

    def _maybe_hang(self) -> None:
        if self.seed.fault == "auth-hangs":
            self.gone.wait()


class Server:
    """A listening host. `stop` ends every connection and every script."""

    def __init__(self, seed: HostSeed, folder: Path, *, port: int = 0) -> None:
        self.seed = seed
        self.folder = folder
        self.key = host_key(seed.name, seed.generation + (seed.fault == "other-key"))
        self._socket = socket.create_server(("127.0.0.1", port), backlog=100)
        self._socket.settimeout(0.2)
        self.port: int = self._socket.getsockname()[1]
        self._gone = threading.Event()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, name=f"host {seed.name}", daemon=True)
        self._accepting.start()

    def stop(self) -> None:
        self._gone.set()
        self._accepting.join(5)
        self._socket.close()
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self._gone.is_set():
            try:
                client, _ = self._socket.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self._open.add(client)
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self._threads = [one for one in self._threads if one.is_alive()] + [thread]
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        if self.seed.fault == "silent":
            self._gone.wait()
            return
        with contextlib.suppress(paramiko.SSHException, EOFError, OSError):
            transport = paramiko.Transport(client)
            transport.daemon = True
            transport.add_server_key(self.key)
            door = Door(self.seed, self._gone)
            try:
                transport.start_server(server=door)
                while transport.is_active() and not self._gone.is_set():
                    channel = transport.accept(0.2)
                    if channel is not None:
                        self._when_asked(door, channel, transport)
            finally:
                transport.close()
        self._open.discard(client)

    def _when_asked(self, door: Door, channel: paramiko.Channel, transport: paramiko.Transport) -> None:
        while not door.asked.wait(0.1):
            if self._gone.is_set() or channel.closed or not transport.is_active():
                return
        self._answer(channel, transport)
        channel.close()

    def _answer(self, channel: paramiko.Channel, transport: paramiko.Transport) -> None:
        script = _received(channel)
        if self.seed.fault == "endless":
            while not self._gone.is_set():
                channel.sendall(b"y\n" * 8_000)
        asks = [ask for probe in PROBES for ask in probe.asks]
        if not is_ours(script, asks):
            channel.sendall_stderr(b"This sandbox runs our own script and nothing else.\n")
            channel.send_exit_status(126)
            return
        if self.seed.motd:
            channel.sendall(self.seed.motd.encode())
        if self.seed.fault == "flood":
            for _ in range(64):
                channel.sendall(b"noise on stdout\n" * 1_000)
                channel.sendall_stderr(b"noise on stderr\n" * 1_000)
        limit = self.seed.fault_after if self.seed.fault == "drop" else None
        status = self._run(self._moved(script), channel, limit)
        if status is None:
            transport.close()
            return
        if status < 0:  # killed, because the client is gone
            return
        channel.send_exit_status(status)

    def _moved(self, script: str) -> str:
        """The script with its two literal lines pointing into the folder of this host."""
        lines = script.split("\n")
        lines[lines.index(root_line(""))] = root_line(str(self.folder / "root"))
        lines[lines.index(path_line(DEFAULT_PATH))] = path_line(str(self.folder / "bin"))
        return "\n".join(lines)

    def _run(self, script: str, channel: paramiko.Channel, limit: int | None) -> int | None:
        """None: the connection is to be dropped, in the middle of it."""
        deaf = "trap '' HUP TERM INT; while :; do sleep 1; done\n"
        process = subprocess.Popen(
            ["/bin/sh", "-s"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if self.seed.fault == "deaf" else subprocess.PIPE,
            cwd=self.folder / "root",
            env={"PATH": "/usr/bin:/bin" if self.seed.fault == "deaf" else str(self.folder / "bin"), "HOME": "/"},
            start_new_session=True,
        )
        assert process.stdin and process.stdout
        watch = threading.Thread(target=self._end_with, args=(process, channel), daemon=True)
        watch.start()
        try:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write((deaf if self.seed.fault == "deaf" else script).encode())
                process.stdin.close()
            sent = 0
            while piece := os.read(process.stdout.fileno(), 32_768):
                if limit is not None and sent + len(piece) > limit:
                    channel.sendall(piece[: limit - sent])
                    return None
                channel.sendall(piece)
                sent += len(piece)
            return process.wait()
        finally:
            _kill(process)
            watch.join(5)

    def _end_with(self, process: subprocess.Popen[bytes], channel: paramiko.Channel) -> None:
        """Nothing of a candidate's script outlives the connection."""
        while process.poll() is None:
            if channel.closed or self._gone.is_set() or not channel.get_transport().is_active():
                _kill(process)
                return
            self._gone.wait(0.05)


def _received(channel: paramiko.Channel) -> str:
    script = b""
    while len(script) < LONGEST_SCRIPT and (piece := channel.recv(65_536)):
        script += piece
    return script.decode("utf-8", "replace")


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdout, process.stderr, process.stdin):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()
