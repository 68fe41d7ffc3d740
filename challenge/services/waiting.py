"""Looks again by itself at what only needed time.

A step that waits says when another look makes sense. Then it is looked at again, alone, until it
has settled, or until nobody has asked for a check for a day: accounts of gone candidates are left alone.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from challenge.models import Judgment, Run, Submission
from challenge.models.run import runs_on
from challenge.services.runs import CannotStart, start

log = logging.getLogger(__name__)

NOBODY_ASKED_FOR = timedelta(days=1)


def look_again() -> list[Run]:
    """Start a run for every submission with steps whose time has come."""
    started = []
    for submission_id, steps in _due().items():
        submission = Submission.objects.select_related("cohort__version").get(pk=submission_id)
        try:
            started.append(start(submission, None, steps))
        except CannotStart as fault:  # the machine or the keys were taken away since
            log.info("Submission %s is not looked at again: %s", submission_id, fault)
            Judgment.objects.filter(run__submission_id=submission_id, verdict="wait").update(again_at=None)
    return started


def _due() -> dict[int, list[str]]:
    now = timezone.now()
    later = Judgment.objects.filter(
        run__submission=OuterRef("run__submission"),
        step__key=OuterRef("step__key"),
        run_id__gt=OuterRef("run_id"),
        run__state="finished",
    )
    asked = Run.objects.filter(
        submission=OuterRef("run__submission"),
        started_by__isnull=False,
        created_at__gt=now - NOBODY_ASKED_FOR,
    )
    busy = runs_on().filter(submission=OuterRef("run__submission"))
    rows = Judgment.objects.filter(
        ~Exists(later), Exists(asked), ~Exists(busy), verdict="wait", again_at__lte=now, run__state="finished"
    ).exclude(run__purpose="sweep")  # the next sweep looks again
    due: dict[int, list[str]] = defaultdict(list)
    for submission_id, key in rows.values_list("run__submission_id", "step__key"):
        due[submission_id].append(key)
    return due
