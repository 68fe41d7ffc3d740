"""The demo's contest: its account is set out before the site starts, its entries before the worker looks at anybody."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.contest import clock
from sandbox.contest.__main__ import TAGS
from sandbox.demo.parts import Plan
from sandbox.demo.processes import Processes
from sandbox.demo.starting import say


@dataclass(frozen=True)
class Addresses:
    """board: the path of the public board, "" = its lead closed it."""

    board: str


def set_out(where: Plan) -> None:
    """Write the seed of the account that the entries share."""
    clock.set_out(where.contest_folder, datetime.now(UTC))


def start_contest(processes: Processes, where: Plan) -> Addresses:
    """Enter everybody, and begin to play."""
    say("Entering five teams and people, and a rehearsal, in a contest.")
    made = json.loads(processes.run("contest-fill", where.make_contest()))
    (where.contest_folder / TAGS).write_text(json.dumps(made["tags"]), "utf-8")
    processes.start("contest", where.play_contest(), revivals=20)
    return Addresses(made["board"])
