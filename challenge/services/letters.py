"""The e-mails about a submission, to whoever did the work, in their own zone. None of them is needed: pages say the same."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext

from challenge.models import Comment, Profile, Submission
from challenge.selectors.receipt import receipt_of
from challenge.services import mailing

log = logging.getLogger(__name__)


def receipt(submission_id: int) -> None:
    """It is handed in."""
    submission = _row(submission_id)
    subject = gettext("Handed in: %(code)s, %(cohort)s") % _names(submission)
    _send(submission, "receipt", subject, "mail/receipt.txt", {"receipt": receipt_of(submission)})


def feedback(submission_id: int) -> None:
    """There is feedback to read. What it says stays on the page."""
    submission = _row(submission_id)
    subject = gettext("Your feedback is there: %(code)s, %(cohort)s") % _names(submission)
    _send(submission, "feedback", subject, "mail/feedback.txt", {"submission": submission})


def answer(comment: Comment) -> None:
    """A reviewer wrote about a row."""
    submission = _row(comment.submission_id)
    step = submission.cohort.version.steps.get(key=comment.step_key)
    subject = gettext("An answer about “%(row)s”: %(code)s, %(cohort)s") % {"row": step.title, **_names(submission)}
    context = {"submission": submission, "step": step, "text": comment.text}
    _send(submission, "answer", subject, "mail/answer.txt", context)


def owners(submission: Submission) -> list[User]:
    """Whoever does the work: a person, or the members of a team."""
    if submission.owner is not None:
        return [submission.owner]
    return list(submission.team.members.order_by("pk")) if submission.team else []


def _send(submission: Submission, kind: str, subject: str, template: str, context: Mapping[str, Any]) -> None:
    try:
        for person in owners(submission):
            with timezone.override(_zone(person, submission)):
                mailing.send(person, kind, subject=subject, template=template, context=context)
    except Exception:
        log.exception("An e-mail (%s) about submission %s could not be sent.", kind, submission.pk)


def _row(submission_id: int) -> Submission:
    rows = Submission.objects.select_related("cohort__version__challenge", "owner", "team")
    return rows.get(pk=submission_id)


def _names(submission: Submission) -> dict[str, str]:
    return {"code": submission.code, "cohort": submission.cohort.name}


def _zone(person: User, submission: Submission) -> ZoneInfo:
    """The one that the person chose, or else the cohort's."""
    chosen = Profile.objects.filter(user=person).values_list("time_zone", flat=True).first()
    try:
        return ZoneInfo(chosen or submission.cohort.time_zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
