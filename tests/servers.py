"""Servers that tests start for themselves, on ports of their own: Redis and PostgreSQL."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults.installation import Installation, until
from tests.programs import find

PORTS = range(10_100, 32_000)
"""Below those that the system hands out by itself (from 32,768 on Linux), so that nothing takes a port while its
server is stopped to be started again: not another test, and not a client that tries to connect to it. Above 10,080,
the last that browsers refuse."""

CLUSTER = [
    *("--username", "proofboard", "--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C.UTF-8"),
    # Sorts words as people do, and not by their bytes as SQLite does.
    *("--locale-provider", "icu", "--icu-locale", "en"),
]
SERVER = [
    *("-h", "127.0.0.1", "-F"),
    # Nothing here outlives the tests, and a statement of theirs is over sooner than it is compiled.
    *("-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "jit=off"),
    *("-c", "timezone=Asia/Kathmandu"),  # wherever the server thinks it is, our times are UTC
]


def free_port() -> int:
    """A port that nobody listens on."""
    for _ in range(100):
        port = random.choice(PORTS)
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("There is no free port on this machine.")


class Redis:
    """A server that can be stopped and started again."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        serve = [str(find("redis-server")), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self._process = subprocess.Popen([*_dies_with_us("KILL"), *serve], stdout=subprocess.DEVNULL)
        until(lambda: _open(self.port))

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


@contextmanager
def redis() -> Iterator[str]:
    """A server; gives its address."""
    server = Redis()
    try:
        yield server.url
    finally:
        server.stop()


class Postgres:
    """A cluster of its own, whose server can be stopped and started again; `end` also takes its files away.

    Not in pytest's folder, which pytest closes to others: PostgreSQL refuses to run as root, so root starts it as
    another user.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"postgresql://proofboard@127.0.0.1:{self.port}/postgres"
        self._programs = Path(str(find("postgres"))).parent
        self._files = tempfile.TemporaryDirectory(prefix="proofboard-postgres-")
        self._data = Path(self._files.name) / "data"
        self._user: dict[str, Any] = {"cwd": "/", "stdout": subprocess.DEVNULL}
        if os.geteuid() == 0:
            shutil.chown(self._files.name, "postgres")
            self._user |= {"user": "postgres", "group": "postgres", "extra_groups": []}
        subprocess.run([str(self._programs / "initdb"), "-D", str(self._data), *CLUSTER], check=True, **self._user)
        self.start()

    def start(self) -> None:
        serve = [str(self._programs / "postgres"), "-D", str(self._data), "-p", str(self.port)]
        serve += ["-k", self._files.name, *SERVER]
        self._process = subprocess.Popen([*_dies_with_us("QUIT"), *serve], stderr=subprocess.DEVNULL, **self._user)
        ready = [str(self._programs / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port), "-q"]
        until(lambda: subprocess.run(ready, check=False).returncode == 0)

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)  # at once, whoever is still connected
        self._process.wait(timeout=60)

    def end(self) -> None:
        self.stop()
        self._files.cleanup()


@contextmanager
def postgres() -> Iterator[str]:
    """A server; gives its address."""
    server = Postgres()
    try:
        yield server.url
    finally:
        server.end()


MIGRATED = "migrated"


def migrated(cluster: str, folder: Path) -> None:
    """Make the database of which others are copies: to migrate each anew takes longer than most tests. Keys go to the folder."""
    Installation(folder, {"DATABASE_URL": new_database(cluster, MIGRATED)}).manage("migrate", "-v", "0")


def new_database(cluster: str, name: str, *, template: str = "template1") -> str:
    """A database of this name, empty or a copy of another one; gives its address."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(cluster, autocommit=True) as connection:
        names = (sql.Identifier(name), sql.Identifier(template))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    return f"{cluster.rsplit('/', 1)[0]}/{name}"


def _open(port: int) -> bool:
    with socket.socket() as sock:
        sock.settimeout(1)
        return sock.connect_ex(("127.0.0.1", port)) == 0


def _dies_with_us(number: str) -> list[str]:
    """Before a command: it gets this signal when the tests are killed and nobody is left to stop it."""
    return ["setpriv", "--pdeathsig", number] if shutil.which("setpriv") else []
