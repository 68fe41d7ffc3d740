"""The board for programs and for sheets: what the page says, no more."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

from challenge.selectors.cohort_csv import plain
from challenge.selectors.watching import Watched, WatchedRow

COLUMNS = (
    "place",
    "entry",
    "code",
    "proved",
    "of",
    "told",
    "waiting",
    "points",
    "bonus_proved",
    "bonus",
    "last_gain",
    "needed_seconds",
)


def as_json(board: Watched) -> dict[str, Any]:
    """told: rows that only the entry itself shows; they count nothing."""
    return {
        "cohort": board.key,
        "name": board.name,
        "state": board.state,
        "as_of": _at(board.as_of),
        "ties": board.ties,
        "last_look": _at(board.last_look),
        "entries": [dict(zip(COLUMNS, _cells(row), strict=True)) for row in board.rows],
        "lines": [
            {"at": _at(line.at), "kind": line.kind, "entry": line.name, "row": line.title, "by": line.by}
            for line in board.lines
        ],
        "hardest": [{"row": one.title, "proved": one.passes, "of": one.of} for one in board.hardest],
    }


def as_csv(board: Watched) -> str:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    for row in board.rows:
        writer.writerow(["" if cell is None else plain(cell) for cell in _cells(row)])
    return written.getvalue()


def _cells(row: WatchedRow) -> tuple[Any, ...]:
    numbers = (row.passes, row.of, row.hatched, row.waiting, row.points, row.bonus_passes, row.bonus)
    needed = None if row.elapsed is None else int(row.elapsed.total_seconds())
    return row.rank, row.name, row.code, *numbers, _at(row.last_gain), needed


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
