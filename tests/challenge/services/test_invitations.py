"""Of two who press the same button at once, one joins."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from challenge.models import Cohort, Submission
from challenge.services import codes, invitations, magic_links, submissions

pytestmark = pytest.mark.django_db


def at_once(number: int, press: Callable[[int], object]) -> list[object]:
    """What each of so many got: a value or an exception."""
    together, got = threading.Barrier(number), []

    def one(which: int) -> None:
        try:
            together.wait()
            got.append(press(which))
        except Exception as fault:
            got.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(which,)) for which in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_once_are_one_account(cohort: Cohort):
    _row, link = invitations.invite(cohort, "new@example.org")
    word = link.rstrip("/").rpartition("/")[2]
    got = at_once(4, lambda _which: invitations.accept(word, None))
    assert sum(isinstance(one, User) for one in got) == 1
    assert all(isinstance(one, User | invitations.CannotAccept | invitations.SignInFirst) for one in got)
    assert User.objects.filter(email="new@example.org").count() == Submission.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_use_a_link_at_once_come_in_once(db: None):
    user = User.objects.create_user("ada", "ada@example.org")
    word = magic_links.make(user)
    got = at_once(4, lambda _which: magic_links.use(word))
    assert sum(isinstance(one, tuple) for one in got) == 1
    assert sum(isinstance(one, magic_links.NoLongerGood) for one in got) == 3


@pytest.mark.django_db(transaction=True)
def test_many_who_join_at_once_have_codes_of_their_own(cohort: Cohort):
    users = [User.objects.create_user(f"user{number}") for number in range(6)]
    at_once(6, lambda which: invitations.join(cohort, users[which]))
    assert len(set(Submission.objects.values_list("code", flat=True))) == 6


def test_codes_grow_before_they_run_out(cohort: Cohort):
    for number in range(150):
        owner = User.objects.create(username=f"user{number}")
        codes.with_free_code(cohort, lambda code, owner=owner: submissions.join(cohort, code=code, owner=owner))
    made = set(Submission.objects.values_list("code", flat=True))
    assert len(made) == 150
    assert {len(code) for code in made} == {2, 3}
    assert not set("".join(made)) & set("IOS")


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "a b@example.org", "a@example.org\nBcc: b@example.org"])
def test_what_is_no_address_is_not_invited(cohort: Cohort, email: str):
    with pytest.raises(ValidationError):
        invitations.invite(cohort, email)


def test_nobody_joins_an_archive(cohort: Cohort):
    _row, link = invitations.invite(cohort, "new@example.org")
    Cohort.objects.filter(pk=cohort.pk).update(archived_at=timezone.now(), sign_up=True)
    with pytest.raises(invitations.CannotAccept, match="in the archive"):
        invitations.accept(link.rstrip("/").rpartition("/")[2], None)
    assert invitations.cohort_to_join(cohort.key) is None
    assert not User.objects.filter(email="new@example.org").exists()
