"""Work that can be handed in."""

from __future__ import annotations

import pytest

from challenge.models import Cohort, Submission
from challenge.services import documents, submissions
from sandbox.demo.parts import CANDIDATES
from tests.challenge.conftest import People


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
