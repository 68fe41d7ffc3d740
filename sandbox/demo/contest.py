"""The demo's contest: its entries first, then the account that they share, then whoever works in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from sandbox.contest import clock
from sandbox.contest.__main__ import TAGS
from sandbox.demo.parts import Plan
from sandbox.demo.processes import Processes
from sandbox.demo.starting import say


def make_contest(processes: Processes, where: Plan) -> str:
    """Enter everybody, and write the seed of the account for a site that is not started yet; from now on its time passes.

    The path of the public board; "" = its lead closed it.
    """
    say("Entering three teams, two people and a rehearsal in a contest.")
    made = json.loads(processes.run("contest-fill", where.make_contest()))
    clock.set_out(where.contest_folder, datetime.now(UTC))
    (where.contest_folder / TAGS).write_text(json.dumps(made["tags"]), "utf-8")
    board: str = made["board"]
    return board


def play_contest(processes: Processes, where: Plan) -> None:
    """Once the site answers, and before anybody is looked at."""
    processes.start("contest", where.play_contest(), revivals=20)
