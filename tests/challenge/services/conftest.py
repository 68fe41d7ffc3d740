"""Work that can be handed in, and entries that share an account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from challenge.models import Cohort, Contest, Entry, Submission
from challenge.services import contests, documents, submissions
from sandbox.demo.parts import CANDIDATES
from sandbox.forge.server import Forge
from sandbox.site import load_seed, running
from tests.challenge.conftest import People
from tests.challenge.services import slow
from tests.challenge.services.organisation import Site
from tests.shared_site import API_KEY, APP_KEY, seed


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


@pytest.fixture
def entries(contest: Contest) -> list[Entry]:
    """Ada has everything, Bob's board carries Ada's tag, Cy's machine carries Bob's."""
    made = []
    for name in ("ada", "bob", "cy"):
        submission = submissions.join(contest.cohort, code=name, owner=User.objects.create_user(name))
        made.append(contests.enter(submission))
    return made


@pytest.fixture
def site(contest: Contest, entries: list[Entry], tmp_path: Path) -> Site:
    @contextmanager
    def started(**parts: Any) -> Iterator[str]:
        told = seed(*(entry.tag for entry in entries), **parts)
        with running([load_seed(told)], state_dir=tmp_path / "site") as url:
            contests.set_account(contest, site="datadoghq.com", api_url=url, api_key=API_KEY, app_key=APP_KEY)
            yield url

    return started
