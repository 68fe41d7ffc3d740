"""The pictures of the document as the last check found them, with the rows that each may settle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from challenge.access import Person
from challenge.looks.kept import known_facts
from challenge.models import Run, Submission
from challenge.models.run import runs_on
from challenge.rows.asked import asked_in
from challenge.selectors.heads import SubmissionView, submission_view
from challenge.selectors.rows import is_asked
from challenge.works.showing import handed_in
from verifier.definition import Definition
from verifier.documents.references import Inside, References
from verifier.engine import judge
from verifier.engine.pictures import ListedPicture, listed
from verifier.facts import SourceFacts
from verifier.facts.document import Origin, SubmittedFiles
from verifier.verdicts import Finding, Source


@dataclass(frozen=True)
class PictureView:
    """A picture. name: its target as people read it. settles: (key, title) of the rows that it may settle.

    file: its path for the address that shows it, after the hand-in that of the one that was kept; "" = it cannot
    be shown."""

    target: str
    name: str
    file: str
    where: str
    says: str
    state: str
    settles: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SubmissionPictures:
    """submission: the head of the page. missing, unused: how many are named and not there, and there and not named."""

    submission: SubmissionView
    pictures: tuple[PictureView, ...]
    missing: int
    unused: int


def submission_pictures(user: Person, submission: Submission) -> SubmissionPictures:
    """Asks nothing: whoever comes here was let in by `access.results_for`."""
    run = submission.runs.filter(state="finished", collections__source="document").order_by("-pk").first()
    found = _views(run) if run else ()
    return SubmissionPictures(
        submission=submission_view(user, submission, runs_on().filter(submission=submission).first()),
        pictures=found,
        missing=sum(picture.state == "missing" for picture in found),
        unused=sum(picture.state == "unused" for picture in found),
    )


def _views(run: Run) -> tuple[PictureView, ...]:
    definition = asked_in(run)
    document = known_facts(run).get(Source.DOCUMENT)
    if document is None:
        return ()
    steps = judge(definition, {Source.DOCUMENT: document}).steps
    findings = [finding for step in steps for finding in step.findings]
    return picture_views(run.submission, definition, document, findings)


def picture_views(
    submission: Submission, definition: Definition, document: SourceFacts, findings: Iterable[Finding]
) -> tuple[PictureView, ...]:
    """Every picture of the document, then those that it does not use. findings: what the document says of the rows."""
    titles = {step.key: step.title for step in definition.steps if is_asked(submission, step.key)}
    references, kept = _references(document), handed_in(submission)
    return tuple(_view(picture, titles, references, kept) for picture in listed(document.values, findings))


def _references(document: SourceFacts) -> References:
    files, origin = document.values.get(SubmittedFiles), document.values.get(Origin)
    if not isinstance(files, SubmittedFiles):
        return References((), document="")
    own = urlsplit(origin.repository).path.strip("/").removesuffix(".git") if isinstance(origin, Origin) else ""
    return References((path for path, _size in files.listed), document=files.document, own=own)


def _view(picture: ListedPicture, titles: dict[str, str], references: References, kept: dict[str, str]) -> PictureView:
    found = references.resolve(picture.target)
    return PictureView(
        target=picture.target,
        name=unquote(picture.target),
        file=kept.get(picture.target) or (found.path if isinstance(found, Inside) else ""),
        where=picture.where,
        says=picture.says,
        state=picture.state,
        settles=tuple((key, titles[key]) for key in picture.may_settle if key in titles),
    )
