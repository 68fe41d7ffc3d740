"""Fetching from a Git server of the tests' own: what is meant, what is refused, what of the history is told."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.verifier.intake.forge import Forge, Repository, repository, serving
from verifier.checks.handing_in.document import document_comes_from_a_fork, document_shows_no_secret
from verifier.facts import SourceState
from verifier.facts.document import Answers, Leaks, Origin, Pictures, SubmittedFiles
from verifier.gather.document import DocumentTarget, RepositoryTarget, look, read
from verifier.gather.reading import Reading
from verifier.intake.git import Git
from verifier.intake.limits import Limits
from verifier.verdicts import Finding, Outcome

KEY = "0123456789abcdef" * 2
LEAK_KEY = b"key of the test"


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[Forge]:
    with serving(tmp_path / "forge") as running:
        yield running


@pytest.fixture
def answers(forge: Forge) -> Repository:
    made = repository(forge)
    made.commit(answers__md="# Main\n\n![a](a.png)\n", a__png=b"\x89PNG\x00")
    return made


def fetched(forge: Forge, more: str = "", *, name: str = "answers", **limits: float) -> Reading:
    return look(RepositoryTarget(forge.address(name, more), LEAK_KEY, forge.rules(**limits)))


def words(reading: Reading) -> str:
    answers = reading.facts.values[Answers]
    assert isinstance(answers, Answers), reading.facts.reason
    return " ".join(passage.text for passage in answers.items)


def leaks(reading: Reading) -> Leaks:
    found = reading.facts.values[Leaks]
    assert isinstance(found, Leaks)
    return found


def hygiene(reading: Reading) -> Finding:
    files = reading.facts.values[SubmittedFiles]
    assert isinstance(files, SubmittedFiles)
    return document_shows_no_secret(leaks(reading), files)


def origin(reading: Reading) -> Origin:
    found = reading.facts.values[Origin]
    assert isinstance(found, Origin)
    return found


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


def test_hooks_links_filters_and_submodules_do_nothing(forge: Forge, answers: Repository, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# The secret garden\n")
    os.symlink(secret, answers.path / "board.md")
    commit = answers.git("rev-parse", "HEAD")
    answers.git("update-index", "--add", "--cacheinfo", f"160000,{commit},inner")
    modules = '[submodule "inner"]\n\tpath = inner\n\turl = file:///etc\n'
    answers.commit(__gitattributes="*.md filter=evil\n*.png filter=lfs\n", __gitmodules=modules)
    answers.git("update-index", "--add", "--cacheinfo", f"160000,{commit},inner")
    answers.git("commit", "--quiet", "--message", "Inner")
    reading = fetched(forge)
    assert "garden" not in reading.raw.decode()
    assert leaks(reading).unread == ("inner/ (a submodule)",)
    assert not any("etc" in path for path in forge.asked)


def test_a_key_that_was_taken_out_again_is_found_in_the_history(forge: Forge, answers: Repository) -> None:
    leaked = answers.commit(run__sh=f"# start\nexport DD_API_KEY={KEY}\n")
    answers.commit(run__sh="# start\nexport DD_API_KEY=<key>\n", more__md="x\n")
    reading = fetched(forge)
    (leak,) = leaks(reading).items
    assert (leak.kind, str(leak.place), leak.commit) == ("API key", "run.sh:2", leaked[:10])
    assert leak.digest
    assert KEY not in reading.raw.decode() + repr(reading.facts)
    finding = hygiene(reading)
    assert finding.outcome is Outcome.FAIL
    assert "still in the Git history: API key" in finding.reason
    assert finding.evidence[0].where == f"run.sh:2 in commit {leaked[:10]}"


def test_a_key_that_still_stands_there_is_told_once(forge: Forge, answers: Repository) -> None:
    answers.commit(run__sh=f"export DD_API_KEY={KEY}\n")
    answers.commit(run__sh=f"# now with a word\nexport DD_API_KEY={KEY}\n")
    (leak,) = leaks(fetched(forge)).items
    assert (str(leak.place), leak.commit) == ("run.sh:2", "")


def test_without_a_key_of_the_installation_nothing_is_digested(forge: Forge, answers: Repository) -> None:
    answers.commit(run__sh=f"export DD_API_KEY={KEY}\n")
    answers.commit(run__sh=None)
    found = leaks(look(RepositoryTarget(forge.address(), rules=forge.rules())))
    assert [(leak.digest, bool(leak.commit)) for leak in found.items] == [("", True)]


def test_what_a_merge_adds_by_itself_is_found(forge: Forge, answers: Repository) -> None:
    answers.git("checkout", "--quiet", "-b", "side")
    answers.commit(side__md="x\n")
    answers.git("checkout", "--quiet", "main")
    answers.commit(other__md="y\n")
    answers.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    merged = answers.commit(other__md=f"y\napi_key: {KEY}\n")
    answers.commit(other__md="y\n")
    (leak,) = leaks(fetched(forge)).items
    assert (str(leak.place), leak.commit) == ("other.md:2", merged[:10])


def test_a_clean_history_that_was_read_whole_passes(forge: Forge, answers: Repository) -> None:
    answers.commit(answers__md="# Main again\n")
    finding = hygiene(fetched(forge))
    assert finding.outcome is Outcome.PASS
    assert "the history (2 commits)" in str(finding.evidence[0].seen)


def test_a_history_that_was_not_read_whole_cannot_pass(forge: Forge, answers: Repository) -> None:
    for number in range(4):
        answers.commit(answers__md=f"# Main {number}\n")
    for caps in ({"commits": 3}, {"history_bytes": 200}):
        finding = hygiene(fetched(forge, **caps))
        assert finding.outcome is Outcome.UNKNOWN
        assert "the history before" in finding.reason


def test_a_file_that_hides_from_the_history_cannot_pass(forge: Forge, answers: Repository) -> None:
    answers.commit(hidden__bin=f"\x00 api_key: {KEY}\n".encode())
    answers.commit(hidden__bin=None)
    finding = hygiene(fetched(forge))
    assert finding.outcome is Outcome.UNKNOWN
    assert "hidden.bin (in the history)" in finding.reason


def test_a_fork_is_told_by_its_name_or_by_its_pull_request(forge: Forge, answers: Repository) -> None:
    answers.git("update-ref", "refs/pull/7/head", "HEAD")
    for exercise, more, outcome in (
        ("code.example/exercise/other", "", Outcome.UNKNOWN),
        ("127.0.0.1/nobody/nothing", "", Outcome.UNKNOWN),
        ("code.example/exercise/answers", "", Outcome.PASS),
        ("127.0.0.1/alice/answers", "", Outcome.FAIL),
        ("127.0.0.1/Alice/Answers", "/pull/7", Outcome.PASS),
    ):
        rules = replace(forge.rules(), exercise=(exercise,))
        reading = look(RepositoryTarget(forge.address(more=more), LEAK_KEY, rules))
        assert document_comes_from_a_fork(origin(reading)).outcome is outcome, (exercise, more)


@pytest.fixture
def exercise(forge: Forge) -> Repository:
    """The exercise's own repository, into which a stranger's key once came and went."""
    made = repository(forge, "exercise")
    made.commit(answers__md="Your answers to the questions go here.\n", stranger__sh=f"export DD_API_KEY={KEY}\n")
    for _ in range(4):
        made.commit(stranger__sh=None) if (made.path / "stranger.sh").exists() else made.commit()
    return made


def forked(forge: Forge, exercise: Repository) -> Repository:
    made = repository(forge, "renamed")
    made.git("pull", "--quiet", str(exercise.path), "main")
    made.commit(answers__md="# Mine\n")
    return made


def of_exercise(forge: Forge, name: str, **limits: int) -> Reading:
    rules = replace(forge.rules(**limits), exercise=("127.0.0.1/alice/exercise",))
    return look(RepositoryTarget(forge.address(name), LEAK_KEY, rules))


@pytest.mark.parametrize("limits", [{}, {"commits": 3}], ids=["whole", "the exercise's history is cut"])
def test_a_renamed_fork_is_told_by_its_commits(forge: Forge, exercise: Repository, limits: dict[str, int]) -> None:
    forked(forge, exercise)
    assert origin(of_exercise(forge, "renamed", **limits)).fork is True


@pytest.mark.parametrize("limits", [{}, {"commits": 3}], ids=["whole", "the exercise's history is cut"])
def test_what_a_stranger_leaked_into_the_exercise_is_not_held_against_a_fork(
    forge: Forge, exercise: Repository, limits: dict[str, int]
) -> None:
    forked(forge, exercise)
    reading = of_exercise(forge, "renamed", **limits)
    assert hygiene(reading).outcome is Outcome.PASS
    assert "the history (1 commits)" in leaks(reading).searched


def test_what_the_fork_leaked_itself_is(forge: Forge, exercise: Repository) -> None:
    made = forked(forge, exercise)
    made.commit(run__sh=f"api_key={KEY[::-1]}\n")
    made.commit(run__sh="x\n")
    assert [str(leak.place) for leak in leaks(of_exercise(forge, "renamed")).items] == ["run.sh:1"]


def test_a_copy_that_shares_no_commit_is_no_fork(forge: Forge, exercise: Repository, answers: Repository) -> None:
    assert origin(of_exercise(forge, "answers")).fork is False
    assert origin(of_exercise(forge, "answers", commits=2)).fork is None


def test_settings_and_secrets_of_this_machine_do_not_reach_git(
    forge: Forge, answers: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".gitconfig").write_text('[url "https://127.0.0.1:1/"]\n\tinsteadOf = http://127.0.0.1\n')
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / ".gitconfig"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("DD_API_KEY", KEY)
    assert words(fetched(forge)) == "Main"
    said = Git(tmp_path, Limits(), time.monotonic() + 10).run("-c", "alias.told=!env", "told", most=100_000)
    assert said.status == 0
    assert KEY.encode() not in said.text
    assert b"proxy" not in said.text


def test_without_git_the_sentence_says_so(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "Git is not installed" in fetched(forge).facts.reason


def test_a_git_that_cannot_keep_to_one_address_is_not_used(
    forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\necho git version 2.36.9\n")
    (tmp_path / "git").chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert "older than 2.37" in fetched(forge).facts.reason
    assert forge.asked == []


def test_nothing_stays_behind(
    forge: Forge, answers: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    assert fetched(forge).facts.state is SourceState.READ
    assert fetched(forge, packed_bytes=1).facts.state is SourceState.NOT_READ
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_loopback_server_is_refused_where_it_is_not_allowed(forge: Forge, answers: Repository) -> None:
    rules = replace(forge.rules(), allow=())
    assert "loopback" in look(RepositoryTarget(forge.address(), rules=rules)).facts.reason
    assert forge.asked == []


def test_a_name_that_leads_inside_is_refused(forge: Forge) -> None:
    rules = replace(forge.rules(), hosts=("code.example",), allow=(), lookup=lambda name: ["10.0.0.7"])
    target = RepositoryTarget(f"http://code.example:{forge.port}/alice/answers", rules=rules)
    assert "a private address" in look(target).facts.reason


def test_git_connects_to_the_address_that_was_judged(forge: Forge, answers: Repository) -> None:
    """The name has no address but the one that the guard was given."""
    rules = replace(forge.rules(), hosts=("code.example",), lookup=lambda name: ["127.0.0.1"])
    target = RepositoryTarget(f"http://code.example:{forge.port}/alice/answers", rules=rules)
    assert words(look(target)) == "Main"


def test_the_usual_limits_leave_room_for_real_submissions() -> None:
    limits = Limits()
    assert (limits.commits, limits.files >= 1_000, limits.packed_bytes >= 50_000_000) == (200, True, True)
