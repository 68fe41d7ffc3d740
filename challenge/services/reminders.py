"""Reminds whoever does the work once that their time, and once that their trial, ends within a day.

While the clock of a contest stands still, nobody is reminded: when their time ends is not known then.

Which reminders went out stands in the record, as events: they are written first, under the lock that events are
written under, so of two schedulers one sends. An e-mail that could not be sent then is not sent again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from challenge.models import Event, Submission
from challenge.services import events, letters, mailing
from challenge.services.events import News
from challenge.site import zones
from challenge.time_box import ends_at, stopped_at

log = logging.getLogger(__name__)

BEFORE = timedelta(days=1)
TIME, TRIAL = "time", "trial"
KIND = "reminder.sent"


def remind(now: datetime | None = None) -> int:
    """One round. Returns how many reminders are new. One that fails does not stop the others."""
    new = 0
    for submission, about in list(_due(now or timezone.now())):
        try:
            if _note(submission, about):
                new += 1
                _send(submission, about)
        except Exception:  # the next round goes on with the others
            log.exception("Submission %s could not be reminded.", submission.pk)
    return new


def _due(now: datetime) -> Iterator[tuple[Submission, str]]:
    soon = now + BEFORE
    begun = Q(started_at__isnull=False) | Q(entry__isnull=False, cohort__time_box_hours=None)
    open_ones = Submission.objects.select_related("cohort__contest", "entry", "owner", "team").filter(
        begun, handed_in_at=None, hand_in_asked_at=None, withdrawn_at=None, cohort__archived_at=None
    )
    by_date = Q(cohort__due_at__gt=now, cohort__due_at__lte=soon)
    ends = by_date | Q(cohort__time_box_hours__isnull=False) | Q(entry__extra_minutes__gt=0)
    trial = Q(trial_ends_on__gte=(now - BEFORE).date(), trial_ends_on__lte=(soon + BEFORE).date())
    sent = set(
        Event.objects.filter(kind=KIND, submission_id__in=open_ones.values("pk")).values_list(
            "submission_id", "data__about"
        )
    )
    for submission in open_ones.filter(ends | trial).order_by("pk"):
        end = None if stopped_at(submission) else ends_at(submission, now)
        if end is not None and now < end <= soon and (submission.pk, TIME) not in sent:
            yield submission, TIME
        if _trial_ends_soon(submission, now) and (submission.pk, TRIAL) not in sent:
            yield submission, TRIAL


def _trial_ends_soon(submission: Submission, now: datetime) -> bool:
    """The last day is today or tomorrow, where the candidate lives."""
    owner = submission.owner
    if submission.trial_ends_on is None or owner is None:
        return False
    today = timezone.localdate(now, timezone=zones.zone_of(owner))
    return today <= submission.trial_ends_on <= today + BEFORE


def _note(submission: Submission, about: str) -> bool:
    """Write that this reminder goes out. False: another scheduler did."""
    with transaction.atomic():
        Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
        if Event.objects.filter(kind=KIND, submission_id=submission.pk, data__about=about).exists():
            return False
        events.append([News(KIND, submission, data={"about": about})])
    return True


def _send(submission: Submission, about: str) -> None:
    subject = _("Your time ends soon") if about == TIME else _("Your Datadog trial ends soon")
    context = {
        "about": about,
        "cohort": submission.cohort,
        "ends_at": ends_at(submission, timezone.now()),
        "trial_ends_on": submission.trial_ends_on,
        "page": mailing.absolute(reverse("steps", args=[submission.pk])),
    }
    for person in letters.owners(submission):
        mailing.send(person, "reminder", subject=subject, template="challenge/mail/reminder.txt", context=context)
