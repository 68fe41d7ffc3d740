"""Whether a repository is a fork of the exercise, by name, pull request or commits; and what the exercise's own history held."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.verifier.intake.forge import Forge, Repository, repository
from tests.verifier.intake.readings import KEY, LEAK_KEY, hygiene, leaks, origin
from verifier.checks.handing_in.document import document_comes_from_a_fork
from verifier.gather.document import RepositoryTarget, look
from verifier.gather.reading import Reading
from verifier.verdicts import Outcome


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
