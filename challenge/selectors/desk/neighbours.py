"""What to grade before and after: the cohort's submissions that still need this reviewer, then the others."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from challenge.access import Person, own_submissions
from challenge.models import Assignment, Review, Submission


@dataclass(frozen=True)
class Neighbours:
    """previous, next: ids, None = there is none. waiting: how many of those handed in still need this reviewer, this one included."""

    previous: int | None
    next: int | None
    waiting: int


def neighbours(user: Person, submission: Submission) -> Neighbours:
    """In the order of their hand-in. One that another reviewer has taken is left to them."""
    found = Submission.objects.filter(cohort=submission.cohort, withdrawn_at=None).exclude(own_submissions(user))
    if submission.cohort.practice_visible_to != "coach":
        found = found.exclude(handed_in_at=None)
    finished = Review.objects.filter(submission=OuterRef("pk"), reviewer_id=user.pk, state="finished")
    taken = Assignment.objects.filter(submission=OuterRef("pk"), ended_at=None, until__gt=timezone.now())
    rows = found.annotate(finished=Exists(finished), taken=Exists(taken.exclude(reviewer_id=user.pk))).order_by(
        "handed_in_at", "pk"
    )
    needs = Q(graded_at=None, finished=False, taken=False)
    handed_in = dict(rows.filter(needs).values_list("pk", "handed_in_at"))
    wanted = {*handed_in, submission.pk}
    order = [pk for pk in rows.values_list("pk", flat=True) if pk in wanted]
    if order == [submission.pk] or not order:
        order = list(rows.values_list("pk", flat=True))
    place = order.index(submission.pk) if submission.pk in order else 0
    others = len(order) > 1
    return Neighbours(
        previous=order[place - 1] if others and place else None,
        next=order[(place + 1) % len(order)] if others else None,
        waiting=sum(at is not None for at in handed_in.values()),
    )
