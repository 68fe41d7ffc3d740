"""Candidates are told "You say so" of their own work; everybody else reads "Claimed"."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from challenge.models import Submission
from challenge.names.about import others, said_of
from challenge.words import VERDICTS
from tests.challenge.conftest import People


def test_without_a_page_it_is_said_to_the_candidate() -> None:
    assert str(VERDICTS["claimed"].label) == "You say so"


def test_what_is_written_of_others_says_so_and_only_there() -> None:
    text = said_of("yours", "theirs")
    with others():
        assert str(text) == "theirs"
    assert str(text) == "yours"


@pytest.mark.parametrize(("who", "word"), [("candidate", "You say so"), ("reviewer", "Claimed"), ("", "You say so")])
def test_the_words_are_explained_as_their_reader_meets_them(
    who: str, word: str, submission: Submission, people: People, client: Client
) -> None:
    if who:
        client.force_login(getattr(people, who))
    page = client.get(reverse("words")).content.decode()
    assert ("You say so" in page, "Claimed" in page) == (word == "You say so", word == "Claimed")


def test_it_is_asked_once_a_page_and_only_where_it_is_shown(
    submission: Submission, people: People, client: Client, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client.force_login(people.reviewer)
    client.get(reverse("words"))
    with django_assert_max_num_queries(8):
        client.get(reverse("words"))
