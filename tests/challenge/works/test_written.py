"""What is written in the pages is read as a part of the document."""

from __future__ import annotations

from pathlib import Path

import pytest

from challenge.looks import at_hand, looking
from challenge.models import Collection, Submission, WrittenPicture
from challenge.services import answers, runs
from challenge.works.written import compose, written
from tests import images
from tests.challenge.conftest import People
from verifier.facts.document import Pictures, SubmittedFiles
from verifier.gather import Reading, ignore
from verifier.verdicts import Source

KEY = "monitor-warn-500"


def picture(name: str) -> WrittenPicture:
    return WrittenPicture(name=name)


@pytest.mark.parametrize(
    ("text", "own", "composed"),
    [
        ("Only words.\n", (), "Only words.\n"),
        ("", ("a.png",), "![a](answers-on-proofboard/a.png)\n"),
        ("See ![it](a.png) there", ("a.png",), "See ![it](answers-on-proofboard/a.png) there"),
        (
            "Words.\n",
            ("host-map.png", "b.png"),
            "Words.\n\n![host map](answers-on-proofboard/host-map.png)\n\n![b](answers-on-proofboard/b.png)\n",
        ),
        ("![it](aa.png)", ("a.png",), "![it](aa.png)\n\n![a](answers-on-proofboard/a.png)\n"),
        ('![it](a.png "title")', ("a.png",), '![it](answers-on-proofboard/a.png "title")'),
    ],
)
def test_every_picture_of_a_row_stands_in_its_answer(text: str, own: tuple[str, ...], composed: str) -> None:
    pictures = [picture(name) for name in own]
    assert compose(text, pictures, pictures) == composed


def look(submission: Submission, people: People) -> Reading:
    run = runs.start(submission, people.candidate, purpose="own-run")
    return looking.look(Collection.objects.get(run=run, source="document").pk, report=ignore)


def test_answers_alone_are_a_document(other_submission: Submission, people: People) -> None:
    other_submission.document = ""
    other_submission.save()
    assert at_hand.possible(other_submission) == []
    answers.write(other_submission, people.other, KEY, "It warns above 500.", seen="")
    assert at_hand.possible(other_submission) == [Source.DOCUMENT]
    run = runs.start(other_submission, people.other)
    found = looking.look(Collection.objects.get(run=run).pk, report=ignore).facts
    files = found.values[SubmittedFiles]
    assert isinstance(files, SubmittedFiles)
    assert files.read == ("answers.md", f"answers-on-proofboard/{KEY}.md")


def test_an_empty_answer_is_none(other_submission: Submission, people: People) -> None:
    other_submission.document = ""
    other_submission.save()
    answers.write(other_submission, people.other, KEY, "x", seen="")
    seen = answers.version_of(other_submission.written_answers.get())
    answers.write(other_submission, people.other, KEY, "", seen=seen)
    assert at_hand.possible(other_submission) == []


def test_answers_stand_beside_the_document(submission: Submission, people: People, own_var: Path) -> None:
    folder = own_var / "documents" / "K7"
    folder.mkdir(parents=True)
    (folder / "answers.md").write_text("# Monitoring data\n\n![form](form.png)\n")
    (folder / "form.png").write_bytes(images.png())
    answers.add_picture(submission, people.candidate, KEY, name="mine.png", data=images.png())
    pictures = look(submission, people).facts.values[Pictures]
    assert isinstance(pictures, Pictures)
    assert [(str(one.place), one.target, one.exists) for one in pictures.items] == [
        ("answers.md:3", "form.png", True),
        (f"answers-on-proofboard/{KEY}.md:1", "answers-on-proofboard/mine.png", True),
    ]


def test_rows_come_in_the_order_of_the_exercise(submission: Submission, people: People) -> None:
    for key in ("final-creative", "env-host"):
        answers.write(submission, people.candidate, key, "Words.", seen="")
    assert [file.answers for file in written(submission).answers] == ["env-host", "final-creative"]
