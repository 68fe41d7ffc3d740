"""The candidate begins their time, and says when their trial ends."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenge import access
from challenge.access import Person
from challenge.models import Submission
from challenge.services import events
from challenge.services.events import News
from challenge.time_box import state, stopped_at

LONGEST_TRIAL = timedelta(days=400)


class NotNow(Exception):
    """Why not, in one sentence."""


def start(submission: Submission, actor: Person) -> bool:
    """Begin the time box, once. False: it has begun already. Raises NotNow."""
    _refuse_archives(submission)
    now = timezone.now()
    refusals = {
        "before": _("It has not opened yet. Your time can begin when it does."),
        "over": _("The due date is past, so there is no time left to begin."),
        "handed-in": _("You handed in already."),
    }
    if submission.started_at is None and stopped_at(submission) is not None:
        raise NotNow(_("The contest is paused. Your time can begin when it goes on."))
    with transaction.atomic():
        if submission.started_at is None and (refusal := refusals.get(state(submission, now))):
            raise NotNow(refusal)
        if not Submission.objects.filter(pk=submission.pk, started_at=None).update(started_at=now):
            return False
        events.append([News("time.started", submission, actor_id=actor.pk, effective_at=now)])
    submission.started_at = now
    return True


def begin(submission: Submission, actor: Person) -> None:
    """The first check or the hand-in that an owner asks for begins the hours of the time box, if there are any."""
    own_hours = submission.cohort.time_box_hours and access.is_owner(actor, submission)
    if own_hours and stopped_at(submission) is None and state(submission, timezone.now()) == "unstarted":
        start(submission, actor)


def trial_ends(submission: Submission, last_day: date | None) -> None:
    """Keep the last day of the candidate's trial; None forgets it. Raises NotNow for a day that cannot be meant."""
    _refuse_archives(submission)
    if last_day is not None and abs(last_day - timezone.localdate()) > LONGEST_TRIAL:
        raise NotNow(_("That day is too far away. Datadog shows how many days of the trial are left."))
    Submission.objects.filter(pk=submission.pk).update(trial_ends_on=last_day)
    submission.trial_ends_on = last_day


def _refuse_archives(submission: Submission) -> None:
    if access.is_archived(submission.cohort):
        raise NotNow(_("This cohort is in the archive, and nothing new is taken."))
