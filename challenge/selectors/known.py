"""Which reviewers said "I know this person", for the leads of a cohort.

A lead who grades too reads codes as long as names are hidden from them, and of their own work nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from challenge import access
from challenge.access import Person
from challenge.models import Cohort, Review
from challenge.names.naming import names_of


@dataclass(frozen=True)
class Knows:
    """reviewer: who said it. name: of whom, or what stands in its place. finished: they graded it all the same."""

    reviewer: str
    submission_id: int
    code: str
    name: str
    finished: bool


def known_by(user: Person, cohort: Cohort) -> tuple[Knows, ...]:
    """By code. Hidden for anybody but a lead."""
    if not access.may_run_cohort(user, cohort):
        raise access.Hidden("This is for its leads.")
    there = cohort.submissions.filter(withdrawn_at=None).exclude(access.own_submissions(user))
    rows = list(
        Review.objects.filter(submission__in=there, knows_person=True)
        .select_related("reviewer", "submission__cohort", "submission__owner", "submission__team")
        .order_by("submission__code", "pk")
    )
    names = names_of(user, {row.submission_id: row.submission for row in rows}.values())
    return tuple(
        Knows(
            reviewer=row.reviewer.get_full_name() or row.reviewer.get_username(),
            submission_id=row.submission_id,
            code=row.submission.code,
            name=names[row.submission_id],
            finished=row.finished_at is not None,
        )
        for row in rows
    )
