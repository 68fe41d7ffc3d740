"""The decisions of a submission, as a reviewer may see them: their own alone, until the first passes are over."""

from __future__ import annotations

from challenge.access import Person
from challenge.decided import Decided, agreed, in_force
from challenge.histories import decided
from challenge.models import Review, Submission

__all__ = ["counting", "decided", "finished_by", "own_or_all"]


def finished_by(submission: Submission) -> tuple[int, ...]:
    """Ids of the reviewers whose first pass is over."""
    done = Review.objects.filter(submission=submission, finished_at__isnull=False)
    return tuple(done.order_by("id").values_list("reviewer_id", flat=True))


def own_pass_is_over(user: Person, submission: Submission) -> bool:
    """Whether this reviewer has finished their first pass, and so may know what others think."""
    return user.pk in finished_by(submission)


def own_or_all(user: Person, submission: Submission) -> dict[str, Decided]:
    """step -> the decision that this reviewer goes on from.

    Of one pass: whoever decided last. Of two: their own until both are finished, then what both say or somebody settled.
    """
    history = decided([submission.pk]).get(submission.pk, ())
    if submission.cohort.first_passes == 1:
        return in_force(history)
    finished = finished_by(submission)
    if len(finished) < submission.cohort.first_passes:
        return in_force(one for one in history if one.reviewer_id == user.pk)
    return agreed(history, finished, submission.cohort.first_passes)[0]


def counting(submission: Submission, history: tuple[Decided, ...] | None = None) -> dict[str, Decided]:
    """step -> the decision that counts for the grade, for everybody: of one pass at once, of two when both are over."""
    said = decided([submission.pk]).get(submission.pk, ()) if history is None else history
    if submission.cohort.first_passes == 1:
        return in_force(said)
    return agreed(said, finished_by(submission), submission.cohort.first_passes)[0]
