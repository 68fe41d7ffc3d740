"""What one script over one connection is worth: `python -m benchmarks.one_connection [MILLISECONDS]`.

A sandbox host behind a loopback proxy that delays every byte by half the round trip. Looks once for everything, then once for
each fact on a connection of its own, as a tool does that asks one question at a time. Prints seconds and their ratio; the ratio
is what may be compared between machines.
"""

from __future__ import annotations

import argparse
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.hosts.running import RunningHost, running
from sandbox.hosts.seed import load_all
from verifier.facts import SourceState
from verifier.facts.host import HostFact
from verifier.gather.host import HostTarget, look
from verifier.probes.host import PROBES

CANDIDATES = Path(__file__).resolve().parents[1] / "sandbox" / "candidates"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("milliseconds", type=int, nargs="?", default=50, help="round trip to the host")
    asked = parser.parse_args()
    host = load_all(CANDIDATES)[1]
    with running([host]) as hosts, delayed(hosts[host.name].port, asked.milliseconds / 2000) as port:
        target = _target(hosts[host.name], port)
        together = _seconds(target, [None])
        apart = _seconds(target, [frozenset({fact}) for fact in (probe.fact for probe in PROBES)])
    print(f"round trip {asked.milliseconds} ms")
    print(f"everything in one look      {together:6.2f} s")
    print(f"each fact by itself         {apart:6.2f} s   {apart / together:.1f} times as long")


def _seconds(target: HostTarget, asks: list[frozenset[type[HostFact]] | None]) -> float:
    start = time.perf_counter()
    for only in asks:
        facts = look(target, only=only).facts
        state = facts.state
        if state not in (SourceState.READ, SourceState.PARTLY):
            raise SystemExit(f"the host could not be read: {facts.reason}")
    return time.perf_counter() - start


def _target(host: RunningHost, port: int) -> HostTarget:
    return HostTarget(
        user=host.user, address=host.address, port=port, key=host.key, password=host.password, allow=("127.0.0.1/32",)
    )


@contextmanager
def delayed(port: int, seconds: float) -> Iterator[int]:
    """A loopback port in front of `port` that hands every piece on `seconds` later, in both directions."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=_let_in, args=(door, port, seconds), daemon=True).start()
        yield door.getsockname()[1]


def _let_in(door: socket.socket, port: int, seconds: float) -> None:
    while True:
        try:
            client, _ = door.accept()
        except OSError:
            return
        server = socket.create_connection(("127.0.0.1", port))
        for one, other in ((client, server), (server, client)):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=_carry, args=(one, other, seconds), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket, seconds: float) -> None:
    """Pieces queue up while they travel, so that the delay costs no bandwidth."""
    travelling: list[tuple[float, bytes]] = []
    arrived = threading.Condition()

    def deliver() -> None:
        while True:
            with arrived:
                arrived.wait_for(lambda: travelling)
                due, piece = travelling.pop(0)
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                other.sendall(piece) if piece else other.shutdown(socket.SHUT_WR)
            except OSError:
                return
            if not piece:
                return

    threading.Thread(target=deliver, daemon=True).start()
    while True:
        try:
            piece = one.recv(65536)
        except OSError:
            piece = b""
        with arrived:
            travelling.append((time.monotonic() + seconds, piece))
            arrived.notify()
        if not piece:
            return


if __name__ == "__main__":
    main()
