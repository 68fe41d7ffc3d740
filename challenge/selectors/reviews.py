"""The passes of reviewers over a submission, as another reviewer may read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User

from challenge import access
from challenge.access import Person
from challenge.grading.rubric import RUBRIC, Question
from challenge.models import Review, Submission
from challenge.rows.passes import sees_others


@dataclass(frozen=True)
class Pass:
    """rubric: (question, score) of those that were answered. outcome: the cohort's word, "" = none yet."""

    by: str
    rubric: tuple[tuple[Question, int], ...]
    outcome: str
    summary: str
    finished_at: datetime | None


def may_take_along(user: Person, submission: Submission) -> bool:
    """Documents and pictures name people, so that where names are hidden a reviewer finishes their own pass first."""
    return access.may_see_name(user, submission)


def readable(user: Person, submission: Submission) -> list[Review]:
    """Every pass, or this reviewer's own alone while two look apart."""
    rows = submission.reviews.select_related("reviewer").order_by("id")
    return list(rows if sees_others(submission) else rows.filter(reviewer_id=user.pk))


def passes(user: Person, submission: Submission) -> tuple[Pass, ...]:
    """Those in which something was said."""
    said = (row for row in readable(user, submission) if row.rubric or row.outcome or row.summary)
    return tuple(
        Pass(
            by=name_of_reviewer(row.reviewer),
            rubric=tuple((question, row.rubric[question.key]) for question in RUBRIC if question.key in row.rubric),
            outcome=str(submission.cohort.outcomes.get(row.outcome, row.outcome)),
            summary=row.summary,
            finished_at=row.finished_at if row.state == "finished" else None,
        )
        for row in said
    )


def names_of_reviewers(ids: Iterable[int]) -> dict[int, str]:
    """In one query."""
    return {user.pk: name_of_reviewer(user) for user in User.objects.filter(pk__in=set(ids))}


def name_of_reviewer(user: User) -> str:
    return user.get_full_name() or user.get_username()
