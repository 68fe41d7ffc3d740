"""When checks run: each instance at its own interval, for a past that is made up or for the present."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import SupportsIndex

from sandbox.agent.checks import Ran, Runner
from sandbox.agent.sending import Stamped


@dataclass
class Scheduled:
    """An instance of a check. due: epoch seconds of its next run."""

    identity: str
    runner: Runner
    seconds: float
    due: float
    runs: int = 0
    errors: int = 0
    last: Ran = field(default_factory=Ran)

    def run(self) -> Ran:
        self.last = self.runner.run()
        self.runs += 1
        self.errors += bool(self.last.error)
        return self.last


def make_up(scheduled: Scheduled, until: float) -> list[Stamped]:
    """Every run that was due before `until` (epoch seconds), each stamped with the end that it would have had."""
    stamped: list[Stamped] = []
    while scheduled.due < until:
        with _clock(scheduled.due) as now:
            ran = scheduled.run()
            ended = now()
        stamped += [(ended, sample) for sample in ran.samples if ended < until]
        scheduled.due = max(scheduled.due + scheduled.seconds, ended)
    return stamped


def run_due(scheduled: Scheduled) -> list[Stamped]:
    """The run that is due now, if one is."""
    now = time.time()
    if now < scheduled.due:
        return []
    ran = scheduled.run()
    scheduled.due += scheduled.seconds
    return [(time.time(), sample) for sample in ran.samples]


@contextmanager
def _clock(start: float) -> Iterator[Callable[[], float]]:
    """Inside, `time.sleep` lets a made-up time pass that begins at `start`."""
    passed = 0.0

    def sleep(seconds: SupportsIndex | float, /) -> None:
        nonlocal passed
        passed += float(seconds)

    real, time.sleep = time.sleep, sleep
    try:
        yield lambda: start + passed
    finally:
        time.sleep = real
