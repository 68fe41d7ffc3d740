"""Into a cohort: by an invitation, or where anybody may join."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from challenge.models import Event, Invitation, Membership, Submission
from challenge.services import invitations
from tests.exercise import ROWS
from tests.plausible import PASSWORD, Plausible

LINK = re.compile(r"http\S+(/join/\S+/)")


def invited(life: Plausible, email: str = "new@example.org", **more: str) -> str:
    """The path of a fresh invitation's link."""
    _row, link = invitations.invite(life.cohort, email, actor=life.reviewer, **more)
    return "/" + link.split("/", 3)[3]


def counted() -> tuple[int, ...]:
    used = Invitation.objects.exclude(used_at=None).count()
    return User.objects.count(), Membership.objects.count(), Submission.objects.count(), Event.objects.count(), used


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_the_page_says_who_invites_to_what_and_what_is_private(life: Plausible) -> None:
    life.cohort.practice_visible_to = "candidate"
    life.cohort.rules = {"old_system": "refuse"}
    life.cohort.save()
    page = Client().get(invited(life)).content.decode()
    for words in (
        "Rita Reviewer",
        "Onboarding week 49",
        f"{ROWS} rows",
        "House rules",
        "Practice is private",
        "What we read",
    ):
        assert words in page
    assert re.search(r"A system older than the recommended one is accepted\.\s*<strong>Not here\.", page)


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_the_link_changes_nothing(life: Plausible, method: str) -> None:
    link, before = invited(life), counted()
    client = Client()
    for _ in range(3):
        getattr(client, method)(link)
    assert counted() == before
    assert not client.cookies.get("sessionid")


def test_the_button_makes_an_account_a_member_and_work_to_hand_in_and_signs_in(life: Plausible) -> None:
    client = Client()
    answer = client.post(invited(life, name="Nora New"), {"name": "Nora New"})
    person = User.objects.get(email="new@example.org")
    assert answer["Location"] == "/"
    assert signed_in(client) == str(person.pk)
    assert (person.get_full_name(), person.has_usable_password()) == ("Nora New", False)
    assert EmailAddress.objects.get(user=person).verified
    assert Membership.objects.get(user=person).role == "candidate"
    own = Submission.objects.get(owner=person)
    assert re.fullmatch(r"[A-Z]\d{1,2}", own.code)
    assert Event.objects.filter(kind="submission.joined", submission_id=own.pk).exists()
    assert client.get("/")["Location"] == f"/submissions/{own.pk}/"


def test_a_password_may_be_chosen_and_opens_the_door_later(life: Plausible) -> None:
    Client().post(invited(life), {"password": PASSWORD})
    client = Client()
    client.post("/sign-in/", {"username": "New@Example.org", "password": PASSWORD})
    assert signed_in(client) == str(User.objects.get(email="new@example.org").pk)


def test_a_password_that_will_not_do_is_told_and_nothing_is_lost(life: Plausible) -> None:
    link, before = invited(life), counted()
    page = Client().post(link, {"name": "Nora New", "password": "short"}).content.decode()
    assert "too short" in page and 'value="Nora New"' in page and "short" not in re.findall(r'value="([^"]*)"', page)
    assert counted() == before
    assert Client().post(link, {"name": "Nora New"}).status_code == 302


def test_a_reviewer_gets_no_work_to_hand_in(life: Plausible) -> None:
    Client().post(invited(life, role="reviewer"))
    person = User.objects.get(email="new@example.org")
    assert Membership.objects.get(user=person).role == "reviewer"
    assert not Submission.objects.filter(owner=person).exists()


def test_a_used_link_says_so_and_does_nothing(life: Plausible) -> None:
    link = invited(life)
    Client().post(link)
    before = counted()
    late = Client()
    for answer in (late.get(link), late.post(link)):
        assert answer.status_code == 410
        assert "This link was used already" in answer.content.decode()
    assert (counted(), signed_in(late)) == (before, None)


def test_an_old_link_says_so_and_does_nothing(life: Plausible) -> None:
    link = invited(life)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    before = counted()
    for answer in (Client().get(link), Client().post(link)):
        assert answer.status_code == 410
        assert "This link is too old" in answer.content.decode()
    assert counted() == before


@pytest.mark.parametrize("word", ["x", "%00", "ä" * 300, "..", "a" * 5000])
def test_a_link_that_was_never_given_says_so(life: Plausible, word: str) -> None:
    answer = Client().post(f"/join/{word}/")
    assert answer.status_code == 410
    assert "does not lead anywhere" in answer.content.decode()


def test_only_a_digest_is_kept(life: Plausible) -> None:
    word = invited(life).split("/")[2]
    row = Invitation.objects.get()
    assert word not in str(vars(row))
    assert len(row.digest) == 64


