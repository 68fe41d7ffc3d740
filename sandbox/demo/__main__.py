"""`python -m sandbox demo`: everything in the foreground, until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from sandbox.demo.parts import ROOT, Plan, plan
from sandbox.demo.ports import wait_until_open
from sandbox.demo.processes import ChildFailed, Processes


def main(arguments: Sequence[str]) -> int:
    """Exit status 0 after Ctrl-C, 1 when a part failed."""
    parser = argparse.ArgumentParser(prog="python -m sandbox demo")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--var", type=Path, default=ROOT / "var")
    asked = parser.parse_args(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    where = plan(asked.var, asked.port)
    if where.web != asked.port:
        say(f"Port {asked.port} is taken, so the pages are on port {where.web}.")
    try:
        with Processes(where.var / "log", where.environment()) as processes:
            start_sandbox(processes, where)
            start_work(processes, where)
            start_web(processes, where)
            greet(where)
            watch(processes)
    except KeyboardInterrupt:
        say("Stopped. The data stays in var/; `make demo-reset` forgets it.")
        return 0
    except (ChildFailed, TimeoutError, OSError) as fault:
        say(str(fault))
        return 1
    return 0


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    """A shell's background job ignores Ctrl-C's signal, so the others end the demo by themselves."""
    raise KeyboardInterrupt


def start_sandbox(processes: Processes, where: Plan) -> None:
    say("Starting the sandbox: a stand-in for Datadog's site, and five machines to look at.")
    processes.start("site", where.serve_site())
    processes.start("hosts", where.serve_hosts())
    wait_until_open(where.site, processes.check)
    wait_until_open(where.hosts, processes.check)


def start_work(processes: Processes, where: Plan) -> None:
    say("Preparing the database, the challenge and a cohort with five candidates.")
    processes.run("migrate", where.manage("migrate", "--no-input"))
    processes.run("fill", where.fill())
    say("Starting a worker, which looks at machines and accounts, and the scheduler.")
    processes.start("worker", where.work())
    processes.start("scheduler", where.schedule())


def start_web(processes: Processes, where: Plan) -> None:
    processes.start("web", where.serve_web())
    wait_until_open(where.web, processes.check)


def greet(where: Plan) -> None:
    say(f"\nProofboard runs at {where.web_url}")
    say("Sign in with one button: reviewer, candidate or watcher. Open a candidate and press “Check now”.")
    say("Everything here is a sandbox: no machine and no account of anybody. Ctrl-C stops it.\n")


def watch(processes: Processes) -> None:
    while True:
        processes.check()
        time.sleep(1)


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
