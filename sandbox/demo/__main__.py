"""`python -m sandbox demo`: everything in the foreground, until Ctrl-C."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from sandbox.demo.alone import Taken, alone
from sandbox.demo.contest import make_contest, play_contest
from sandbox.demo.parts import ROOT, Plan, plan
from sandbox.demo.ports import wait_until_open
from sandbox.demo.processes import ChildFailed, Processes
from sandbox.demo.starting import end_on_signals, prepare, say, start_sandbox, start_workers


def main(arguments: Sequence[str]) -> int:
    """Exit status 0 after Ctrl-C, 1 when a part failed."""
    parser = argparse.ArgumentParser(prog="python -m sandbox demo")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--var", type=Path, default=ROOT / "var")
    asked = parser.parse_args(arguments)
    end_on_signals()
    try:
        with alone(asked.var):
            run(plan(asked.var, asked.port, contest=True), asked.port)
    except KeyboardInterrupt:
        say("Stopped. The data stays in var/; `make demo-reset` forgets it.")
        return 0
    except (Taken, ChildFailed, TimeoutError, OSError) as fault:
        say(str(fault))
        return 1
    return 0


def run(where: Plan, wanted_port: int) -> None:
    """Until Ctrl-C, or until a part fails."""
    if where.web != wanted_port:
        say(f"Port {wanted_port} is taken, so the pages are on port {where.web}.")
    with Processes(where.var / "log", where.environment()) as processes:
        prepare(processes, where)
        board = make_contest(processes, where)
        start_sandbox(processes, where)
        play_contest(processes, where)
        start_workers(processes, where)
        start_web(processes, where)
        processes.start("hand-in", where.hand_in(), revivals=2, ends=True)
        greet(where, board)
        watch(processes)


def start_web(processes: Processes, where: Plan) -> None:
    processes.start("web", where.serve_web())
    wait_until_open(where.web, processes.check)


def greet(where: Plan, board: str) -> None:
    say(f"\nProofboard runs at {where.web_url}")
    if board:
        say(f"A contest is on, and anybody may watch: {where.web_url}{board} (?view=wall for a projector)")
    say("Sign in with one button: reviewer, second reviewer, candidate, lead or watcher.")
    say("At the first start the five are checked, and then two of them hand in, for a reviewer to grade.")
    say("Open one of the others and press “Check now” to watch the rows turn once more.")
    say("Everything here is a sandbox: no machine and no account of anybody. Ctrl-C stops it.\n")


def watch(processes: Processes) -> None:
    while True:
        for name in processes.check():
            say(f"The {name} died, and was started again.")
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
