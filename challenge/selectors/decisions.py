"""The decisions of a submission, as a reviewer may see them: their own alone, until the first passes are over."""

from __future__ import annotations

from django.db.models import QuerySet

from challenge.access import Person
from challenge.models import InterviewQuestion, Submission
from challenge.rows.decided import Decided, agreed, in_force
from challenge.rows.passes import decided, finished_by, sees_others

__all__ = ["counting", "decided", "finished_by", "own_or_all", "own_pass_is_over", "questions_for", "sees_others"]


def questions_for(user: Person, submission: Submission) -> QuerySet[InterviewQuestion]:
    """What is to be asked in the interview, as far as this reviewer may read it."""
    rows = InterviewQuestion.objects.filter(submission=submission).order_by("id")
    return rows if sees_others(submission) else rows.filter(author_id=user.pk)


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
