"""The document that is connected: where it came from, what of it is read, and whether its fork has moved on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from challenge.access import Person
from challenge.database import let_go
from challenge.models import Run, Submission
from challenge.models.run import runs_on
from challenge.selectors.heads import SubmissionView, submission_view
from challenge.selectors.pictures import SubmissionPictures, submission_pictures
from challenge.works import forges
from verifier.intake.limits import RefusedError

SHORT = 10
GLANCE_SECONDS = 60


@dataclass(frozen=True)
class ConnectedDocument:
    """kind: "fork", "upload" or "" (none yet). file: the one that is read. page: where a browser shows the commit.

    looked_at: when a check last read this document; None = none has, since it was taken. pictures: of that check.
    closed: handed in, so that it stays as it is. moved_to: the commit that the fork is at now, "" = the same one, or it
    cannot be told; unseen: why it could not be told.
    """

    submission: SubmissionView
    kind: str
    url: str
    page: str
    commit: str
    taken_at: datetime | None
    file: str
    looked_at: datetime | None
    looking: bool
    pictures: SubmissionPictures
    closed: bool
    sandbox: bool
    moved_to: str
    unseen: str


def connected_document(user: Person, submission: Submission) -> ConnectedDocument:
    """Asks nothing: whoever comes here was let in by `access.owned_for`. A fork's forge is asked, for seconds at most."""
    open_run = runs_on().filter(submission=submission).first()
    pictures = submission_pictures(user, submission)
    last = submission.runs.filter(state="finished", collections__source="document").order_by("-pk").first()
    head = submission_view(user, submission, open_run)
    moved_to, unseen = _moved(submission)
    return ConnectedDocument(
        submission=head,
        kind=submission.document_kind or ("upload" if submission.document else ""),
        url=submission.document_url,
        page=_page(submission),
        commit=submission.document_commit[:SHORT],
        taken_at=submission.document_taken_at,
        file=head.document,
        looked_at=_looked_at(submission, last),
        looking=open_run is not None,
        pictures=pictures,
        closed=bool(submission.handed_in_at or submission.hand_in_asked_at),
        sandbox=bool(submission.document_url) and forges.is_sandbox(submission.document_url),
        moved_to=moved_to[:SHORT],
        unseen=unseen,
    )


def _page(submission: Submission) -> str:
    try:
        return forges.rules().parse(submission.document_url).page(submission.document_commit)
    except RefusedError:
        return ""


def _looked_at(submission: Submission, last: Run | None) -> datetime | None:
    if last is None or (submission.document_taken_at and last.created_at < submission.document_taken_at):
        return None
    return last.ended_at


def _moved(submission: Submission) -> tuple[str, str]:
    """(the commit it is at now, why it could not be told): asked once a minute at most, without the database meanwhile."""
    if submission.document_kind != "fork":
        return "", ""
    key = f"head:{submission.pk}:{submission.document_commit}"
    told: tuple[str, str] | None = cache.get(key)
    if told is None:
        let_go()
        try:
            told = (forges.head(submission.document_url), "")
        except RefusedError as why:
            told = ("", str(why))
        cache.set(key, told, GLANCE_SECONDS)
    present, unseen = told
    return ("" if present == submission.document_commit else present), unseen
