"""The page of a board says by which rule places go."""

from __future__ import annotations

import pytest
from django.test import Client

from challenge.models import Contest
from tests.challenge.conftest import People

pytestmark = pytest.mark.django_db

SENTENCES = {
    "shared": "who has as many shares the place.",
    "elapsed": "who needed less time since their own start;",
    "clock": "who had them first;",
}


@pytest.mark.parametrize("ties", SENTENCES)
def test_it_says_how_ties_are_broken(client: Client, contest: Contest, people: People, ties: str) -> None:
    Contest.objects.update(tie_rule=ties)
    client.force_login(people.viewer)
    page = client.get("/board/autumn/").content.decode()
    assert [rule for rule, sentence in SENTENCES.items() if sentence in page] == [ties]
