"""A whole installation in a folder of its own: real processes, a real database, a real broker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from tests.asking import Asked

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


@dataclass
class Installation:
    """Everything that is started here is stopped by `stop`."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    tellers: list[Asked] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PROOFBOARD_VAR": str(self.folder),
            "PROOFBOARD_LEASE": "2",
            "PROOFBOARD_HAND_IN_LEASE": "10",
            "PROOFBOARD_SWEEP": "1",
            "ALLOWED_TARGETS": "127.0.0.1/32",
        }
        return kept | own | self.settings

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def told(self, *words: str) -> Any:
        """What `tests.faults.teller` answers: questions to the database, and small deeds.

        Whoever asks while another question is open asks another process. Each knows the settings that it began with.
        """
        try:
            teller = self.tellers.pop()
        except IndexError:
            number = next(self._numbers)
            teller = Asked(
                "tests.faults.teller", environment=self.environment, log=self.folder / f"teller-{number}.log"
            )
        try:
            answer = teller(*words)
        except BaseException:
            teller.end()
            raise
        self.tellers.append(teller)
        return answer

    def dismiss(self) -> None:
        """Who is asked next is a process that was just started."""
        while self.tellers:
            self.tellers.pop().end()

    def start_worker(self, *, log: str = "warning") -> subprocess.Popen[bytes]:
        return self._start(
            *("-m", "celery", "-A", "config", "worker", "-Q", "host,host-silent,account,document"),
            *("--loglevel", log, "--without-gossip", "--without-mingle", "-n", f"w{len(self.running)}@test"),
        )

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        return self._start(str(ROOT / "manage.py"), "scheduler")

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """As `kill -9` does: nobody gets to say goodbye."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        with ExitStack() as stack:
            for process in self.running:
                stack.callback(self._end, process)
            stack.callback(self.dismiss)

    def log(self) -> str:
        return "\n".join(path.read_text("utf-8", "replace") for path in sorted(self.folder.glob("process-*.log")))

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"process-{len(self.running)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *words],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(ask: Any, *, patience: float = PATIENCE) -> Any:
    """The first answer that is not false. Patience is a limit against hanging, not an assertion about time."""
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.1)
    raise TimeoutError("It did not happen.")
