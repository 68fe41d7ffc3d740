"""Servers that a test starts for itself, on ports of their own: Redis, PostgreSQL, and one that says nothing."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.installation import until
from tests.programs import find


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


class Silent:
    """Accepts connections and never says a word, as a machine that hangs. `close` makes it refuse."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.visited = threading.Event()
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            self.visited.set()

    def close(self) -> None:
        if self._listener.fileno() < 0:
            return
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            connection.close()


class Redis:
    """A server that can be stopped and started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [str(find("redis-server")), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""],
            stdout=subprocess.DEVNULL,
        )
        until(lambda: _open(self.port))

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A cluster in the folder; gives its address. It refuses to run as root, so root lends it another user."""
    programs = Path(str(find("postgres"))).parent
    port, data = free_port(), folder / "data"
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder.mkdir(parents=True)
    if user:
        for path in (folder, *folder.parents):  # it must be able to get to its own folder
            if path == Path("/tmp"):
                break
            path.chmod(path.stat().st_mode | 0o011)
        shutil.chown(folder, pwd.getpwnam("postgres").pw_uid)
    subprocess.run(
        [*user, str(programs / "initdb"), "-D", str(data), "-U", "proofboard", "-A", "trust", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )
    server = subprocess.Popen(
        [
            *user,
            str(programs / "postgres"),
            "-D",
            str(data),
            "-p",
            str(port),
            "-k",
            str(folder),
            "-h",
            "127.0.0.1",
            "-F",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )
    try:
        ready = [str(programs / "pg_isready"), "-h", "127.0.0.1", "-p", str(port), "-q"]
        until(lambda: subprocess.run(ready, check=False).returncode == 0)
        yield f"postgresql://proofboard@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait(timeout=60)


def _open(port: int) -> bool:
    with socket.socket() as sock:
        sock.settimeout(1)
        return sock.connect_ex(("127.0.0.1", port)) == 0
