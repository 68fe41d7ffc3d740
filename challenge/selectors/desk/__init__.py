"""A submission on a reviewer's desk: pictures and passages with the rows they may settle, what was decided, what is next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from math import ceil
from pathlib import PurePosixPath

from challenge.access import Person
from challenge.models import Submission
from challenge.rows.asked import asked_of
from challenge.selectors.desk.looks import Looks, looks_of
from challenge.selectors.desk.neighbours import Neighbours, neighbours
from challenge.selectors.desk.rows import DeskRow, SaidHere, desk_rows, said_of
from challenge.selectors.desk.stations import PlacedRow, Station, next_open, open_keys, stations_of
from challenge.selectors.grading import ForInterview, GradingPage, grading_page
from challenge.selectors.pictures import PictureView, picture_views
from challenge.services.opened import pictures_covered
from challenge.works.pictures import MOST_BYTES
from challenge.works.showing import has_picture
from verifier.facts.document import SubmittedFiles
from verifier.verdicts import Evidence, Finding, Outcome, RestsOn, Source

SECONDS_A_PICTURE, SECONDS_IN_WORDS = 20, 30

__all__ = ["Desk", "DeskRow", "PlacedRow", "Station", "desk", "next_open", "open_keys"]


@dataclass(frozen=True)
class Changed:
    """folds: a row that stands by itself is among them."""

    rows: tuple[PlacedRow, ...]
    stations: tuple[Station, ...]
    folds: bool


@dataclass(frozen=True)
class Paper:
    """A PDF that was handed in. Its size is what its folder says, 0 = it was read as text and nothing says it; how many pages
    it has, only it could say, and may lie.
    """

    path: str
    size: int

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def folder(self) -> str:
        return str(PurePosixPath(self.path).parent) if "/" in self.path else ""

    @property
    def is_too_large(self) -> bool:
        return self.size > MOST_BYTES


@dataclass(frozen=True)
class Desk:
    """tray: pictures that no open row waits for. papers: the PDFs; papers_covered: they may show a name that
    is hidden from who looks, and open with the pictures. said: about all of the work.

    pictures_open: how many pictures have a row beside them that needs somebody. questions: with their rows' titles.
    """

    page: GradingPage
    stations: tuple[Station, ...]
    decided: tuple[DeskRow, ...]
    folded: tuple[DeskRow, ...]
    tray: tuple[PictureView, ...]
    papers: tuple[Paper, ...]
    papers_covered: bool
    said: tuple[SaidHere, ...]
    questions: tuple[ForInterview, ...]
    neighbours: Neighbours

    @property
    def minutes(self) -> int:
        """About how long the open rows take, by a plain rule: 20 seconds a row beside a picture, 30 a row in words. Nobody's
        own time is measured.
        """
        own = [placed for station in self.stations for placed in station.rows if placed.row.is_open and not placed.also]
        return ceil(sum(SECONDS_A_PICTURE if placed.by_picture else SECONDS_IN_WORDS for placed in own) / 60)

    @property
    def pictures_open(self) -> int:
        return sum(station.picture is not None and station.is_open for station in self.stations)

    @property
    def pictures(self) -> int:
        return sum(station.picture is not None for station in self.stations)

    @property
    def first_open(self) -> str:
        return next(iter(open_keys(self.stations)), "")

    @property
    def unlooked(self) -> int:
        """How many rows no check has looked at."""
        return sum(not row.step.verdict for row in self.page.rows)

    def by_others(self, keys: Collection[str]) -> list[DeskRow]:
        """Those of these rows that are not decided by the reader: by somebody else, or open again."""
        every = {placed.row.key: placed.row for one in self.stations for placed in one.rows}
        every |= {row.key: row for row in (*self.decided, *self.folded)}
        return [row for key, row in every.items() if key in keys and not row.own]

    def changed(self, keys: set[str]) -> Changed:
        """Where these rows are on the page."""
        stations = tuple(one for one in self.stations if any(placed.row.key in keys for placed in one.rows))
        rows = tuple(placed for one in stations for placed in one.rows if placed.row.key in keys)
        return Changed(rows, stations, folds=not keys <= {placed.row.key for placed in rows})


def desk(user: Person, submission: Submission) -> Desk:
    """Hidden unless this person may grade it."""
    page, looks = grading_page(user, submission), looks_of(submission)
    said = said_of(user, submission)
    rows = desk_rows(user, submission, page, looks, said)
    pictures, papers = _pictures(submission, rows, looks)
    stations = stations_of(rows, pictures)
    on_desk = {station.picture.target for station in stations if station.picture}
    titles = {row.key: row.graded.step.title for row in rows}
    return Desk(
        page=page,
        stations=stations,
        decided=tuple(row for row in rows if row.graded.grade.decision),
        folded=tuple(row for row in rows if not row.is_open and not row.graded.grade.decision),
        tray=tuple(picture for picture in pictures if picture.target not in on_desk),
        papers=papers,
        papers_covered=bool(papers) and pictures_covered(user, submission),
        said=tuple(said.get("", ())),
        questions=tuple(replace(one, title=titles.get(one.about, "")) for one in page.questions),
        neighbours=neighbours(user, submission),
    )


def _pictures(
    submission: Submission, rows: tuple[DeskRow, ...], looks: Looks
) -> tuple[tuple[PictureView, ...], tuple[Paper, ...]]:
    """Every picture of the last look at the document, and the PDFs that were handed in with it."""
    look = looks.newest(Source.DOCUMENT)
    if look is None:
        return (), ()
    facts = looks.facts(look)
    files = facts.values.get(SubmittedFiles)
    listed = [*((path, 0) for path in files.read), *files.listed] if isinstance(files, SubmittedFiles) else []
    papers = tuple(Paper(path, size) for path, size in listed if PurePosixPath(path).suffix.lower() == ".pdf")
    definition = asked_of(submission)
    pictures = picture_views(submission, definition, facts, _by_picture(rows))
    there = {one.file for one in pictures if one.file and has_picture(submission, one.file)}
    return tuple(one if one.file in there else replace(one, file="") for one in pictures), papers


def _by_picture(rows: tuple[DeskRow, ...]) -> list[Finding]:
    """Which row goes by which picture, as `verifier.engine.pictures` asks for it."""
    return [
        Finding(
            Outcome(one.finding.outcome),
            one.finding.reason,
            tuple(Evidence(line.what, where=line.where) for line in one.finding.evidence),
            RestsOn.PICTURE,
            criterion=row.key,
            source=Source.DOCUMENT,
        )
        for row in rows
        for one in row.findings
        if one.finding.source == Source.DOCUMENT and one.finding.rests_on == RestsOn.PICTURE
    ]
