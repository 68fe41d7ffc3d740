"""Somebody settles what two reviewers decided differently: each row with a reason, then the outcome."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from challenge import sums
from challenge.models import Decision, Submission
from challenge.rows.passes import differing, sees_others
from challenge.selectors.decisions import counting
from challenge.services import deciding, events
from challenge.services.events import News
from challenge.services.reviewing import CannotReview, locked


def settle_row(
    submission: Submission, user: User, step_key: str, kind: str, *, verdict: str, reason: str, known: int
) -> Decision:
    """One row, for everybody. Raises CannotReview, DecidedBefore, PermissionDenied."""
    with transaction.atomic():
        row = locked(submission, user)
        _need_both(row)
        now = counting(row).get(step_key)
        if step_key not in differing(row) and not (now and now.settles):
            raise CannotReview(gettext("Both decided alike on this row."))
        if not reason.strip():
            raise CannotReview(gettext("Say why: both reviewers and the candidate may read it."))
        return deciding.decide(row, user, step_key, kind, verdict=verdict, reason=reason, known=known, settles=True)


def settle_outcome(submission: Submission, user: User, outcome: str, reason: str) -> None:
    """The grade, once no row is open between the two. Raises CannotReview, PermissionDenied."""
    with transaction.atomic():
        row = locked(submission, user)
        _need_both(row)
        if differing(row):
            raise CannotReview(gettext("Settle the rows first."))
        if outcome not in row.cohort.outcomes:
            raise CannotReview(gettext("Choose an outcome first."))
        if not reason.strip():
            raise CannotReview(gettext("Say why."))
        row.outcome, row.outcome_reason, row.graded_at = outcome, reason.strip(), timezone.now()
        row.save(update_fields=["outcome", "outcome_reason", "graded_at"])
        data = {"outcome": outcome, "sum": sums.of_outcome(sums.salted(row))}
        events.append([News("outcome.settled", row, actor_id=user.pk, data=data)])


def _need_both(row: Submission) -> None:
    if row.cohort.first_passes == 1 or not sees_others(row):
        raise CannotReview(gettext("Two first passes must be finished before."))
