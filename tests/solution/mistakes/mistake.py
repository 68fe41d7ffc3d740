"""One mistake: what is changed, what of the work is done anew with it, and the row that it costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from tests.solution.bench import Bench
from tests.solution.work import Edit


class Redo(Enum):
    """The part of the work that has to be done anew, because the mistake is in it."""

    MACHINE = "the Agent is set up and started again"
    APP = "the app is started again"
    BOARDS = "the boards are made again"
    MONITOR = "the monitor and its downtimes are made again"


@dataclass(frozen=True)
class Mistake:
    """verdict: of the step. also: rows that cannot but change with it, and are not its dependents.

    before, after: what a person does by hand, before or after the parts that are done anew; undo: afterwards, on the
    bench. app: the command that starts the app, if it is another. organisation: the company's name, if it is another.
    """

    what: str
    step: str
    verdict: str
    edits: tuple[Edit, ...] = ()
    redo: tuple[Redo, ...] = ()
    before: Callable[[Bench, Path], None] | None = None
    after: Callable[[Bench, Path], None] | None = None
    undo: Callable[[Bench, Path], None] | None = None
    app: tuple[str, ...] = ()
    organisation: str = ""
    also: Mapping[str, str] = field(default_factory=dict)
