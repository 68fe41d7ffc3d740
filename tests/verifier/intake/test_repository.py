"""Fetching from a Git server of the tests' own: what is meant, and what is refused."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.verifier.intake.forge import Forge, Repository, repository
from tests.verifier.intake.readings import LEAK_KEY, fetched, origin, words
from verifier.facts import SourceState
from verifier.facts.document import Leaks, Origin, Pictures
from verifier.gather.document import DocumentTarget, RepositoryTarget, look, read
from verifier.intake.limits import Limits


def test_a_repository_tells_the_same_as_its_folder(forge: Forge, answers: Repository, tmp_path: Path) -> None:
    reading = fetched(forge)
    assert reading.facts.state is SourceState.READ
    answers.git("worktree", "add", "--quiet", str(tmp_path / "beside"), "HEAD")
    (tmp_path / "beside" / ".git").unlink()
    folder = look(DocumentTarget(tmp_path / "beside", LEAK_KEY)).facts.values
    differ = {kind for kind, value in reading.facts.values.items() if folder[kind] != value}
    assert differ == {Origin, Leaks}
    pictures = reading.facts.values[Pictures]
    assert isinstance(pictures, Pictures)
    assert [picture.exists for picture in pictures.items] == [True]


def test_the_commit_is_told_and_kept(forge: Forge, answers: Repository) -> None:
    reading = fetched(forge)
    assert origin(reading) == Origin(forge.address(), answers.git("rev-parse", "HEAD"), None)
    assert reading.facts.origin == forge.address()
    assert read(reading.raw) == reading.facts


def test_every_way_to_name_a_part_is_understood(forge: Forge, answers: Repository) -> None:
    first = answers.git("rev-parse", "HEAD")
    answers.git("checkout", "--quiet", "-b", "second/try")
    second = answers.commit(answers__md="# Second\n", notes__md="# Notes\n")
    answers.git("tag", "v1")
    answers.git("checkout", "--quiet", "-b", "third", "main")
    third = answers.commit(answers__md="# Third\n")
    answers.git("update-ref", "refs/pull/7/head", third)
    answers.git("checkout", "--quiet", "main")
    answers.git("branch", "--quiet", "-D", "third")
    said = {
        more: words(fetched(forge, more))
        for more in (
            "", ".git", "@second/try", "/tree/second/try", "/blob/second/try/notes.md", "@v1", f"@{first}",
            f"/commit/{second}", f"@{second[:9]}", "/pull/7", "/pull/7/files", "/tree/main/?tab=readme#top",
        )
    }  # fmt: skip
    second_, third_, main = "Second Notes", "Third", "Main"
    assert said == {
        "": main, ".git": main, "@second/try": second_, "/tree/second/try": second_,
        "/blob/second/try/notes.md": "Notes Second", "@v1": second_, f"@{first}": main, f"/commit/{second}": second_,
        f"@{second[:9]}": second_, "/pull/7": third_, "/pull/7/files": third_, "/tree/main/?tab=readme#top": main,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        pytest.param("@nowhere", "no such branch, tag or commit", id="branch"),
        pytest.param("@0123456", "no such branch, tag or commit", id="short commit"),
        pytest.param("@" + "0123456789" * 4, "could not be fetched|no public repository", id="commit"),
        pytest.param("/pull/99", "no such pull request", id="pull request"),
        pytest.param("/pull/x", "ends with its number", id="no number"),
    ],
)
@pytest.mark.usefixtures("answers")
def test_what_is_not_there_is_one_sentence(forge: Forge, more: str, sentence: str) -> None:
    facts = fetched(forge, more).facts
    assert facts.state is SourceState.NOT_READ
    assert re.search(sentence, facts.reason), facts.reason


def test_a_repository_that_does_not_exist_is_one_sentence(forge: Forge) -> None:
    assert "no public repository" in fetched(forge, name="nobody").facts.reason


def test_an_empty_repository_is_one_sentence(forge: Forge) -> None:
    repository(forge)
    assert fetched(forge).facts.reason == "The repository is empty."


def test_a_private_repository_is_not_asked_for_a_password(forge: Forge) -> None:
    forge.answer = 401
    assert "no public repository" in fetched(forge).facts.reason


def test_a_redirection_is_not_followed(forge: Forge, answers: Repository) -> None:
    forge.answer, forge.location = 301, f"http://127.0.0.2:{forge.port}/alice/answers/info/refs?service=git-upload-pack"
    assert "has moved" in fetched(forge).facts.reason
    assert len(forge.asked) == 1


def test_a_server_that_does_not_answer_meets_the_deadline(forge: Forge, answers: Repository) -> None:
    forge.free.clear()
    assert fetched(forge, seconds=0.5).facts.reason == "The repository did not arrive within 0.5 seconds."


CAPS = [
    pytest.param({"packed_bytes": 200_000}, "larger than 0.2 MB", id="as it travels"),
    pytest.param({"file_bytes": 300_000}, "file that is larger", id="one file"),
    pytest.param({"total_bytes": 300_000}, "unpacks to more", id="unpacked"),
    pytest.param({"files": 1}, "more than 1 files", id="files"),
]


@pytest.mark.parametrize(("caps", "sentence"), CAPS)
def test_a_repository_that_is_too_large_is_refused(
    forge: Forge, answers: Repository, caps: dict[str, int], sentence: str
) -> None:
    answers.commit(large__bin=os.urandom(400_000))
    assert sentence in fetched(forge, **caps).facts.reason


def test_files_that_grow_when_unpacked_are_refused(forge: Forge, answers: Repository) -> None:
    answers.commit(large__md=b"a" * 40_000_000)
    assert "file that is larger than 30 MB" in fetched(forge).facts.reason


def test_a_tree_of_trees_of_trees_is_refused(forge: Forge, answers: Repository) -> None:
    blob = answers.git("hash-object", "-w", "--stdin", stdin=b"x")
    tree = answers.git("mktree", stdin="".join(f"100644 blob {blob}\tf{n}\n" for n in range(10)).encode())
    for _ in range(9):
        tree = answers.git("mktree", stdin="".join(f"040000 tree {tree}\td{n}\n" for n in range(10)).encode())
    answers.git("update-ref", "refs/heads/main", answers.git("commit-tree", tree, "-m", "x"))
    assert "more than 5000 files" in fetched(forge).facts.reason


def test_a_loopback_server_is_refused_where_it_is_not_allowed(forge: Forge, answers: Repository) -> None:
    rules = replace(forge.rules(), allow=())
    assert "loopback" in look(RepositoryTarget(forge.address(), rules=rules)).facts.reason
    assert forge.asked == []


def test_a_name_that_leads_inside_is_refused(forge: Forge) -> None:
    rules = replace(forge.rules(), hosts=("code.example",), allow=(), lookup=lambda name: ["10.0.0.7"])
    target = RepositoryTarget(f"http://code.example:{forge.port}/alice/answers", rules=rules)
    assert "a private address" in look(target).facts.reason


def test_the_usual_limits_leave_room_for_real_submissions() -> None:
    limits = Limits()
    assert (limits.commits, limits.files >= 1_000, limits.packed_bytes >= 50_000_000) == (200, True, True)
