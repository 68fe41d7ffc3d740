"""The feedback of the reviewers: a draft that several may write on, given to the candidate now, on a day, or with the outcome."""

from __future__ import annotations

import logging
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from challenge import access, sums
from challenge.access import Person
from challenge.models import Submission
from challenge.selectors.decisions import own_pass_is_over
from challenge.services import events, letters
from challenge.services.events import News
from challenge.services.reviewing import locked
from challenge.site import zones
from challenge.works.markdown import LONGEST

log = logging.getLogger(__name__)

HOUR = 9
"""On its day, feedback is released at this hour in the cohort's zone: nobody is woken by it."""


class CannotRelease(Exception):
    """The message is one sentence for the reviewer."""


class DraftChanged(Exception):
    """Somebody saved the draft meanwhile; nothing was overwritten. other: what they saved. edition: of theirs."""

    def __init__(self, other: str, edition: int) -> None:
        self.other, self.edition = other, edition
        super().__init__(gettext("The draft was saved in another window meanwhile; both texts are below."))


def is_closed_to(user: Person, submission: Submission) -> bool:
    """Where two reviewers look apart, each finishes their own pass before they meet in the draft."""
    return submission.cohort.first_passes > 1 and not own_pass_is_over(user, submission)


def save_draft(submission: Submission, user: User, text: str, *, edition: int) -> Submission:
    """edition: the one the page showed. Raises DraftChanged, CannotRelease, PermissionDenied."""
    with transaction.atomic():
        return _save(_held(submission, user), user, text, edition)


def release(submission: Submission, actor: Person, text: str) -> None:
    """Show it from now on, and tell the candidate by e-mail; once more, and it is replaced.

    Raises PermissionDenied or CannotRelease.
    """
    if not access.is_reviewer(actor, submission.cohort) or not access.may_see_results(actor, submission):
        raise PermissionDenied("Only a reviewer who sees the results gives feedback.")
    if access.is_archived(submission.cohort):
        raise CannotRelease(gettext("This cohort is in the archive, and nothing new is given."))
    _refuse_nothing(text)
    with transaction.atomic():
        row = Submission.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.pk)
        _refuse_early(row)
        _give(row, text, actor.pk)


def release_draft(submission: Submission, user: User, text: str, *, edition: int) -> None:
    """Save the draft, and give it at once. Raises DraftChanged, CannotRelease, PermissionDenied."""
    _refuse_nothing(text)
    with transaction.atomic():
        row = _held(submission, user)
        _refuse_early(row)
        _give(_save(row, user, text, edition), text, user.pk)


def release_later(submission: Submission, user: User, text: str, *, edition: int, on: date | None) -> None:
    """Save the draft, and let it be given by itself: on this day, or, without one, when the submission is graded.

    Raises DraftChanged, CannotRelease, PermissionDenied.
    """
    _refuse_nothing(text)
    with transaction.atomic():
        row = _held(submission, user)
        _refuse_early(row)
        if on is not None and _moment(row, on) <= timezone.now():
            raise CannotRelease(gettext("Choose a day that is still to come, or release it now."))
        row = _save(row, user, text, edition)
        row.feedback_release_on, row.feedback_with_outcome = on, on is None
        row.save(update_fields=["feedback_release_on", "feedback_with_outcome"])
        when = on.isoformat() if on else "outcome"
        events.append([News("feedback.timed", row, actor_id=user.pk, data={"on": when})])


def hold(submission: Submission, user: User) -> None:
    """It is not given by itself any more. Nothing happens where it was not to be."""
    with transaction.atomic():
        row = _held(submission, user)
        if row.feedback_release_on is None and not row.feedback_with_outcome:
            return
        row.feedback_release_on, row.feedback_with_outcome = None, False
        row.save(update_fields=["feedback_release_on", "feedback_with_outcome"])
        events.append([News("feedback.held", row, actor_id=user.pk)])


def release_due(now: datetime | None = None) -> None:
    """Give what is due, once each: the day has come, or the submission is graded. One that fails stops no other."""
    now = now or timezone.now()
    about = now.date() + timedelta(days=1)  # somewhere it is tomorrow already
    due = Q(feedback_release_on__lte=about) | Q(feedback_with_outcome=True, graded_at__isnull=False)
    waiting = Submission.objects.filter(due, handed_in_at__isnull=False, withdrawn_at=None, cohort__archived_at=None)
    for pk in list(waiting.exclude(feedback_draft="").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                row = (
                    Submission.objects.select_for_update(of=("self",), no_key=True).select_related("cohort").get(pk=pk)
                )
                if _is_due(row, now):
                    _give(row, row.feedback_draft, None)
        except Exception:  # the next round tries again
            log.exception("The feedback of submission %s could not be released.", pk)


def _is_due(row: Submission, now: datetime) -> bool:
    """Asked once more under the lock: somebody may have been faster, or have changed their mind."""
    if not row.feedback_draft or row.withdrawn_at is not None:
        return False
    on = row.feedback_release_on
    by_day = on is not None and _moment(row, on) <= now
    return by_day or (row.feedback_with_outcome and row.graded_at is not None)


def _held(submission: Submission, user: User) -> Submission:
    row = locked(submission, user)
    if is_closed_to(user, row):
        raise CannotRelease(gettext("Finish your own pass first: the draft is written together."))
    return row


def _moment(row: Submission, on: date) -> datetime:
    return datetime.combine(on, time(HOUR), tzinfo=zones.named(row.cohort.time_zone))


def _save(row: Submission, user: User, text: str, edition: int) -> Submission:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > LONGEST:
        raise CannotRelease(gettext("That is longer than %(most)s characters; please shorten it.") % {"most": LONGEST})
    if row.feedback_edition != edition:
        raise DraftChanged(row.feedback_draft, row.feedback_edition)
    if not text:
        row.feedback_release_on, row.feedback_with_outcome = None, False
    row.feedback_draft, row.feedback_edition = text, edition + 1
    row.save(
        update_fields=["feedback_draft", "feedback_edition", "feedback_release_on", "feedback_with_outcome"],
    )
    data = {"sum": sums.of_draft(sums.salted(row))}
    events.append([News("feedback.drafted", row, actor_id=user.pk, data=data)])
    return row


def _give(row: Submission, text: str, actor_id: int | None) -> None:
    row.feedback, row.feedback_released_at = text.replace("\r\n", "\n").replace("\x00", "").strip(), timezone.now()
    row.feedback_release_on, row.feedback_with_outcome = None, False
    row.save(update_fields=["feedback", "feedback_released_at", "feedback_release_on", "feedback_with_outcome"])
    data = {"sum": sums.of_feedback(sums.salted(row))}
    events.append([News("feedback.released", row, actor_id=actor_id, data=data)])
    transaction.on_commit(lambda: letters.feedback(row.pk))


def _refuse_nothing(text: str) -> None:
    if not text.replace("\x00", "").strip():
        raise CannotRelease(gettext("There is no feedback to give yet."))


def _refuse_early(row: Submission) -> None:
    if row.handed_in_at is None or row.withdrawn_at is not None:
        raise CannotRelease(gettext("Feedback is given to what was handed in."))
