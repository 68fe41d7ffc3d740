"""The places of a cohort, from what is kept of everybody. Asks no permission: whoever shows them does."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from challenge.board import boards
from challenge.board.events import paused
from challenge.board.placed import pauses, placed
from challenge.board.rule import ELAPSED, Rule
from challenge.board.standings import Standing
from challenge.models import Cohort


def places(
    cohort: Cohort, there: Collection[int], rule: Rule, frozen: datetime | None, now: datetime
) -> tuple[Standing, ...]:
    """From the rows that are kept, or as of the freeze; hidden entries are not in it, so they shift nobody."""
    rows = boards.frozen(cohort, there, frozen, rule) if frozen else boards.present(cohort, there, rule)
    return placed(rows, rule, pauses(paused(cohort), frozen or now) if rule.ties == ELAPSED else ())
