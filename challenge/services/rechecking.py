"""Checks of many submissions that a reviewer asked for at once: so many are on at a time, and the rest wait.

The scheduler starts the next ones. Doing it twice, or in two processes at once, changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenge import access, left_out
from challenge.models import Cohort, Recheck, Run, Submission, WantedCheck
from challenge.models.run import OPEN_RUN
from challenge.services import events, runs
from challenge.services.events import News

log = logging.getLogger(__name__)

PURPOSE = "re-check"
"""Such a check cools nothing down: the candidate's own next one may start when it would have."""


class CannotRecheck(Exception):
    """The message is one sentence for the reviewer."""


def ask(cohort: Cohort, actor: User, submission_ids: Iterable[int]) -> Recheck:
    """Have these checked. Raises CannotRecheck, PermissionDenied. Those that this person may not have checked are none."""
    with transaction.atomic():
        row = _locked_cohort(cohort, actor)
        if row.rechecks.filter(ended_at=None).exists():
            raise CannotRecheck(_("Others are being checked already. Wait until that is over, or stop it."))
        found = row.submissions.filter(pk__in=list(submission_ids), withdrawn_at=None).select_related("cohort", "team")
        wanted = [one for one in found.order_by("pk") if access.may_start_run(actor, one)]
        if not wanted:
            raise CannotRecheck(_("Tick at least one submission."))
        made = Recheck.objects.create(cohort=row, asked_by=actor)
        WantedCheck.objects.bulk_create([WantedCheck(recheck=made, submission=one) for one in wanted])
        data = {"recheck": made.pk, "submissions": len(wanted)}
        events.append([News("recheck.asked", None, actor_id=actor.pk, data=data, cohort=row)])
    go_on()
    return made


def stop(recheck: Recheck, actor: User) -> None:
    """Start no more of them, and stop those that are on; what was seen so far is kept."""
    with transaction.atomic():
        cohort = _locked_cohort(recheck.cohort, actor)
        row = Recheck.objects.select_for_update(of=("self",), no_key=True).get(pk=recheck.pk)
        stopped = row.wanted.filter(state="waiting").update(state="stopped")
        if row.ended_at is None or stopped:
            row.ended_at = timezone.now()
            row.save(update_fields=["ended_at"])
            data = {"recheck": row.pk}
            events.append([News("recheck.stopped", None, actor_id=actor.pk, data=data, cohort=cohort)])
    for run in Run.objects.filter(pk__in=_started(recheck), state__in=OPEN_RUN).select_related("submission__cohort"):
        if access.may_cancel_run(actor, run):
            runs.cancel(run, actor)


def go_on() -> None:
    """Start as many as there is room for, those of the oldest wish first."""
    for recheck_id in Recheck.objects.filter(ended_at=None).order_by("pk").values_list("pk", flat=True):
        while _start_next(recheck_id):
            pass


def _start_next(recheck_id: int) -> bool:
    """Start one, or leave one out. False: there is none to be started, or no room now."""
    with transaction.atomic():
        # All rows that are open are the queue of the door: of two processes, the second counts what the first began.
        held = list(Recheck.objects.select_for_update(of=("self",), no_key=True).filter(ended_at=None).order_by("pk"))
        row = next((one for one in held if one.pk == recheck_id), None)
        if row is None:
            return False
        waiting = row.wanted.filter(state="waiting")
        if not waiting.exists():
            if not Run.objects.filter(pk__in=_started(row), state__in=OPEN_RUN).exists():
                row.ended_at = timezone.now()
                row.save(update_fields=["ended_at"])
            return False
        if Run.objects.filter(purpose=PURPOSE, state__in=OPEN_RUN).count() >= settings.RECHECKS_AT_ONCE:
            return False
        one = waiting.exclude(submission__runs__state__in=OPEN_RUN).first()
        return one is not None and _start(one, row.asked_by)  # where a check of their own is on, a later round goes on


def _start(one: WantedCheck, actor: User) -> bool:
    rows = Submission.objects.select_for_update(of=("self",), no_key=True).select_related("cohort")
    submission = rows.get(pk=one.submission_id)
    if submission.runs.filter(state__in=OPEN_RUN).exists():
        return False
    try:
        one.run, one.state = runs.start(submission, actor, purpose=PURPOSE), "started"
    except runs.CannotStart:
        one.state, one.why = "left", left_out.NOT_NOW
    except PermissionDenied:
        one.state, one.why = "left", left_out.HIDDEN
    one.save(update_fields=["state", "why", "run"])
    return True


def _started(recheck: Recheck) -> list[int]:
    return list(recheck.wanted.filter(run__isnull=False).values_list("run_id", flat=True))


def _locked_cohort(cohort: Cohort, actor: User) -> Cohort:
    row = Cohort.objects.select_for_update(of=("self",), no_key=True).get(pk=cohort.pk)
    if not access.may_judge_cohort_again(actor, row):
        raise PermissionDenied("Only a reviewer of the cohort has it checked.")
    return row
