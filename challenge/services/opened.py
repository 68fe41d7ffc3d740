"""Remembers who looked at a candidate's results and pictures, for the candidate's own access log."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import transaction
from django.utils import timezone

from challenge import access
from challenge.models import Event, Submission
from challenge.services import events
from challenge.services.events import News

PICTURES, RESULTS, UNCOVERED = "pictures.opened", "results.opened", "pictures.uncovered"
ONCE_IN = {PICTURES: timedelta(hours=1), RESULTS: timedelta(days=1)}


def pictures_opened(submission: Submission, actor: AbstractBaseUser | AnonymousUser) -> None:
    """Somebody opens the pictures. Told once an hour for each person; of the candidate's own looks nothing is told."""
    _opened(PICTURES, submission, actor)


def results_opened(submission: Submission, actor: AbstractBaseUser | AnonymousUser) -> None:
    """Somebody opens the results. Told once a day for each person; of the candidate's own looks nothing is told."""
    _opened(RESULTS, submission, actor)


def uncover_pictures(submission: Submission, actor: User) -> None:
    """A reviewer who must not see the name looks at the pictures all the same. Told once."""
    with transaction.atomic():
        Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
        if pictures_covered(actor, submission):
            events.append([News(UNCOVERED, submission, actor_id=actor.pk)])


def pictures_covered(actor: AbstractBaseUser | AnonymousUser, submission: Submission) -> bool:
    """Whether pictures stay behind a press for this person, because they may show a name that is hidden from them."""
    if access.may_see_name(actor, submission):
        return False
    return not Event.objects.filter(kind=UNCOVERED, submission_id=submission.pk, actor_id=actor.pk).exists()


def _opened(kind: str, submission: Submission, actor: AbstractBaseUser | AnonymousUser) -> None:
    if access.is_owner(actor, submission) or _told(kind, submission, actor):
        return
    with transaction.atomic():
        Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
        if not _told(kind, submission, actor):
            events.append([News(kind, submission, actor_id=actor.pk)])


def _told(kind: str, submission: Submission, actor: AbstractBaseUser | AnonymousUser) -> bool:
    since = timezone.now() - ONCE_IN[kind]
    return Event.objects.filter(kind=kind, submission_id=submission.pk, actor_id=actor.pk, at__gt=since).exists()
