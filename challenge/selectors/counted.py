"""What counts of one entry in its contest: the numbers of its line on the board, for pages that are no board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from challenge import access
from challenge.access import Person
from challenge.board.events import excused_for_all, frozen_at, rule_of
from challenge.models import Submission
from challenge.rows.asked import is_asked
from challenge.selectors.rows import steps_of
from challenge.selectors.watching import WatchedRow, row_of, worth_anything


@dataclass(frozen=True)
class Counted:
    """row: as on the board, None = the board tells nothing of it. of: so many rows count; rows: so many are asked.

    frozen_at: as of when the row is told, None = now.
    """

    row: WatchedRow | None
    of: int
    rows: int
    frozen_at: datetime | None


def counted_of(user: Person, submission: Submission) -> Counted | None:
    """None: it is in no contest, or has no board that this person may see. Hidden where its results are not for them."""
    if not access.may_see_results(user, submission):
        raise access.Hidden("Its results are not for you yet.")
    cohort = submission.cohort
    if not hasattr(cohort, "contest") or not access.may_see_board(user, cohort):
        return None
    frozen = frozen_at(cohort, timezone.now())
    row = row_of(cohort, submission, frozen)
    asked = [step for step in steps_of(cohort.version) if is_asked(submission, step.key)]
    counting = worth_anything(rule_of(cohort), asked) - set(excused_for_all(cohort, frozen))
    return Counted(row, row.of if row else len(counting), len(asked), frozen)
