"""Starts sandbox hosts in this process, each on a port of its own, and ends them."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.hosts.keys import login_key
from sandbox.hosts.materialise import materialise
from sandbox.hosts.seed import HostSeed
from sandbox.hosts.server import Server
from verifier.ssh import fingerprint


@dataclass(frozen=True)
class RunningHost:
    """What a client needs. folder: where it was materialised."""

    name: str
    address: str
    port: int
    fingerprint: str
    user: str
    password: str
    key: str
    folder: Path


@contextlib.contextmanager
def running(
    seeds: Sequence[HostSeed], *, port_base: int = 0, clock: Callable[[], float] = time.time
) -> Iterator[dict[str, RunningHost]]:
    """The hosts by name. port_base: the first one's port, the next ones follow; 0 = any free ones."""
    servers: list[Server] = []
    folder = Path(tempfile.mkdtemp(prefix="sandbox-hosts-"))
    try:
        hosts = {}
        for index, seed in enumerate(seeds):
            place = folder / seed.name
            materialise(seed, place, now=int(clock()))
            server = Server(seed, place, port=seed.port or (port_base + index if port_base else 0))
            servers.append(server)
            hosts[seed.name] = RunningHost(
                seed.name, "127.0.0.1", server.port, fingerprint(server.key), seed.user, seed.password,
                login_key(seed.name) if seed.key else "", place,
            )  # fmt: skip
        yield hosts
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