def test_an_account_that_is_there_already_has_to_sign_in_first(life: Plausible) -> None:
    User.objects.filter(pk=life.candidate.pk).update(email="new@example.org")
    link, before = invited(life, email="New@example.org"), counted()
    client = Client()
    page = client.get(link).content.decode()
    assert "There is an account for new@example.org already" in page
    assert f"/sign-in/?next={link}" in page
    assert client.post(link).status_code == 200
    assert (counted(), signed_in(client)) == (before, None)


def test_whoever_is_signed_in_joins_as_themselves(life: Plausible) -> None:
    stranger = User.objects.create_user("stranger")
    client = Client()
    client.force_login(stranger)
    link = invited(life)
    assert "join as this person" in client.get(link).content.decode()
    client.post(link)
    assert Submission.objects.get(owner=stranger).cohort == life.cohort
    assert not User.objects.filter(email="new@example.org").exists()


def test_who_joins_twice_has_one_piece_of_work(life: Plausible) -> None:
    client = Client()
    client.force_login(life.candidate)
    before = Submission.objects.count()
    client.post(invited(life))
    assert Submission.objects.count() == before


def test_somebody_elses_unproved_address_blocks_nobody(life: Plausible) -> None:
    EmailAddress.objects.create(user=life.other, email="new@example.org", verified=False, primary=False)
    client = Client()
    client.post(invited(life))
    assert signed_in(client) not in (None, str(life.other.pk))


@pytest.fixture
def open_cohort(life: Plausible) -> Plausible:
    life.cohort.sign_up = True
    life.cohort.save()
    return life


def test_a_cohort_that_nobody_may_join_is_like_one_that_does_not_exist(life: Plausible) -> None:
    for method in ("get", "post"):
        closed = getattr(Client(), method)(f"/sign-up/{life.cohort.key}/", {"email": "new@example.org"})
        absent = getattr(Client(), method)("/sign-up/nothing/", {"email": "new@example.org"})
        assert closed.status_code == absent.status_code == 404
        assert closed.content == absent.content or method == "post"
    assert mail.outbox == []


def test_a_cohort_that_is_over_cannot_be_joined(open_cohort: Plausible) -> None:
    open_cohort.cohort.due_at = timezone.now() - timedelta(minutes=1)
    open_cohort.cohort.save()
    assert Client().get(f"/sign-up/{open_cohort.cohort.key}/").status_code == 404


def test_signing_up_makes_nothing_until_the_address_is_proved(open_cohort: Plausible) -> None:
    before = counted()
    page = Client().post(f"/sign-up/{open_cohort.cohort.key}/", {"email": "new@example.org"}).content.decode()
    assert "Look in your e-mail" in page
    assert counted() == before
    found = LINK.search(str(mail.outbox[0].body))
    assert found
    client = Client()
    client.post(found[1], {"password": PASSWORD})
    assert Submission.objects.filter(owner__email="new@example.org").exists()
    assert signed_in(client)


def test_signing_up_does_not_tell_who_has_an_account(open_cohort: Plausible) -> None:
    User.objects.filter(pk=open_cohort.candidate.pk).update(email="ada@example.org")
    pages = [
        Client().post(f"/sign-up/{open_cohort.cohort.key}/", {"email": f"{name}@example.org"}).content.decode()
        for name in ("ada", "eve")
    ]
    assert pages[0].replace("ada@", "x@") == pages[1].replace("eve@", "x@")
    assert [message.subject for message in mail.outbox] == [mail.outbox[0].subject] * 2


def test_signing_up_is_limited(open_cohort: Plausible) -> None:
    path = f"/sign-up/{open_cohort.cohort.key}/"
    assert [Client().post(path, {"email": "a@example.org"}).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_who_is_signed_in_joins_an_open_cohort_with_one_button(open_cohort: Plausible) -> None:
    stranger = User.objects.create_user("stranger")
    client = Client()
    client.force_login(stranger)
    client.get(f"/sign-up/{open_cohort.cohort.key}/")
    assert not Submission.objects.filter(owner=stranger).exists()
    client.post(f"/sign-up/{open_cohort.cohort.key}/")
    assert Submission.objects.filter(owner=stranger).exists()


def test_before_joining_times_are_in_the_zone_of_the_cohort(open_cohort: Plausible) -> None:
    open_cohort.cohort.time_zone = "Asia/Tokyo"
    open_cohort.cohort.save()
    for path in (invited(open_cohort), f"/sign-up/{open_cohort.cohort.key}/"):
        assert '<span class="zone">Tokyo</span>' in Client().get(path).content.decode()
