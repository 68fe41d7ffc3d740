"""Lets a machine of the laboratory reach the sandbox's site, which itself listens on loopback only."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Relay:
    """Listens on `address`:`port`; `to` is the port on loopback that it passes everything on to."""

    address: str
    port: int
    to: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)


@contextlib.contextmanager
def relay(address: str) -> Iterator[Relay]:
    with socket.create_server((address, 0)) as listener:
        listener.settimeout(0.2)
        running = Relay(address, listener.getsockname()[1])
        thread = threading.Thread(target=_accept, args=(running, listener), daemon=True)
        thread.start()
        try:
            yield running
        finally:
            running._stop.set()
            thread.join(5)


def _accept(running: Relay, listener: socket.socket) -> None:
    while not running._stop.is_set():
        try:
            client, _ = listener.accept()
        except TimeoutError:
            continue
        try:
            site = socket.create_connection(("127.0.0.1", running.to), timeout=5)
        except OSError:
            client.close()
            continue
        for one, other in ((client, site), (site, client)):
            one.settimeout(60)
            threading.Thread(target=_pump, args=(one, other), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65_536):
            sink.sendall(piece)
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
