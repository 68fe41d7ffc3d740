"""Feedback: the draft as a reviewer works on it, and what the candidate reads once it is released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

from challenge import access
from challenge.access import Person
from challenge.models import Submission
from challenge.rows.asked import asked_of
from challenge.rows.decided import Decided
from challenge.selectors.decisions import counting, decided
from challenge.selectors.heads import SubmissionView, submission_view
from challenge.services.deciding import REASONED
from challenge.services.feedback import HOUR, is_closed_to
from challenge.words import decision_text, word_for


@dataclass(frozen=True)
class FeedbackPage:
    """For who writes it. release_on, with_outcome: it is given by itself. name: to sign with. shows_outcome: the cohort does.

    may_release: there is something handed in to give it to. hour: of the day on which it is given. closed: this reviewer
    finishes their own pass first.
    """

    submission: SubmissionView
    draft: str
    edition: int
    released_at: datetime | None
    differs: bool
    release_on: date | None
    with_outcome: bool
    may_release: bool
    shows_outcome: bool
    graded: bool
    time_zone: str
    name: str
    closed: bool
    hour: int = HOUR


@dataclass(frozen=True)
class DecidedRow:
    """What a person decided on a row, as the candidate reads it. counts: the verdict it counts as instead, "" = as said."""

    key: str
    title: str
    word: str | Promise
    counts: str
    why: str


@dataclass(frozen=True)
class Feedback:
    """For the candidate. released_at None: there is none yet, and then nothing else either."""

    submission: SubmissionView
    released_at: datetime | None
    text: str
    rows: tuple[DecidedRow, ...]
    outcome: str


def feedback_page(user: Person, submission: Submission) -> FeedbackPage:
    """Hidden unless this person may grade it."""
    if not access.may_grade(user, submission):
        raise access.Hidden("This is for its reviewers.")
    closed = is_closed_to(user, submission)
    return FeedbackPage(
        submission=submission_view(user, submission, None),
        draft="" if closed else submission.feedback_draft,
        edition=submission.feedback_edition,
        released_at=submission.feedback_released_at,
        differs=submission.feedback_draft != submission.feedback,
        release_on=submission.feedback_release_on,
        with_outcome=submission.feedback_with_outcome,
        may_release=submission.handed_in_at is not None,
        shows_outcome=submission.cohort.shows_outcome,
        graded=submission.graded_at is not None,
        time_zone=submission.cohort.time_zone,
        name=getattr(user, "get_full_name", str)() or user.get_username(),
        closed=closed,
    )


def feedback(user: Person, submission: Submission) -> Feedback:
    """Hidden unless this is who did the work."""
    if not access.may_read_own(user, submission):
        raise access.Hidden("This is for the candidate alone.")
    head, at = submission_view(user, submission, None), submission.feedback_released_at
    if at is None:
        return Feedback(head, None, "", (), "")
    return Feedback(head, at, submission.feedback, rows_decided(submission, until=at), _outcome(submission))


def rows_decided(submission: Submission, *, until: datetime) -> tuple[DecidedRow, ...]:
    """Rows on which a decision counted at that time, in definition order, without what left a row as it was."""
    said = decided([submission.pk]).get(submission.pk, ())
    counts = counting(submission, tuple(one for one in said if one.at and one.at <= until))
    steps = [(step.key, step.title) for step in asked_of(submission).steps]
    return tuple(_row(counts[key], title) for key, title in steps if key in counts and counts[key].kind != "leave")


def _row(one: Decided, title: str) -> DecidedRow:
    """why: only of decisions whose reviewer was told that the candidate reads it."""
    return DecidedRow(
        key=one.step_key,
        title=title,
        word=decision_text(one.kind),
        counts=str(word_for(one.verdict).label) if one.verdict else "",
        why=one.reason if one.kind in REASONED else "",
    )


def _outcome(submission: Submission) -> str:
    """The cohort's word for it, where candidates may know and it is there."""
    if not submission.cohort.shows_outcome or submission.graded_at is None:
        return ""
    return str(submission.cohort.outcomes.get(submission.outcome, ""))
