"""The answer to one row as it is written in the page, for the candidate alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from challenge import access
from challenge.access import Person
from challenge.models import Submission, WrittenAnswer, WrittenPicture
from challenge.models.run import runs_on
from challenge.rows.asked import asked_of, is_asked
from challenge.selectors.heads import SubmissionView, submission_view
from challenge.services.answers import LONGEST_TEXT, closed_because, version_of
from challenge.works import written


@dataclass(frozen=True)
class AnswerPicture:
    """address: shows it. markdown: what a text says to show it. shown: the text does; otherwise it stands below the text."""

    id: int
    name: str
    alt: str
    width: int
    height: int
    address: str
    markdown: str
    shown: bool


@dataclass(frozen=True)
class AnswerPage:
    """version: goes with the form, see `services.answers.write`. file: what the evidence calls this answer.
    closed: why nothing can be written, "" = it can. names: what a text may call a picture -> its address."""

    submission: SubmissionView
    step_key: str
    title: str
    task: str
    text: str
    version: str
    saved_at: datetime | None
    file: str
    closed: str
    longest: int
    pictures: tuple[AnswerPicture, ...]
    names: Mapping[str, str]


def answer_page(user: Person, submission: Submission, step_key: str) -> AnswerPage:
    """Hidden unless it is the candidate's own, and the row exists."""
    if not access.may_read_own(user, submission):
        raise access.Hidden("This is for the candidate alone.")
    step = next((step for step in asked_of(submission).steps if step.key == step_key), None)
    if step is None or not is_asked(submission, step_key):
        raise access.Hidden("There is no such step.")
    answer = WrittenAnswer.objects.filter(submission=submission, step_key=step_key).first()
    text = answer.text if answer else ""
    pictures = list(WrittenPicture.objects.filter(submission=submission))
    running = runs_on().filter(submission=submission).first()
    return AnswerPage(
        submission=submission_view(user, submission, running),
        step_key=step_key,
        title=step.title,
        task=step.task,
        text=text,
        version=version_of(answer),
        saved_at=answer.updated_at if answer else None,
        file=f"{written.FOLDER}/{step_key}.md",
        closed=closed_because(submission),
        longest=LONGEST_TEXT,
        pictures=tuple(_view(picture, text) for picture in pictures if picture.step_key == step_key),
        names={name: _address(picture) for picture in pictures for name in (picture.name, written.path_of(picture))},
    )


def _view(picture: WrittenPicture, text: str) -> AnswerPicture:
    return AnswerPicture(
        id=picture.pk,
        name=picture.name,
        alt=written.alt(picture),
        width=picture.width,
        height=picture.height,
        address=_address(picture),
        markdown=f"![{written.alt(picture)}]({picture.name})",
        shown=written.shows(text, picture),
    )


def _address(picture: WrittenPicture) -> str:
    return reverse("picture", args=[picture.submission_id, written.path_of(picture)])
