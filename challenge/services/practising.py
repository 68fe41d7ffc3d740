"""Practice of reviewers: put into a cohort, and tried. It appends no event and tells nobody."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from challenge import access
from challenge.grading import practice
from challenge.grading.rubric import SCORES
from challenge.models import Cohort, PracticePass, PracticeWork
from challenge.services.reviewing import CannotReview


def add(cohort: Cohort) -> int:
    """Put the pieces that are written into the cohort; those that are there are left as they are. Gives how many came."""
    made = 0
    with transaction.atomic():
        for position, content in enumerate(practice.written()):
            practice.load(content)
            defaults = {"position": position, "content": content}
            made += PracticeWork.objects.get_or_create(cohort=cohort, key=content["key"], defaults=defaults)[1]
    return made


def add_for(cohort: Cohort, actor: User) -> int:
    """The same on a lead's word. Raises CannotReview, PermissionDenied."""
    if not access.may_run_cohort(actor, cohort):
        raise PermissionDenied("Only a lead adds practice.")
    if cohort.archived_at is not None:
        raise CannotReview(gettext("This cohort is in the archive; open it again first."))
    return add(cohort)


def finish(
    work: PracticeWork, user: User, *, decisions: Mapping[str, str], rubric: Mapping[str, int], outcome: str
) -> PracticePass:
    """Keep what they decided and show the key; a second try replaces the first. Raises CannotReview, PermissionDenied."""
    if not access.is_reviewer(user, work.cohort):
        raise PermissionDenied("Only reviewers practise.")
    rows = {row.step for row in practice.load(work.content).rows}
    if set(decisions) != rows or not set(decisions.values()) <= set(practice.KINDS):
        raise CannotReview(gettext("Decide on every row first; the key is shown afterwards."))
    if not all(score in SCORES for score in rubric.values()):
        raise CannotReview(gettext("A score is a number from 1 to 4."))
    if outcome and outcome not in work.cohort.outcomes:
        raise CannotReview(gettext("Choose an outcome first."))
    kept = {"decisions": dict(decisions), "rubric": dict(rubric), "outcome": outcome, "finished_at": timezone.now()}
    return PracticePass.objects.update_or_create(work=work, reviewer=user, defaults=kept)[0]


def again(work: PracticeWork, user: User) -> None:
    """Forget this reviewer's try."""
    PracticePass.objects.filter(work=work, reviewer=user).delete()
