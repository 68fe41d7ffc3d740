"""The e-mails about a submission, to whoever did the work. None of them is needed: pages say the same."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext

from challenge.models import Comment, Submission
from challenge.rows.asked import asked_of
from challenge.selectors.receipt import receipt_of
from challenge.services import mailing

log = logging.getLogger(__name__)


def receipt(submission_id: int) -> None:
    """It is handed in."""
    submission = _row(submission_id)
    subject = gettext("Handed in: %(code)s, %(cohort)s") % _names(submission)
    _send(
        submission,
        "receipt",
        subject,
        "challenge/mail/receipt.txt",
        {"receipt": receipt_of(submission), "page": _page("receipt", submission)},
    )


def feedback(submission_id: int) -> None:
    """There is feedback to read. What it says stays on the page."""
    submission = _row(submission_id)
    subject = gettext("Your feedback is there: %(code)s, %(cohort)s") % _names(submission)
    _send(
        submission,
        "feedback",
        subject,
        "challenge/mail/feedback.txt",
        {"submission": submission, "page": _page("feedback", submission)},
    )


def answer(comment: Comment) -> None:
    """A reviewer wrote about a row."""
    submission = _row(comment.submission_id)
    step = next(step for step in asked_of(submission).steps if step.key == comment.step_key)
    subject = gettext("An answer about “%(row)s”: %(code)s, %(cohort)s") % {"row": step.title, **_names(submission)}
    context = {"submission": submission, "step": step, "text": comment.text}
    context["page"] = _page("step", submission, step.key)
    _send(submission, "answer", subject, "challenge/mail/answer.txt", context)


def owners(submission: Submission) -> list[User]:
    """Whoever does the work: a person, or the members of a team."""
    if submission.owner is not None:
        return [submission.owner]
    return list(submission.team.members.order_by("pk")) if submission.team else []


def _send(submission: Submission, kind: str, subject: str, template: str, context: Mapping[str, Any]) -> None:
    try:
        for person in owners(submission):
            mailing.send(person, kind, subject=subject, template=template, context=context)
    except Exception:
        log.exception("An e-mail (%s) about submission %s could not be sent.", kind, submission.pk)


def _row(submission_id: int) -> Submission:
    rows = Submission.objects.select_related("cohort__version__challenge", "owner", "team")
    return rows.get(pk=submission_id)


def _page(name: str, submission: Submission, *more: str) -> str:
    return mailing.absolute(reverse(name, args=[submission.pk, *more]))


def _names(submission: Submission) -> dict[str, str]:
    return {"code": submission.code, "cohort": submission.cohort.name}
