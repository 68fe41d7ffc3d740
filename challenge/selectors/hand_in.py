"""The page of the hand-in: what is about to happen, or how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from challenge import words
from challenge.access import Person
from challenge.looks import at_hand
from challenge.models import Submission
from challenge.selectors.heads import SubmissionView, submission_view
from challenge.selectors.progress import RunProgress, run_progress
from challenge.selectors.rows import open_runs
from challenge.time_box import ends_at
from verifier.verdicts import Source


@dataclass(frozen=True)
class LookedAt:
    """A source of the last look. key: a Source. what: which one, "" = none was given."""

    key: str
    source: str
    what: str


@dataclass(frozen=True)
class HandInPage:
    """state: "before", "on" or "done". progress: of the last look, or of the check that has to end first.

    waits: another check is on and ends first. keeps: the last look has ended, and pictures and bundle are being kept.
    would_be_late: the end of the time there was is past.
    """

    submission: SubmissionView
    state: str
    sources: tuple[LookedAt, ...]
    nothing: bool
    commit: str
    taken_at: datetime | None
    ends_at: datetime | None
    would_be_late: bool
    asked_at: datetime | None
    progress: RunProgress | None
    waits: bool
    keeps: bool


def hand_in_page(user: Person, submission: Submission) -> HandInPage:
    """Asks nothing: whoever comes here was let in by `access.owned_for`."""
    running = open_runs([submission.pk]).get(submission.pk)
    now = timezone.now()
    end, last = ends_at(submission, now), submission.hand_in_run
    state = "done" if submission.handed_in_at else "on" if submission.hand_in_asked_at else "before"
    head = submission_view(user, submission, running)
    shown = (last or running) if state == "on" else None
    return HandInPage(
        submission=head,
        state=state,
        sources=_sources(head, submission),
        nothing=not at_hand.for_hand_in(submission),
        commit=submission.document_commit,
        taken_at=submission.document_taken_at,
        ends_at=end,
        would_be_late=bool(end and end < now),
        asked_at=submission.hand_in_asked_at,
        progress=run_progress(user, shown) if shown else None,
        waits=state == "on" and last is None and running is not None,
        keeps=state == "on" and last is not None and not last.is_open,
    )


def _sources(head: SubmissionView, submission: Submission) -> tuple[LookedAt, ...]:
    there = {Source.DOCUMENT: head.document, Source.HOST: head.machine, Source.ACCOUNT: head.account}
    possible = at_hand.for_hand_in(submission)
    return tuple(
        LookedAt(
            source.value, str(words.SOURCES[source]), what or str(words.SOURCES[source]) if source in possible else ""
        )
        for source, what in there.items()
    )
