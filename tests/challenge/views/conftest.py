"""A cohort that looks like life, and everybody who may knock at its pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from tests.plausible import Plausible, fill


@pytest.fixture
def life(db: None) -> Plausible:
    return fill(now=timezone.now())


@pytest.fixture
def knock(life: Plausible) -> Callable[[str], Client]:
    """A browser signed in as: anonymous, stranger, other, owner, reviewer, watcher."""
    people = {
        "other": life.other,
        "owner": life.candidate,
        "reviewer": life.reviewer,
        "watcher": life.watcher,
    }

    def browser(role: str) -> Client:
        client = Client()
        if role == "stranger":
            client.force_login(User.objects.create_user("stranger"))
        elif role != "anonymous":
            client.force_login(people[role])
        return client

    return browser
