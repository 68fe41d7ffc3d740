"""Gives the candidate the feedback of the reviewers."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from challenge import access
from challenge.access import Person
from challenge.models import Submission
from challenge.services import events, letters
from challenge.services.events import News


class CannotRelease(Exception):
    """The message is one sentence for the reviewer."""


def release(submission: Submission, actor: Person, text: str) -> None:
    """Show it from now on, and tell the candidate by e-mail; once more, and it is replaced.

    Raises PermissionDenied or CannotRelease.
    """
    if not access.is_reviewer(actor, submission.cohort) or not access.may_see_results(actor, submission):
        raise PermissionDenied("Only a reviewer who sees the results gives feedback.")
    if not text.strip():
        raise CannotRelease("There is no feedback to give yet.")
    with transaction.atomic():
        row = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
        if row.handed_in_at is None or row.withdrawn_at is not None:
            raise CannotRelease("Feedback is given to what was handed in.")
        row.feedback, row.feedback_released_at = text.strip(), timezone.now()
        row.save(update_fields=["feedback", "feedback_released_at"])
        events.append([News("feedback.released", row, actor_id=actor.pk)])
        transaction.on_commit(lambda: letters.feedback(row.pk))
