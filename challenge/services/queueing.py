"""One press while it cools down: the check waits, and starts by itself when the cool-down ends."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from challenge import access
from challenge.access import Person
from challenge.models import Run, Submission
from challenge.models.run import runs_on
from challenge.services import events, runs
from challenge.services.events import News
from challenge.services.runs import CannotStart, TooSoon
from verifier.verdicts import Source

log = logging.getLogger(__name__)


def start_or_queue(
    submission: Submission, actor: Person, scope: Sequence[str] = (), *, sources: Sequence[Source] = ()
) -> Run | None:
    """As `runs.start`; while it cools down the check is queued, in place of one that waits already, and None returned."""
    try:
        return runs.start(submission, actor, scope, sources=sources)
    except TooSoon:
        asked = {"steps": list(scope), "sources": [source.value for source in sources]}
        with transaction.atomic():
            waiting = _locked(submission.pk)
            waiting.queued_at, waiting.queued_scope, waiting.queued_by_id = timezone.now(), asked, actor.pk
            waiting.save(update_fields=FIELDS)
            events.append([News("check.queued", waiting, actor_id=actor.pk)])
        return None


def take_back(submission: Submission, actor: Person) -> None:
    """Forget the check that waits; without one nothing happens."""
    if not access.may_see_results(actor, submission):
        raise PermissionDenied("This submission is not yours to check.")
    with transaction.atomic():
        waiting = _locked(submission.pk)
        if waiting.queued_at is not None:
            _clear(waiting)
            events.append([News("check.taken-back", waiting, actor_id=actor.pk)])


def starts_at(submission: Submission) -> datetime | None:
    """When the check that waits will start; None = there is none."""
    if submission.queued_at is None:
        return None
    steps, sources = _asked(submission)
    try:
        looked_at = runs.what_is_looked_at(submission, steps, sources)
    except CannotStart:
        return submission.queued_at
    return runs.cool_down_until(submission, looked_at) or timezone.now()


def start_queued() -> list[Run]:
    """Start every check whose cool-down is over. Doing it twice, or in two processes at once, changes nothing."""
    waiting = Submission.objects.filter(queued_at__isnull=False).exclude(runs__in=runs_on())
    return [run for pk in waiting.values_list("pk", flat=True) if (run := _start(pk)) is not None]


def _start(submission_id: int) -> Run | None:
    try:
        with transaction.atomic():
            submission = _locked(submission_id)
            if submission.queued_at is None or submission.queued_by is None:
                _clear(submission)
                return None
            steps, sources = _asked(submission)
            _clear(submission)
            return runs.start(submission, submission.queued_by, steps, sources=sources)
    except TooSoon:
        return None
    except (CannotStart, PermissionDenied) as fault:  # what was to be looked at was taken away since
        log.info("The queued check of submission %s does not start: %s", submission_id, fault)
        with transaction.atomic():
            submission = _locked(submission_id)
            _clear(submission)
            events.append([News("check.taken-back", submission)])
        return None


def _asked(submission: Submission) -> tuple[list[str], list[Source]]:
    asked: dict[str, Any] = submission.queued_scope or {}
    return asked.get("steps", []), [Source(source) for source in asked.get("sources", [])]


def _locked(submission_id: int) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",), no_key=True).select_related(
        "cohort__version", "team", "queued_by"
    )
    return rows.get(pk=submission_id)


def _clear(submission: Submission) -> None:
    Submission.objects.filter(pk=submission.pk).update(queued_at=None, queued_scope=[], queued_by=None)


FIELDS = ["queued_at", "queued_scope", "queued_by"]
