"""Free ports, and waiting for one to answer."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

LOOPBACK = "127.0.0.1"


def free(wanted: int = 0) -> int:
    """`wanted` if nobody has it, else a port that the system picks."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            # As servers do: a port whose last connections are only fading away is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            number: int = probe.getsockname()[1]
            return number
    raise OSError("There is no free port on this machine.")


def free_block(size: int, start: int) -> int:
    """The first of `size` free ports in a row, at or after `start`."""
    for base in range(start, 60_000, size):
        if all(free(port) == port for port in range(base, base + size)):
            return base
    raise OSError("There are no free ports in a row on this machine.")


def wait_until_open(port: int, alive: Callable[[], object], seconds: float = 30) -> None:
    """Return when somebody listens on the port. `alive` raises when it is in vain; TimeoutError after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        alive()
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"Nothing listens on port {port} after {seconds:.0f} seconds.")
