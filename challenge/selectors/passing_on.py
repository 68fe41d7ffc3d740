"""To whom a reviewer may pass on what they have taken."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User

from challenge import access
from challenge.access import Person
from challenge.models import Submission
from challenge.services.reviewing import holders


@dataclass(frozen=True)
class PassingOn:
    """mine: the reader has it. others: (id, name) of who may get it, by name."""

    submission_id: int
    code: str
    cohort_key: str
    cohort_name: str
    hours: int
    mine: bool
    others: tuple[tuple[int, str], ...]


def passing_on(user: Person, submission: Submission) -> PassingOn:
    """Hidden unless this person may grade it."""
    if not access.may_grade(user, submission):
        raise access.Hidden("This is for its reviewers.")
    cohort, has_it = submission.cohort, {one.reviewer_id for one in holders(submission)}
    named = User.objects.filter(
        is_active=True, memberships__cohort=cohort, memberships__role__in=access.SEES_ALL
    ).distinct()
    others = [one for one in named if one.pk not in has_it and not access.is_owner(one, submission)]
    names = sorted((one.get_full_name() or one.get_username(), one.pk) for one in others)
    return PassingOn(
        submission_id=submission.pk,
        code=submission.code,
        cohort_key=cohort.key,
        cohort_name=cohort.name,
        hours=cohort.hold_hours,
        mine=user.pk in has_it,
        others=tuple((pk, name) for name, pk in names),
    )
