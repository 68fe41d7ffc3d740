"""Remembers who looked at a candidate's results and pictures, for the candidate's own access log."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.utils import timezone

from challenge import access
from challenge.models import Event, Submission
from challenge.services import events
from challenge.services.events import News

PICTURES, RESULTS = "pictures.opened", "results.opened"
ONCE_IN = {PICTURES: timedelta(hours=1), RESULTS: timedelta(days=1)}


def pictures_opened(submission: Submission, actor: AbstractBaseUser | AnonymousUser) -> None:
    """Somebody opens the pictures. Told once an hour for each person; of the candidate's own looks nothing is told."""
    _opened(PICTURES, submission, actor)


def results_opened(submission: Submission, actor: AbstractBaseUser | AnonymousUser) -> None:
    """Somebody opens the results. Told once a day for each person; of the candidate's own looks nothing is told."""
    _opened(RESULTS, submission, actor)


def _opened(kind: str, submission: Submission, actor: AbstractBaseUser | AnonymousUser) -> None:
    if access.is_owner(actor, submission) or _told(kind, submission, actor):
        return
    with transaction.atomic():
        Submission.objects.select_for_update().get(pk=submission.pk)
        if not _told(kind, submission, actor):
            events.append([News(kind, submission, actor_id=actor.pk)])


def _told(kind: str, submission: Submission, actor: AbstractBaseUser | AnonymousUser) -> bool:
    since = timezone.now() - ONCE_IN[kind]
    return Event.objects.filter(kind=kind, submission_id=submission.pk, actor_id=actor.pk, at__gt=since).exists()
