"""A second factor: for everybody who wants one, and for staff where the installation says so."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.fernet import Fernet
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from challenge.models import Membership
from challenge.services import magic_links
from tests.plausible import PASSWORD, Plausible

COHORT_PAGES = ("/", "/cohorts/", "/cohorts/week-49/", "/board/week-49/", "/submissions/{}/", "/live/cohort/week-49/")


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(user: User) -> Client:
    client = Client()
    client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    return client


def set_up(user: User) -> str:
    """The secret of a fresh authenticator app, set up on the pages as a person does."""
    client = sign_in(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'value="([A-Z2-7]{32})"', page)
    assert secret, page
    assert "data:image/svg+xml" in page
    client.post("/accounts/2fa/totp/activate/", {"code": code(secret[1])})
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    return secret[1]


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_the_password_alone_no_longer_signs_in(life: Plausible) -> None:
    secret = set_up(life.candidate)
    client = sign_in(life.candidate)
    assert signed_in(client) is None
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert signed_in(client) is None
    answer = client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert signed_in(client) == str(life.candidate.pk)
    assert answer["Location"] == "/"


def test_a_code_works_once(life: Plausible) -> None:
    secret = set_up(life.candidate)
    first, second, word = sign_in(life.candidate), sign_in(life.candidate), code(secret)
    first.post("/accounts/2fa/authenticate/", {"code": word})
    second.post("/accounts/2fa/authenticate/", {"code": word})
    assert (signed_in(first), signed_in(second)) == (str(life.candidate.pk), None)


def test_the_link_of_an_e_mail_asks_for_it_too(life: Plausible) -> None:
    secret = set_up(life.candidate)
    life.candidate.refresh_from_db()
    client = Client()
    answer = client.post(f"/sign-in/link/{magic_links.make(life.candidate, then='/words/')}/")
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert signed_in(client) is None
    assert client.post("/accounts/2fa/authenticate/", {"code": code(secret)})["Location"] == "/words/"


def test_a_recovery_code_works_once(life: Plausible) -> None:
    set_up(life.candidate)
    spare = Authenticator.objects.get(user=life.candidate, type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (str(life.candidate.pk), None):
        client = sign_in(life.candidate)
        client.post("/accounts/2fa/authenticate/", {"code": spare})
        assert signed_in(client) == expected


def test_its_secrets_are_encrypted_and_the_keys_can_be_changed(life: Plausible, settings: Settings) -> None:
    secret = set_up(life.candidate)
    assert all(secret not in str(row.data) for row in Authenticator.objects.all())
    new = Fernet.generate_key().decode()
    settings.PROOFBOARD_KEYS = [new, *settings.PROOFBOARD_KEYS]
    call_command("rotate_credentials", stdout=StringIO())
    settings.PROOFBOARD_KEYS = [new]
    client = sign_in(life.candidate)
    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert signed_in(client) == str(life.candidate.pk)


@pytest.fixture
def required(settings: Settings) -> None:
    settings.SECOND_FACTOR_FOR_STAFF = True


def lead(life: Plausible) -> User:
    user = User.objects.create_user("lee", password=PASSWORD)
    Membership.objects.create(cohort=life.cohort, user=user, role="lead")
    return user


def operator(_life: Plausible) -> User:
    return User.objects.create_superuser("root", password=PASSWORD)


def admin_staff(_life: Plausible) -> User:
    return User.objects.create_user("clerk", password=PASSWORD, is_staff=True)


@pytest.mark.parametrize("who", [lambda life: life.reviewer, lead, operator, admin_staff])
@pytest.mark.parametrize("page", [*COHORT_PAGES, "/admin/"])
def test_staff_is_led_to_set_it_up_before_any_page_of_a_cohort(
    required: None, life: Plausible, who: Callable[[Plausible], User], page: str
) -> None:
    client = sign_in(who(life))
    for method in ("get", "post", "head"):
        answer = getattr(client, method)(page.format(life.submissions["C1"].pk))
        assert answer["Location"] == "/accounts/2fa/totp/activate/"


def test_a_reviewer_who_has_it_goes_on(required: None, life: Plausible) -> None:
    secret = set_up(life.reviewer)
    client = sign_in(life.reviewer)
    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert client.get("/cohorts/week-49/").status_code == 200


def test_the_page_that_sets_it_up_says_why(required: None, life: Plausible) -> None:
    client = sign_in(life.reviewer)
    page = client.get("/cohorts/", follow=True).content.decode()
    assert "Reviewers of this installation need a second factor" in page


def test_they_may_still_leave_and_read_what_anybody_may_read(required: None, life: Plausible) -> None:
    client = sign_in(life.reviewer)
    for page in ("/words/", "/what-we-read/", "/me/", "/healthz"):
        assert client.get(page).status_code == 200
    assert client.post("/sign-out/")["Location"] == "/sign-in/"


def test_candidates_and_watchers_are_not_asked(required: None, life: Plausible) -> None:
    assert sign_in(life.candidate).get(f"/submissions/{life.submissions['C1'].pk}/").status_code == 200
    assert sign_in(life.watcher).get("/board/week-49/").status_code == 200


def test_where_the_installation_does_not_ask_nobody_is_led(life: Plausible) -> None:
    assert sign_in(life.reviewer).get("/cohorts/week-49/").status_code == 200


def test_the_administration_has_no_door_of_its_own(life: Plausible) -> None:
    answer = Client().post("/admin/login/", {"username": "root", "password": PASSWORD})
    assert answer["Location"].startswith("/sign-in/?next=")
    assert sign_in(life.candidate).get("/admin/login/").status_code == 403


@pytest.mark.parametrize("asked", [True, False])
def test_the_own_page_asks_for_it_where_the_installation_does(
    asked: bool, life: Plausible, settings: Settings, knock: Callable[[str], Client]
) -> None:
    settings.SECOND_FACTOR_FOR_STAFF = asked
    assert ("Reviewers need a second factor." in knock("reviewer").get("/me/").content.decode()) is asked
