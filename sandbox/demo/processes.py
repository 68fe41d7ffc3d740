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
LOOKED_AT = ("site", "hosts", "forge")
"""Children that the others look at."""


class ChildFailed(RuntimeError):
    """A child process ended that should not have; the message says which, and where its log is."""


@dataclass
class Child:
    """revivals: how often it may still be started anew when it dies. ends: it has something to do, and is over then."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes]
    revivals: int
    ends: bool = False


@dataclass
class Processes:
    """Each child has its own process group, so that a stop reaches what it started itself. Logs go to `logs`."""

    logs: Path
    environment: Mapping[str, str]
    patience: float = STOP_SECONDS
    _running: list[Child] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.logs.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # the installation's own folder
        self.logs.mkdir(exist_ok=True)
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

    def start(self, name: str, command: Sequence[str], *, revivals: int = 0, ends: bool = False) -> None:
        """Start a command that goes on until `stop`. One that dies is started again, `revivals` times at most.

        ends: it may be over before, if it ends well.
        """
        self._running.append(Child(name, command, self._spawn(name, command), revivals, ends))

    def check(self) -> list[str]:
        """The names of children that died and were started again. Raises ChildFailed when one may not be."""
        revived = []
        for child in list(self._running):
            if child.process.poll() is None:
                continue
            if child.ends and child.process.returncode == 0:
                self._running.remove(child)
                continue
            if not child.revivals:
                ended = f"{child.name} ended with status {child.process.returncode}"
                raise ChildFailed(f"{ended}; see {self._log(child.name)}.")
            child.revivals -= 1
            child.process = self._spawn(child.name, child.command)
            revived.append(child.name)
        return revived

    def _spawn(self, name: str, command: Sequence[str]) -> subprocess.Popen[bytes]:
        with (self.logs / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def stop(self) -> None:
        """Ask every group to end; whoever is left after a while, or at a second Ctrl-C, dies.

        Those that others look at go last: a worker must not find its machines gone, and keep that as an observation.
        """
        children = [child.process for child in self._running]
        lookers = [child.process for child in self._running if child.name not in LOOKED_AT]
        try:
            deadline = time.monotonic() + self.patience
            for wave in (lookers, children):
                for process in reversed(wave):
                    _signal(process, signal.SIGTERM)
                for process in wave:
                    process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            pass
        finally:
            for process in children:
                _signal(process, signal.SIGKILL)
                process.wait()
            self._running.clear()

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"


def _signal(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To the whole group: a worker's own children must not outlive it."""
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return
