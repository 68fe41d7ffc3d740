"""`python -m sandbox demo-once`: verify the five once through a real worker, print the table, stop. No web."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sandbox.demo.parts import plan
from sandbox.demo.processes import ChildFailed, Processes
from sandbox.demo.starting import end_on_signals, say, start_sandbox, start_work


def main(arguments: Sequence[str]) -> int:
    """Exit status 0 when all five runs ended and were printed, else 1."""
    parser = argparse.ArgumentParser(prog="python -m sandbox demo-once")
    parser.add_argument("--format", choices=["table", "json"], default="table")
    asked = parser.parse_args(arguments)
    end_on_signals()
    with tempfile.TemporaryDirectory(prefix="proofboard-") as folder:
        where = plan(Path(folder))
        try:
            with Processes(where.var / "log", where.environment()) as processes:
                start_sandbox(processes, where)
                start_work(processes, where)
                say("Verifying the five candidates.")
                report = processes.run("verify", where.manage("verify_cohort", "demo", "--format", asked.format))
        except KeyboardInterrupt:
            say("Stopped.")
            return 130
        except (ChildFailed, TimeoutError, OSError) as fault:
            say(str(fault))
            _show_logs(where.var / "log")
            return 1
    print(report, end="")
    return 0


def _show_logs(folder: Path) -> None:
    """The folder is about to go, so what the parts said last is printed."""
    for log in sorted(folder.glob("*.log")):
        lines = log.read_text("utf-8", "replace").splitlines()[-15:]
        if lines:
            say(f"--- {log.name}\n" + "\n".join(lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
