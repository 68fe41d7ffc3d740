"""Work that can be handed in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from challenge.models import Cohort, Submission
from challenge.services import documents, submissions
from sandbox.demo.parts import CANDIDATES
from sandbox.forge.server import Forge
from tests.challenge.conftest import People
from tests.challenge.services import slow


@pytest.fixture
def work(cohort: Cohort, people: People) -> Submission:
    """The first sandbox candidate's document, and no other source; its owner has an address."""
    cohort.practice_visible_to = "candidate"
    cohort.save()
    people.candidate.email = "ada@example.com"
    people.candidate.save()
    made = submissions.join(cohort, code="K7", owner=people.candidate)
    documents.take(made, CANDIDATES / "S0" / "submission")
    return made


@pytest.fixture
def gate() -> Iterator[slow.Gate]:
    """A definition can be published whose check waits at it."""
    with slow.gate() as made:
        yield made


@pytest.fixture
def group(cohort: Cohort) -> Cohort:
    cohort.practice_visible_to = "candidate"
    cohort.save()
    return cohort


@pytest.fixture
def github(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> Forge:
    monkeypatch.setattr(settings, "FORGES", {"github.com": forge.base})
    return forge
