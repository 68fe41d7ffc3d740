"""Coming in by a link in an e-mail."""

from __future__ import annotations

import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import mail, signing
from django.test import Client
from pytest_django.fixtures import Settings

from challenge.services import magic_links
from tests.plausible import Plausible

LINK = re.compile(r"http\S+(/sign-in/link/\S+/)")


@pytest.fixture
def ada(life: Plausible) -> User:
    life.candidate.email = "ada@example.org"
    life.candidate.save()
    return life.candidate


def ask(address: str, **more: str) -> str:
    return Client().post("/sign-in/link/", {"email": address, **more}).content.decode()


def link_in(message: mail.EmailMessage) -> str:
    found = LINK.search(str(message.body))
    assert found
    return found[1]


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_the_button_behind_the_link_signs_in_and_goes_on(ada: User) -> None:
    ask("ADA@example.org", next="/words/")
    assert mail.outbox[0].to == ["ada@example.org"]
    client = Client()
    page = client.get(link_in(mail.outbox[0])).content.decode()
    assert "Ada Otter" in page and "ada@example.org" in page
    answer = client.post(link_in(mail.outbox[0]))
    assert answer["Location"] == "/words/"
    assert signed_in(client) == str(ada.pk)


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_whoever_only_opens_the_link_changes_nothing(ada: User, method: str) -> None:
    ask(ada.email)
    scanner, link = Client(), link_in(mail.outbox[0])
    for _ in range(3):
        getattr(scanner, method)(link)
    assert signed_in(scanner) is None
    ada.refresh_from_db()
    assert ada.last_login is None
    assert Client().post(link).status_code == 302


def test_a_link_works_once_and_makes_older_ones_worthless(ada: User) -> None:
    ask(ada.email)
    ask(ada.email)
    older, newer = map(link_in, mail.outbox)
    assert Client().post(newer).status_code == 302
    for link in (older, newer):
        late = Client()
        assert late.post(link).status_code == 410
        assert signed_in(late) is None
        assert "does not work any more" in late.get(link).content.decode()


@pytest.mark.parametrize(("minutes", "answer"), [(14, 302), (16, 410)])
def test_a_link_is_good_for_fifteen_minutes(
    ada: User, minutes: int, answer: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    with monkeypatch.context() as earlier:
        earlier.setattr(signing.time, "time", lambda: now - 60 * minutes)
        word = magic_links.make(ada)
    assert Client().post(f"/sign-in/link/{word}/").status_code == answer


def test_another_password_makes_a_link_worthless(ada: User) -> None:
    word = magic_links.make(ada)
    ada.set_password("another-made-up-password")
    ada.save()
    assert Client().post(f"/sign-in/link/{word}/").status_code == 410


def test_a_closed_account_is_not_opened(ada: User) -> None:
    word = magic_links.make(ada)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert Client().post(f"/sign-in/link/{word}/").status_code == 410
    ask(ada.email)
    assert "There is no account" in mail.outbox[-1].body


@pytest.mark.parametrize("word", ["x", "a:b:c", "WzEsICJ4IiwgIiJd:1abcde:0123", "..", "%00", "ä" * 50])
def test_what_is_no_link_of_ours_says_the_same(life: Plausible, word: str) -> None:
    answer = Client().post(f"/sign-in/link/{word}/")
    assert answer.status_code == 410
    assert "does not work any more" in answer.content.decode()


def test_the_page_does_not_tell_who_has_an_account(ada: User) -> None:
    known = ask("ada@example.org").replace("ada@", "x@")
    unknown = ask("eve@example.org").replace("eve@", "x@")
    assert known == unknown
    assert [message.to for message in mail.outbox] == [["ada@example.org"], ["eve@example.org"]]
    assert "/sign-in/link/" not in mail.outbox[1].body


def test_a_letter_that_looks_alike_gets_no_link(ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(email="mike@example.org")
    ask("mıke@example.org")
    ask("miкe@example.org")
    assert not any("/sign-in/link/" in message.body for message in mail.outbox)


def test_an_address_that_nobody_proved_opens_nothing(ada: User, life: Plausible) -> None:
    EmailAddress.objects.create(user=life.other, email="victim@example.org", verified=False, primary=True)
    User.objects.filter(pk=life.other.pk).update(email="victim@example.org")
    ask("victim@example.org")
    assert "/sign-in/link/" not in mail.outbox[0].body


@pytest.mark.parametrize("way", ["//evil.example", "https://evil.example/", "/\\evil.example", "/%09/evil.example"])
def test_the_link_never_leads_away(ada: User, way: str) -> None:
    ask(ada.email, next=way)
    assert Client().post(link_in(mail.outbox[0]))["Location"] == "/"


def test_somebody_else_who_is_signed_in_is_signed_out_first(ada: User, life: Plausible) -> None:
    ask(ada.email)
    client = Client()
    client.force_login(life.other)
    assert "is signed out by it" in client.get(link_in(mail.outbox[0])).content.decode()
    client.post(link_in(mail.outbox[0]))
    assert signed_in(client) == str(ada.pk)


def test_the_fourth_request_in_a_minute_is_refused(ada: User) -> None:
    answers = [Client().post("/sign-in/link/", {"email": ada.email}).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    assert len(mail.outbox) == 3


def test_an_address_that_is_none_comes_back_with_a_sentence(life: Plausible) -> None:
    assert "Enter a valid email address" in ask("not an address")
    assert mail.outbox == []


def test_without_a_mail_server_the_page_says_the_same(ada: User, settings: Settings) -> None:
    before = ask("eve@example.org").replace("eve@", "x@")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert ask(ada.email).replace("ada@", "x@") == before
