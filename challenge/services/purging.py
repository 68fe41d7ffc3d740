"""Forgets every key and password of a submission some time after it is over. Doing it twice changes nothing."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from challenge import vault
from challenge.models import Contest, Credential, Run, Submission
from challenge.models.run import OPEN_RUN
from challenge.services import submissions
from challenge.time_box import ends_at, most_overtime

log = logging.getLogger(__name__)


def purge_at(submission: Submission) -> datetime | None:
    """When its secrets are forgotten by themselves; None: it was not handed in, and there is no end to its time."""
    over = submission.handed_in_at or ends_at(submission, timezone.now())
    return over + timedelta(days=submission.cohort.retention_days) if over else None


def purge_contests() -> int:
    """As `purge`, of the keys of contests: so many days after the last of their entries had no time any more."""
    now = timezone.now()
    rows = (
        Contest.objects.filter(keys__isnull=False, paused_at=None, cohort__due_at__lte=now)
        .distinct()
        .select_related("cohort")
    )
    purged = 0
    for contest in rows.annotate(extra=most_overtime("cohort__submissions__entry")):
        kept_for = timedelta(days=contest.cohort.retention_days, seconds=contest.extra or 0)
        if contest.cohort.due_at is not None and contest.cohort.due_at + kept_for <= now:
            number = vault.forget_contest_keys(contest, because="retention")
            log.info("%s keys of contest %s were forgotten: its time was over.", number, contest.pk)
            purged += 1
    return purged


def purge() -> int:
    """Forget the secrets whose time has come. Returns how many submissions had any.

    One that is looked at right now is left to the next round.
    """
    now = timezone.now()
    busy = Run.objects.filter(submission=OuterRef("pk"), state__in=OPEN_RUN)
    stored = Credential.objects.filter(submission=OuterRef("pk"))
    over = Q(handed_in_at__lte=now) | Q(cohort__due_at__lte=now) | Q(started_at__lte=now)
    purged = 0
    for submission in Submission.objects.filter(over, Exists(stored), ~Exists(busy)).select_related(
        "cohort__contest", "entry"
    ):
        due = purge_at(submission)
        if due is not None and due <= now:
            number = submissions.forget_keys(submission, because="retention")
            log.info("%s secrets of submission %s were forgotten: their time was over.", number, submission.pk)
            purged += 1
    return purged
