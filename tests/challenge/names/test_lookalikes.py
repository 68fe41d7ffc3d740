"""Names that an eye takes for one another."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from challenge.models import Cohort
from challenge.names.lookalikes import skeleton
from challenge.services import people

SAME = {
    "case": "Admin",
    "full width": "ａｄｍｉｎ",
    "Cyrillic a": "аdmin",
    "dotless i": "admın",
    "accent": "ádmin",
    "zero width": "ad\u200bmin",
    "space": "admin ",
    "spaces within": "ad min",
}


@pytest.mark.parametrize("name", SAME.values(), ids=SAME)
def test_it_looks_the_same(name: str):
    assert skeleton(name) == skeleton("admin")


@pytest.mark.parametrize("name", ["admins", "adm", "ada", "nimda", "ad.min"])
def test_it_looks_different(name: str):
    assert skeleton(name) != skeleton("admin")


@pytest.mark.parametrize("name", ["Ada", "аda", "ａda", "áda"])
def test_nobody_is_entered_who_looks_like_somebody_else(cohort: Cohort, name: str):
    people.add(cohort, "ada", "candidate")
    with pytest.raises(ValidationError, match="looks too much like ada"):
        people.add(cohort, name, "reviewer")
    assert people.add(cohort, "ada", "viewer").username == "ada"


@pytest.mark.parametrize("typed", ["аda", "áda", "ada ", " ada"])
def test_a_look_alike_opens_no_account(cohort: Cohort, typed: str):
    """A name with spaces around it is that name: whoever types it still needs its password."""
    people.add(cohort, "ada", "candidate", password="a-long-made-up-password")
    client = Client()
    client.post("/sign-in/", {"username": typed, "password": "another-long-password"})
    assert "_auth_user_id" not in client.session
    client.post("/sign-in/", {"username": typed, "password": "a-long-made-up-password"})
    assert ("_auth_user_id" in client.session) == (typed.strip() == "ada")


def test_made_up_names_are_plain(cohort: Cohort):
    first = people.newcomer("ada@example.org", name="Аda Ottér")
    second = people.newcomer("ada@example.net", name="Ada Otter")
    assert first.username.isascii() and second.username.isascii()
    assert User.objects.count() == 2 and skeleton(first.username) != skeleton(second.username)
