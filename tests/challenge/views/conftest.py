"""A cohort that looks like life, and everybody who may knock at its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from challenge.models import Submission
from tests.challenge.once import held
from tests.challenge.views.blinding import blinded_life
from tests.plausible import Plausible, fill


@pytest.fixture(scope="package", autouse=True)
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Plausible]:
    """Written once for all tests of this folder, which takes longer than most of them: theirs are transactions in its."""
    with held(django_db_blocker):
        with django_db_blocker.unblock():
            made = fill(now=timezone.now())
        yield made


@pytest.fixture
def life(filled: Plausible, db: None) -> Plausible:
    return deepcopy(filled)


@pytest.fixture
def knock(life: Plausible) -> Callable[[str], Client]:
    """A browser signed in as: anonymous, stranger, other, owner, reviewer, watcher, lead, author."""
    people = {
        "other": life.other,
        "owner": life.candidate,
        "reviewer": life.reviewer,
        "watcher": life.watcher,
        "lead": life.lead,
        "author": life.author,
    }

    def browser(role: str) -> Client:
        client = Client()
        if role == "stranger":
            client.force_login(User.objects.create_user("stranger"))
        elif role != "anonymous":
            client.force_login(people[role])
        return client

    return browser


@pytest.fixture
def mine(life: Plausible) -> Submission:
    return life.submissions["C1"]


@pytest.fixture
def blind(life: Plausible) -> Plausible:
    """Names are hidden, and the owner's name stands everywhere it can."""
    return blinded_life(life)


@pytest.fixture
def reviewer(blind: Plausible, knock: Callable[[str], Client]) -> Client:
    """Who must not read that name before their first pass is finished."""
    return knock("reviewer")


@pytest.fixture
def handed_in(life: Plausible) -> None:
    """All of it, so that reviewers may decide."""
    now = timezone.now()
    for submission in life.submissions.values():
        submission.handed_in_at = submission.handed_in_at or now
        submission.save(update_fields=["handed_in_at"])
