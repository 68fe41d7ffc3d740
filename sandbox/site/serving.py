"""Serves the sandbox on a free loopback port, in a thread, for as long as a `with` block lasts."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from sandbox.site.app import create_app
from sandbox.site.seed import OrganisationSeed

_STARTS_WITHIN = 10.0


@contextmanager
def running(
    organisations: Sequence[OrganisationSeed],
    *,
    state_dir: Path,
    now: Callable[[], float] = time.time,
    site: str = "datadoghq.com",
) -> Iterator[str]:
    """The base URL of a sandbox that stops with the block."""
    app = create_app(organisations, state_dir=state_dir, now=now, site=site)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            _wait(server, thread)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(timeout=_STARTS_WITHIN)


def _wait(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the sandbox site did not start")
        time.sleep(0.01)
