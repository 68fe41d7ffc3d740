"""What was written elsewhere than in the document, for one step each, and counts as a part of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.challenge.conftest import DEFINITION
from verifier.definition import load_text
from verifier.documents.files import File
from verifier.engine import judge
from verifier.facts import SourceFacts, SourceState
from verifier.facts.document import Leaks, Pictures, SubmittedFiles
from verifier.gather.document import DocumentTarget, Written, look, read
from verifier.verdicts import Source, Verdict

STEPS = load_text(DEFINITION.read_text("utf-8"))
FOLDER = "written"


def written(answers: dict[str, str], *pictures: str) -> Written:
    return Written(
        tuple(File(f"{FOLDER}/{key}.md", text, answers=key) for key, text in answers.items()),
        tuple((f"{FOLDER}/{name}", 1_000) for name in pictures),
    )


def facts(path: Path | None, what: Written) -> SourceFacts:
    return look(DocumentTarget(path, b"key of the test", what)).facts


def verdict(path: Path | None, key: str, what: Written) -> Verdict:
    steps = judge(STEPS, {Source.DOCUMENT: facts(path, what)}).steps
    return next(step.verdict for step in steps if step.key == key)


@pytest.mark.parametrize(
    ("key", "text", "becomes"),
    [
        ("check-interval-45", "I changed min_collection_interval to 45 seconds.", Verdict.CLAIMED),
        ("monitor-warn-500", "I set the warning threshold to 400.", Verdict.FAIL),
        ("tags-hostmap-screenshot", "![picture 1](picture-1.png)", Verdict.CLAIMED),
        ("monitor-warn-500", "![picture 1](picture-1.png)", Verdict.REVIEW),
        ("final-creative", "I would watch the moisture of my garden with it, and water it.", Verdict.REVIEW),
        ("final-creative", "   ", Verdict.ABSENT),
    ],
)
def test_a_row_is_judged_by_its_written_answer(key: str, text: str, becomes: Verdict) -> None:
    assert verdict(None, key, written({})) is Verdict.ABSENT
    assert verdict(None, key, written({key: text}, "picture-1.png")) is becomes


def test_an_answer_stands_under_its_row_whatever_its_own_headings_say() -> None:
    text = "# Monitoring\n\n## Something else\n\nI took 45.\n\n![there](picture-1.png)\n\n```\nnever closed"
    pictures = facts(None, written({"check-interval-45": text}, "picture-1.png")).values[Pictures]
    assert isinstance(pictures, Pictures)
    (picture,) = pictures.items
    assert (picture.place.asked, picture.place.section) == (("check-interval-45",), "collecting")
    assert str(picture.place) == f"{FOLDER}/check-interval-45.md:7"
    assert picture.exists


def test_a_fence_that_is_never_closed_swallows_no_other_answer() -> None:
    what = written({"metric-range": "```\nnever closed", "check-interval-45": "The interval is 45 seconds."})
    assert verdict(None, "check-interval-45", what) is Verdict.CLAIMED


def test_it_is_the_later_word(tmp_path: Path) -> None:
    (tmp_path / "answers.md").write_text("# Monitoring data\n\nI set the warning threshold to 400.\n")
    assert verdict(tmp_path, "monitor-warn-500", written({})) is Verdict.FAIL
    told = written({"monitor-warn-500": "I set the warning threshold to 500."})
    assert verdict(tmp_path, "monitor-warn-500", told) is Verdict.CLAIMED


def test_a_picture_of_the_document_alone_is_still_neither_there_nor_missing(tmp_path: Path) -> None:
    document = tmp_path / "answers.md"
    document.write_text("![map](map.png)\n")
    pictures = facts(document, written({"metric-range": "![mine](picture-1.png)"}, "picture-1.png")).values[Pictures]
    assert isinstance(pictures, Pictures)
    assert [picture.exists for picture in pictures.items] == [None, True]


@pytest.mark.parametrize("files", [{}, {"board.py": "import datadog\n"}])
def test_answers_stand_in_for_a_document_that_is_not_there(tmp_path: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    found = facts(tmp_path, written({"metric-range": "It lies between 0 and 1000."}))
    assert found.state is SourceState.READ
    submitted = found.values[SubmittedFiles]
    assert isinstance(submitted, SubmittedFiles)
    assert submitted.document == "answers.md"
    assert set(files) <= set(submitted.read)
    assert not submitted.template_only


def test_a_credential_in_an_answer_is_masked_and_told() -> None:
    secret = "0123456789abcdef" * 2
    reading = look(DocumentTarget(None, b"key", written({"metric-range": f"\nDD_API_KEY={secret}\n"})))
    assert secret.encode() not in reading.raw
    leaks = reading.facts.values[Leaks]
    assert isinstance(leaks, Leaks)
    assert [str(leak.place) for leak in leaks.items] == [f"{FOLDER}/metric-range.md:2"]


def test_what_was_kept_reads_the_same_again() -> None:
    reading = look(DocumentTarget(None, b"key", written({"check-interval-45": "It is 45 seconds now."})))
    assert read(reading.raw).values == reading.facts.values
