"""Remembers who looked at a candidate's pictures, for the candidate's own access log."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.utils import timezone

from challenge import access
from challenge.models import Event, Submission
from challenge.services import events
from challenge.services.events import News

KIND = "pictures.opened"
ONCE_IN = timedelta(hours=1)


def pictures_opened(submission: Submission, actor: AbstractBaseUser | AnonymousUser) -> None:
    """Somebody opens the pictures. Told once an hour for each person; of the candidate's own looks nothing is told."""
    if access.is_owner(actor, submission) or _told(submission, actor):
        return
    with transaction.atomic():
        Submission.objects.select_for_update().get(pk=submission.pk)
        if not _told(submission, actor):
            events.append([News(KIND, submission, actor_id=actor.pk)])


def _told(submission: Submission, actor: AbstractBaseUser | AnonymousUser) -> bool:
    since = timezone.now() - ONCE_IN
    return Event.objects.filter(kind=KIND, submission_id=submission.pk, actor_id=actor.pk, at__gt=since).exists()
