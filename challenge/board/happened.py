"""What the standings need of the record: kinds of event, and one event. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

JOINED = "submission.joined"
STARTED = "time.started"
REJUDGED = "run.rejudged"
COUNTED = ("run.finished", REJUDGED)
ROWS_ASKED = "rows.asked"
DECIDED = "decision.made"
TAKEN_BACK = "decision.undone"
PASS_OVER = "review.finished"
PAUSED = "contest.paused"
RESUMED = "contest.resumed"

OF_AN_ENTRY = frozenset({STARTED, *COUNTED, ROWS_ASKED, DECIDED, TAKEN_BACK, PASS_OVER})
"""Kinds that may change what a submission has on a board. When it joined is told by its row."""
OF_THE_CONTEST = frozenset({PAUSED, RESUMED})
"""Kinds that concern everybody."""


@dataclass(frozen=True)
class Happened:
    """What the standings need of an event. at: written; effective_at: became true. submission None: it concerns everybody."""

    id: int
    kind: str
    submission: int | None
    run: int | None
    data: Mapping[str, Any]
    at: datetime
    effective_at: datetime
    actor: int | None = None
