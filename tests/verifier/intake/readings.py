"""What was read of a repository of the tests' own forge."""

from __future__ import annotations

from tests.verifier.intake.forge import Forge
from verifier.checks.handing_in.document import document_shows_no_secret
from verifier.facts.document import Answers, Leaks, Origin, SubmittedFiles
from verifier.gather.document import RepositoryTarget, look
from verifier.gather.reading import Reading
from verifier.verdicts import Finding

KEY = "0123456789abcdef" * 2
LEAK_KEY = b"key of the test"


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
