"""Child processes that start in order, are watched, and all stop together."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

STOP_SECONDS = 15


class ChildFailed(RuntimeError):
    """A child process ended that should not have; the message says which, and where its log is."""


@dataclass
class Processes:
    """Each child has its own process group, so that a stop reaches what it started itself. Logs go to `logs`."""

    logs: Path
    environment: Mapping[str, str]
    patience: float = STOP_SECONDS
    _running: list[tuple[str, subprocess.Popen[bytes]]] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.logs.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def run(self, name: str, command: Sequence[str]) -> str:
        """Run a command to its end; its standard output. Raises ChildFailed."""
        with (self.logs / f"{name}.log").open("ab") as log:
            done = subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, stderr=log, check=False)
            log.write(done.stdout)
        if done.returncode != 0:
            raise ChildFailed(f"{name} ended with status {done.returncode}; see {self._log(name)}.")
        return done.stdout.decode("utf-8", "replace")

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a command that goes on until `stop`."""
        with (self.logs / f"{name}.log").open("ab") as log:
            child = subprocess.Popen(
                command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._running.append((name, child))

    def check(self) -> None:
        """Raises ChildFailed when a child has ended."""
        for name, child in self._running:
            if child.poll() is not None:
                raise ChildFailed(f"{name} ended with status {child.returncode}; see {self._log(name)}.")

    def stop(self) -> None:
        """Ask every group to end, last started first; whoever is left after a while, or at a second Ctrl-C, dies."""
        for _, child in reversed(self._running):
            _signal(child, signal.SIGTERM)
        try:
            deadline = time.monotonic() + self.patience
            for _, child in self._running:
                child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            pass
        finally:
            for _, child in self._running:
                _signal(child, signal.SIGKILL)
                child.wait()
            self._running.clear()

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"


def _signal(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To the whole group: a worker's own children must not outlive it."""
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return
