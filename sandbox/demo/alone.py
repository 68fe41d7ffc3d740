"""One demo in one folder. The lock is the system's own: whatever kills its holder opens it, so it is never stale."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "demo.lock"


class Taken(RuntimeError):
    """A demo runs in this folder; the message is one sentence."""


@contextmanager
def alone(var: Path) -> Iterator[None]:
    """Hold the folder as long as the block lasts. Raises Taken. Children do not inherit the lock."""
    var.mkdir(parents=True, exist_ok=True)
    holder = os.open(var / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            number = os.read(holder, 20).decode("ascii", "replace").strip()
            raise Taken(f"A demo runs in {var} already (process {number}); stop it with Ctrl-C first.") from None
        os.ftruncate(holder, 0)
        os.write(holder, f"{os.getpid()}\n".encode())
        try:
            yield
        finally:  # a child that is just being made has a copy of the open file for a moment
            fcntl.flock(holder, fcntl.LOCK_UN)
    finally:
        os.close(holder)
