"""What was said about a row, for its page and for who answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext

from challenge import access
from challenge.access import Person
from challenge.models import Comment, Review, Submission
from challenge.names.naming import people_of
from challenge.rows.asked import asked_of
from challenge.rows.passes import sees_others


@dataclass(frozen=True)
class Said:
    """own: by whoever reads it."""

    id: int
    by: str
    text: str
    at: datetime
    own: bool


@dataclass(frozen=True)
class Talk:
    """About one row. of_owner: the reader did the work; may_open_row: may see what the row came to."""

    submission_id: int
    code: str
    cohort_key: str
    cohort_name: str
    step_key: str
    step_title: str
    items: tuple[Said, ...]
    of_owner: bool
    may_open_row: bool


def comments_for(user: Person, submission: Submission) -> QuerySet[Comment]:
    """As far as this person may read them, oldest first: while two reviewers look apart, nothing of the other."""
    rows = submission.comments.select_related("author").order_by("pk")
    if access.is_owner(user, submission) or not access.is_reviewer(user, submission.cohort):
        return rows.filter(audience="candidate")
    if sees_others(submission):
        return rows
    others = Review.objects.filter(submission=submission).exclude(reviewer_id=user.pk)
    return rows.exclude(author_id__in=others.values("reviewer_id"))


def talk(user: Person, submission: Submission, step_key: str) -> Talk:
    """Hidden unless this person may know of the submission, and the row exists."""
    if not access.may_see_submission(user, submission):
        raise access.Hidden("There is no such submission for you.")
    title = next((step.title for step in asked_of(submission).steps if step.key == step_key), None)
    if title is None:
        raise access.Hidden("There is no such step.")
    rows, names = comments_for(user, submission).filter(step_key=step_key), people_of(user, submission)
    return Talk(
        submission_id=submission.pk,
        code=submission.code,
        cohort_key=submission.cohort.key,
        cohort_name=submission.cohort.name,
        step_key=step_key,
        step_title=title,
        items=tuple(
            Said(
                row.pk,
                names(row.author) if row.author else gettext("somebody who left"),
                row.text,
                row.at,
                own=row.author_id == user.pk,
            )
            for row in rows
        ),
        of_owner=access.is_owner(user, submission),
        may_open_row=access.may_see_results(user, submission),
    )
