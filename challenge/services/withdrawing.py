"""Deletes a submission on the candidate's word: what it says goes, and that it was there stays.

Texts, documents, pictures and what was drawn of them, facts, findings, comments, secrets and machines go; the row with
its ids and dates, and the record of events, which holds ids and outcomes only, stay. A worker that is still at it finds its rows gone.
"""

from __future__ import annotations

import logging
import shutil
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from challenge import access
from challenge.access import Person
from challenge.looks import at_hand
from challenge.models import Cohort, Submission
from challenge.services import bundles, contests, events
from challenge.services.document_places import FOLDER
from challenge.services.events import News
from challenge.works import drawings

log = logging.getLogger(__name__)

LOOKED_AFTER = timedelta(days=1)
"""So long after a deletion the sweep removes what a worker that was still at it may have left on the disk."""

EMPTY = {
    "document": "",
    "document_kind": "",
    "document_url": "",
    "document_commit": "",
    "document_taken_at": None,
    "choices": dict,
    "trial_ends_on": None,
    "queued_at": None,
    "queued_scope": list,
    "queued_by": None,
    "hand_in_run": None,
    "hand_in_lease_until": None,
    "receipt": dict,
    "bundle": "",
    "feedback": "",
    "feedback_draft": "",
    "feedback_release_on": None,
    "feedback_with_outcome": False,
    "outcome": "",
    "outcome_reason": "",
    "salt": "",
}


class CannotWithdraw(Exception):
    """The message is one sentence for the candidate."""


def withdraw(submission: Submission, actor: Person, *, code: str) -> None:
    """code: of the submission, as the candidate typed it. Raises PermissionDenied or CannotWithdraw."""
    if not access.may_read_own(actor, submission):
        raise PermissionDenied("Only who did the work can delete it.")
    if code.strip().casefold() != submission.code.casefold():
        raise CannotWithdraw(gettext("That is not the code of this work. Nothing was deleted."))
    with transaction.atomic():
        # As who joins by a link: the cohort and its contest before the work and what hangs on it.
        Cohort.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.cohort_id)
        contests.held(submission.cohort_id)
        row = (
            Submission.objects.select_for_update(of=("self",), no_key=True)
            .select_related("cohort")
            .get(pk=submission.pk)
        )
        if row.withdrawn_at is not None:
            return
        places = [settings.VAR / path for path in row.written_pictures.values_list("path", flat=True)]
        _delete_rows(row)
        for name, value in EMPTY.items():
            setattr(row, name, value() if callable(value) else value)
        row.withdrawn_at = timezone.now()
        row.hand_in_fence += 1
        row.save()
        events.append([News("submission.withdrawn", row, actor_id=actor.pk)])
        transaction.on_commit(lambda: _delete_files(row, places))


def sweep() -> None:
    """Once more for those of the last day: a worker may have been at it, or was killed before the files went."""
    for row in Submission.objects.filter(withdrawn_at__gt=timezone.now() - LOOKED_AFTER).select_related("cohort"):
        _delete_files(row, [])


def _delete_rows(row: Submission) -> None:
    """Everything that hangs on the submission, whichever table it is in; what it hangs on stays."""
    list(row.runs.select_for_update(no_key=True).order_by("pk"))  # before their looks, as who writes these does
    row.runs.all().delete()
    for relation in Submission._meta.related_objects:
        relation.related_model._default_manager.filter(**{relation.field.name: row}).delete()


def _delete_files(row: Submission, places: list[Path]) -> None:
    root = Path(settings.VAR).resolve()
    for folder in (FOLDER, "written"):
        shutil.rmtree(root / folder / row.cohort.key / row.code, ignore_errors=True)
    at_hand.origin_path(root / FOLDER / row.cohort.key / row.code).unlink(missing_ok=True)
    for place in places:
        with suppress(OSError, ValueError):
            if place.resolve().is_relative_to(root):
                place.unlink()
    bundles.remove_all(row)
    drawings.forget(row)
