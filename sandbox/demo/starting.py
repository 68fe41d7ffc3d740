"""What `demo` and `demo-once` have in common: how the parts start, and how a signal ends them."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import NoReturn

from sandbox.demo.parts import Plan
from sandbox.demo.ports import wait_until_open
from sandbox.demo.processes import Processes


def end_on_signals() -> None:
    """SIGTERM and SIGHUP end everything as Ctrl-C does."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def start_sandbox(processes: Processes, where: Plan) -> None:
    say("Starting the sandbox: stand-ins for Datadog's site and for GitHub, and five machines to look at.")
    processes.start("site", where.serve_site())
    processes.start("hosts", where.serve_hosts())
    processes.start("forge", where.serve_forge())
    wait_until_open(where.site, processes.check)
    wait_until_open(where.hosts, processes.check)
    wait_until_open(where.forge, processes.check)


def start_work(processes: Processes, where: Plan) -> None:
    prepare(processes, where)
    start_workers(processes, where)


def prepare(processes: Processes, where: Plan) -> None:
    say("Preparing the database, the challenge and a cohort with five candidates.")
    processes.run("migrate", where.manage("migrate", "--no-input"))
    processes.run("fill", where.fill())


def start_workers(processes: Processes, where: Plan) -> None:
    say("Starting a worker, which looks at machines and accounts, and the scheduler.")
    # Whoever kills a worker to see what is lost shall see that nothing is.
    processes.start("worker", where.work(), revivals=100)
    processes.start("scheduler", where.schedule(), revivals=5)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    """A shell's background job ignores Ctrl-C's signal, so the others end the demo by themselves."""
    raise KeyboardInterrupt
