"""The pages that allauth brings: what is closed is closed, and all look and behave as ours."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.challenge.views.test_own_path import NOT_OWN
from tests.plausible import PASSWORD, Plausible

DOOR = "/sign-in/"
CLOSED = "closed"

# name: what somebody gets who is not signed in: a page (200), the start of an address, or CLOSED
NOBODY = {
    "account_login": DOOR,
    "account_logout": "/",
    "account_inactive": 200,
    "account_signup": CLOSED,
    "account_reauthenticate": DOOR,
    "account_request_reauthentication_code": DOOR,
    "account_confirm_reauthentication_code": DOOR,
    "account_email": DOOR,
    "account_email_verification_sent": 200,
    "account_change_password": DOOR,
    "account_set_password": DOOR,
    "account_reset_password": 200,
    "account_reset_password_done": 200,
    "account_reset_password_from_key": 200,
    "account_reset_password_from_key_done": 200,
    "account_confirm_login_code": "/accounts/login/",
    "account_confirm_email": 200,
    "mfa_index": DOOR,
    "mfa_authenticate": "/accounts/login/",
    "mfa_reauthenticate": DOOR,
    "mfa_activate_totp": DOOR,
    "mfa_deactivate_totp": DOOR,
    "mfa_view_recovery_codes": DOOR,
    "mfa_generate_recovery_codes": DOOR,
    "mfa_download_recovery_codes": DOOR,
    "socialaccount_login_cancelled": 200,
    "socialaccount_login_error": 401,
    "socialaccount_signup": DOOR,
    "socialaccount_connections": DOOR,
}


def addresses() -> dict[str, str]:
    """The path of every named address below accounts/."""
    found: dict[str, str] = {}

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, before + str(pattern.pattern))
            elif pattern.name and before.startswith("accounts/"):
                rest = str(pattern.pattern).lstrip("^").rstrip("$")
                rest = re.sub(r"\(\?P<\w+>[^)]*\)", "abc", rest)
                found[pattern.name] = f"/{before}{rest}"

    walk(get_resolver().url_patterns, "")
    return found


def test_every_page_of_allauth_is_in_the_table() -> None:
    assert set(addresses()) | {"account_login"} == set(NOBODY)


@pytest.mark.parametrize("name", NOBODY)
def test_what_somebody_gets_who_is_not_signed_in(name: str, life: Plausible) -> None:
    answer = Client().get(addresses().get(name, "/accounts/login/"))
    wanted = NOBODY[name]
    if wanted == CLOSED:
        assert answer.status_code == 200
        assert "<form" not in answer.content.decode().partition("<main")[2]
    elif isinstance(wanted, int):
        assert answer.status_code == wanted
    else:
        assert answer.status_code == 302
        assert answer["Location"].startswith(str(wanted)) or answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/3rdparty/signup/"])
def test_nobody_signs_up_here(path: str, life: Plausible) -> None:
    before = User.objects.count()
    Client().post(path, {"email": "new@example.org", "password1": PASSWORD, "username": "new"})
    assert User.objects.count() == before


@pytest.mark.parametrize("name", [name for name in NOBODY if name not in ("account_login", "account_logout")])
def test_pages_look_like_ours_and_keep_the_policy(name: str, life: Plausible) -> None:
    client = Client()
    client.force_login(life.candidate)
    answer = client.get(addresses()[name], follow=True)
    page = answer.content.decode()
    if "text/html" not in answer["Content-Type"] or answer.status_code != 200:
        return
    assert "css/proofboard.css" in page and page.count("<h1") == 1
    inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", page)
    assert inline == [] and not re.search(r"\s(style|on\w+)=", page.partition("<main")[2])
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(life: Plausible) -> None:
    EmailAddress.objects.create(user=life.candidate, email="ada@example.org", verified=True, primary=True)
    Client().post("/accounts/password/reset/", {"email": "ada@example.org"})
    found = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body))
    assert found
    client = Client()
    form = client.get(found[1], follow=True)
    where = form.redirect_chain[-1][0]
    new = "another-made-up-password"
    client.post(where, {"password1": new, "password2": new})
    assert "_auth_user_id" not in client.session
    life.candidate.refresh_from_db()
    assert life.candidate.check_password(new)
    again = Client().get(found[1], follow=True).content.decode()
    assert 'name="password1"' not in again


def test_resetting_does_not_tell_who_has_an_account(life: Plausible) -> None:
    EmailAddress.objects.create(user=life.candidate, email="ada@example.org", verified=True, primary=True)
    pages = [
        Client().post("/accounts/password/reset/", {"email": f"{who}@example.org"}, follow=True).content
        for who in ("ada", "eve")
    ]
    assert pages[0] == pages[1]
    assert [message.to for message in mail.outbox] == [["ada@example.org"], ["eve@example.org"]]


def test_another_address_counts_only_when_it_is_proved_by_a_button(life: Plausible) -> None:
    client = Client()
    client.force_login(life.candidate)
    client.post("/accounts/email/", {"action_add": "", "email": "second@example.org"})
    row = EmailAddress.objects.get(email="second@example.org")
    assert not row.verified
    found = re.search(r"https?://[^/]+(/accounts/confirm-email/\S+)", str(mail.outbox[0].body))
    assert found
    client.get(found[1])
    row.refresh_from_db()
    assert not row.verified
    client.post(found[1])
    row.refresh_from_db()
    assert row.verified


@pytest.mark.parametrize("way", NOT_OWN.values(), ids=NOT_OWN)
def test_no_page_of_allauth_leads_away(way: str, life: Plausible) -> None:
    client = Client()
    client.force_login(life.candidate)
    answer = client.post("/accounts/logout/", {"next": way})
    assert answer["Location"] == "/"


def test_guessing_a_password_is_stopped(life: Plausible) -> None:
    for _ in range(6):
        answer = Client().post("/sign-in/", {"username": "otter", "password": "wrong"})
    assert "Too many failed login attempts" in answer.content.decode()
    right = Client()
    right.post("/sign-in/", {"username": "otter", "password": PASSWORD})
    assert "_auth_user_id" not in right.session
