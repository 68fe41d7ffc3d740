"""The stand-in answers as GitHub does, and our own readers fetch the candidates' work from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.forge.repositories import build, commit, path_of
from sandbox.forge.server import Forge
from verifier.facts import SourceState
from verifier.facts.document import Origin
from verifier.gather.document import DocumentTarget, RepositoryTarget, look
from verifier.gather.reading import Reading
from verifier.intake.limits import Limits, RefusedError
from verifier.intake.repository import Rules, head

FORK = "https://github.com/demo-s0/hiring-engineers"
CANDIDATES = Path(__file__).resolve().parents[3] / "sandbox" / "candidates"


def rules(forge: Forge, seconds: float = 30) -> Rules:
    return Rules(instead={"github.com": forge.base}, limits=Limits(seconds=seconds))


def fetched(forge: Forge, address: str = FORK, seconds: float = 30) -> Reading:
    return look(RepositoryTarget(address, b"key", rules(forge, seconds)))


@pytest.mark.parametrize("address", [FORK, f"{FORK}.git", "https://github.com/DataDog/hiring-engineers/pull/1"])
def test_a_fork_and_its_pull_request_hold_the_candidates_work(forge: Forge, address: str) -> None:
    reading = fetched(forge, address)
    assert reading.facts.state is SourceState.READ, reading.facts.reason
    origin = reading.facts.values[Origin]
    assert isinstance(origin, Origin)
    assert origin.fork is True and len(origin.commit) == 40
    assert origin.repository.startswith("https://github.com/")
    folder = look(DocumentTarget(CANDIDATES / "S0" / "submission", b"key")).facts.values
    assert {kind.__name__ for kind, value in folder.items() if reading.facts.values[kind] != value} <= {
        "Origin", "Leaks", "SubmittedFiles",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("https://github.com/nobody/nothing", "no public repository"),
        ("https://github.com/demo-faults/busy", "no more questions"),
        ("https://github.com/demo-faults/broken", "no more questions"),
        ("https://github.com/demo-faults/moved", "has moved"),
        ("https://github.com/demo-faults/inside", "has moved"),
        ("https://github.com/demo-faults/page", "is empty"),
        ("https://github.com/DataDog/hiring-engineers/pull/99", "no such pull request"),
        (f"{FORK}@nowhere", "no such branch"),
        ("https://gitlab.example.com/alice/answers", "only"),
    ],
)
def test_what_cannot_be_fetched_says_why(forge: Forge, address: str, sentence: str) -> None:
    reading = fetched(forge, address)
    assert reading.facts.state is SourceState.NOT_READ
    assert sentence in reading.facts.reason


@pytest.mark.parametrize("name", ["silent", "trickle", "endless"])
def test_no_repository_holds_us_longer_than_the_deadline(forge: Forge, name: str) -> None:
    reading = fetched(forge, f"https://github.com/demo-faults/{name}", seconds=1)
    assert reading.facts.state is SourceState.NOT_READ
    assert "within 1 seconds" in reading.facts.reason or "could not be fetched" in reading.facts.reason


def test_a_head_is_told_without_fetching(forge: Forge, tmp_path: Path) -> None:
    repository = path_of(forge.root, "demo-s0", "hiring-engineers")
    later = commit(repository, {"answers.md": b"# Later\n"}, "Later")
    places = iter([tmp_path / str(number) for number in range(9)])

    def now(address: str) -> str:
        folder = next(places)
        folder.mkdir()
        return head(address, folder, rules(forge))

    assert now(FORK) == now(f"{FORK}@main") == now(f"{FORK}/blob/main/answers.md") == later
    pull = now("https://github.com/DataDog/hiring-engineers/pull/1")
    assert len(pull) == 40 and pull != later
    assert now(f"{FORK}@{pull}") == pull
    assert now("https://github.com/DataDog/hiring-engineers/pull/99") == ""
    with pytest.raises(RefusedError):
        now("https://github.com/nobody/nothing")


def test_nobody_can_push(forge: Forge) -> None:
    import subprocess

    bare = path_of(forge.root, "demo-s0", "hiring-engineers")
    done = subprocess.run(
        ["git", "push", f"{forge.base}/demo-s0/hiring-engineers.git", "main:other"],
        cwd=bare, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "GIT_TERMINAL_PROMPT": "0"},
    )  # fmt: skip
    assert done.returncode != 0


def test_a_second_start_keeps_what_was_committed(forge: Forge) -> None:
    repository = path_of(forge.root, "demo-s0", "hiring-engineers")
    later = commit(repository, {"answers.md": b"# Later\n"}, "Later")
    build(forge.root, CANDIDATES)
    from sandbox.forge.repositories import read

    assert read(repository, f"{later}/answers.md") == b"# Later\n"
    assert read(repository, "main/answers.md") == b"# Later\n"
