"""Taking a document in: what is read, what is only listed, what is refused, and that secrets never get further."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from verifier.facts import SourceState
from verifier.facts.base import NotLooked
from verifier.facts.document import Answers, Leaks, Origin, Pictures, SubmittedFiles
from verifier.gather.document import DocumentTarget, look, read
from verifier.gather.folder import MAX_FILE

KEY = "0123456789abcdef" * 2


def write(folder: Path, **files: str | bytes) -> DocumentTarget:
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return DocumentTarget(folder, leak_key=b"key of the test")


def submitted(target: DocumentTarget) -> SubmittedFiles:
    found = look(target).facts.values[SubmittedFiles]
    assert isinstance(found, SubmittedFiles)
    return found


def test_a_single_file_is_read(tmp_path: Path) -> None:
    write(tmp_path, answers__md="# Hello\n\nI took a VM.\n")
    reading = look(DocumentTarget(tmp_path / "answers.md"))
    assert reading.facts.state is SourceState.READ
    answers = reading.facts.values[Answers]
    assert isinstance(answers, Answers)
    assert [passage.text for passage in answers.items] == ["Hello", "I took a VM."]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        pytest.param({"board__py": "x"}, "no Markdown document", id="no document"),
        pytest.param({"answers__md": b"\x00\x01\x02" * 100}, "no text", id="binary"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, files: dict[str, str | bytes], sentence: str) -> None:
    reading = look(write(tmp_path, **files))
    assert reading.facts.state is SourceState.NOT_READ
    assert sentence in reading.facts.reason
    assert reading.raw == b""


def test_a_missing_path_says_why(tmp_path: Path) -> None:
    assert "no such" in look(DocumentTarget(tmp_path / "nowhere")).facts.reason


def test_answers_md_is_the_document_however_it_is_written(tmp_path: Path) -> None:
    assert submitted(write(tmp_path, README__md="x", ANSWERS__md="y", other__md="z")).document == "ANSWERS.md"


def test_another_encoding_is_read(tmp_path: Path) -> None:
    write(tmp_path, answers__md="Größe der Wörter".encode("cp1252"))
    assert look(DocumentTarget(tmp_path)).facts.state is SourceState.READ


def test_a_secret_is_masked_before_anything_keeps_it(tmp_path: Path) -> None:
    reading = look(write(tmp_path, answers__md=f"export DD_API_KEY={KEY}\n", board__py=f"api_key = '{KEY}'\n"))
    assert KEY not in reading.raw.decode()
    assert KEY not in repr(reading.facts)
    leaks = reading.facts.values[Leaks]
    assert isinstance(leaks, Leaks)
    assert [str(leak.place) for leak in leaks.items] == ["answers.md:1", "board.py:1"]
    assert len({leak.digest for leak in leaks.items}) == 1


def test_the_same_facts_come_from_what_was_kept(tmp_path: Path) -> None:
    text = f"![x](a.png)\n\n```\napi_key: {KEY}\n```\n"
    reading = look(write(tmp_path, answers__md=text, a__png=b"\x89PNG", board__py="import sys\n"))
    assert read(reading.raw) == reading.facts


def test_what_was_kept_wrongly_is_not_read() -> None:
    assert read(b"no json").state is SourceState.NOT_READ


def test_a_link_that_leads_outside_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.py"
    outside.write_text("print('secret garden')")
    folder = tmp_path / "in"
    target = write(folder, answers__md="Hello.\n")
    os.symlink(outside, folder / "board.py")
    assert submitted(target).read == ("answers.md",)
    assert look(target).facts.state is SourceState.PARTLY
    assert "garden" not in look(target).raw.decode()


def test_a_listing_tells_of_files_that_are_not_here(tmp_path: Path) -> None:
    target = write(
        tmp_path,
        answers__md="![x](shots/a.png)\n![y](shots/b.png)\n",
        FILES__txt="12 answers.md\n345 shots/a.png\n6 notes.pdf\n",
    )
    found = submitted(target)
    assert found.complete
    assert dict(found.listed) == {"shots/a.png": 345, "notes.pdf": 6}
    facts = look(target).facts
    assert facts.state is SourceState.PARTLY
    pictures = facts.values[Pictures]
    assert isinstance(pictures, Pictures)
    assert [picture.exists for picture in pictures.items] == [True, False]


def test_a_document_alone_is_no_complete_submission(tmp_path: Path) -> None:
    assert not submitted(write(tmp_path, answers__md="Hello.\n")).complete


def test_a_document_that_is_too_long_is_cut_and_says_so(tmp_path: Path) -> None:
    reading = look(write(tmp_path, answers__md="word " * MAX_FILE))
    assert reading.facts.state is SourceState.PARTLY
    leaks = reading.facts.values[Leaks]
    assert isinstance(leaks, Leaks)
    assert leaks.truncated == ("answers.md",)


def test_where_it_comes_from_is_not_told_without_git(tmp_path: Path) -> None:
    assert isinstance(look(write(tmp_path, answers__md="Hello.\n")).facts.values[Origin], NotLooked)


def test_what_is_known_is_reported(tmp_path: Path) -> None:
    heard = []
    reading = look(write(tmp_path, answers__md="Hello.\n"), report=heard.append)
    assert heard == [reading.facts]


def test_folders_of_tools_are_not_read_and_are_named(tmp_path: Path) -> None:
    """In .git lie the keys that were taken out of the files again, so nothing says that all was searched."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text(f"api_key = {KEY}\n")
    facts = look(write(tmp_path, answers__md="x\n")).facts
    leaks = facts.values[Leaks]
    assert isinstance(leaks, Leaks)
    assert leaks.unread == (".git/",)
    assert facts.state is SourceState.PARTLY


def test_text_under_the_name_of_a_picture_is_searched(tmp_path: Path) -> None:
    leaks = look(write(tmp_path, answers__md="x\n", keys__png=f"api_key = {KEY}\n")).facts.values[Leaks]
    assert isinstance(leaks, Leaks)
    assert [str(leak.place) for leak in leaks.items] == ["keys.png:1"]


def test_facts_are_dated_by_the_clock_of_the_look(tmp_path: Path) -> None:
    document = write(tmp_path, answers__md="Hello.\n")
    assert look(document, now=lambda: 0).facts.taken_at == "1970-01-01T00:00:00+00:00"
    assert look(DocumentTarget(tmp_path / "nowhere"), now=lambda: 1).facts.taken_at == "1970-01-01T00:00:01+00:00"
