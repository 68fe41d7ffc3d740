"""Coming in: by an invitation, by a link in an e-mail, with a password and a second factor; then time and oneself."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.journeys.axe import complaints_at_both_ends
from tests.journeys.conftest import Complaints, Deed, Enter, Installation
from tests.journeys.letters import letters

PASSWORD = "a-long-made-up-password"
COHORT = "door"


Invite = Callable[..., str]


@pytest.fixture(scope="module", autouse=True)
def cohort(deed: Deed) -> None:
    deed(
        *("manage", "add_cohort", COHORT, "--name", "Door", "--hours", "48", "--sign-up"),
        *("--time-zone", "Europe/Berlin"),
    )


@pytest.fixture(autouse=True)
def gone_pages_are_told_by_the_browser(complaints: Complaints) -> None:
    complaints.expected = ("410 (Gone)",)


def link(installation: Installation, to: str, kind: str) -> str:
    found = re.search(rf"http://\S+/{kind}/\S+/", letters(installation, to)[0].get_content())
    assert found
    return found[0]


@pytest.fixture
def invite(installation: Installation, deed: Deed) -> Invite:
    def invited(to: str, *more: str) -> str:
        deed("manage", "invite", COHORT, to, *more)
        return link(installation, to, "join")

    return invited


def join(page: Page, address: str, *, password: str = "") -> None:
    page.goto(address)
    if password:
        page.get_by_label("A password, if you like").fill(password)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(re.compile(r"/submissions/\d+/$"))


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize("script", [True, False])
def test_from_the_invitation_to_the_first_page(enter: Enter, invite: Invite, script: bool) -> None:
    to = f"nora-{script}@example.org".lower()
    address = invite(to, "--name", "Nora New")
    scanner = enter(script=script)
    scanner.goto(address)
    scanner.reload()
    page = enter(script=script)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Join Door")
    expect(page.get_by_text("Practice is private")).to_be_visible()
    page.get_by_text("House rules").click()
    expect(page.get_by_text("A system older than the recommended one is accepted.")).to_be_visible()
    join(page, address)
    expect(page.locator(".who")).to_contain_text("Nora New")
    late = enter(script=script)
    late.goto(address)
    expect(late.get_by_role("alert")).to_have_text("This link was used already. If it was you, sign in.")


def test_coming_back_by_a_link_in_an_e_mail(installation: Installation, enter: Enter, invite: Invite) -> None:
    join(enter(), invite("mara@example.org"))
    page = enter()
    page.goto("/me/")
    page.get_by_label("E-mail", exact=True).fill("mara@example.org")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your e-mail")
    address = link(installation, "mara@example.org", "sign-in/link")
    elsewhere = enter()
    elsewhere.goto(address)
    elsewhere.reload()
    elsewhere.get_by_role("button", name="Sign in").click()
    elsewhere.wait_for_url("**/me/")
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("You")
    page.goto(address)
    expect(page.get_by_role("alert")).to_contain_text("used already")


def test_signing_up_where_anybody_may(installation: Installation, enter: Enter) -> None:
    page = enter()
    page.goto(f"/sign-up/{COHORT}/")
    page.get_by_label("E-mail", exact=True).fill("sid@example.org")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your e-mail")
    join(page, link(installation, "sid@example.org", "join"))


def test_a_password_with_an_authenticator_app(enter: Enter, invite: Invite) -> None:
    page = enter(script=False)
    join(page, invite("tom@example.org"), password=PASSWORD)
    page.goto("/me/")
    page.get_by_role("link", name="Set one up").click()
    page.get_by_role("link", name="Set it up").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    secret = page.get_by_label("The secret").input_value()
    assert page.locator("img.qr").evaluate("picture => picture.naturalWidth > 0")
    page.get_by_label("Authenticator code").fill(code(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Recovery codes")

    again = enter(script=False)
    again.goto("/sign-in/")
    again.get_by_label("E-mail or user name").fill("tom@example.org")
    again.get_by_label("Password", exact=True).fill(PASSWORD)
    again.get_by_role("button", name="Sign in").click()
    expect(again.get_by_role("heading", level=1)).to_have_text("Second factor")
    again.goto("/cohorts/")
    expect(again.get_by_role("heading", level=1)).to_have_text("Sign in")
    again.goto("/accounts/2fa/authenticate/")
    again.get_by_role("textbox").fill(code(secret))
    again.get_by_role("button", name="Sign in").click()
    again.wait_for_url(re.compile(r"/submissions/\d+/$"))


@pytest.mark.parametrize("script", [True, False])
def test_time_trial_and_zone(enter: Enter, invite: Invite, script: bool) -> None:
    page = enter(script=script)
    join(page, invite(f"tara-{script}@example.org".lower()))
    own = page.url
    part = page.locator("#time")
    part.get_by_role("button", name="Start my time").click()
    expect(page.locator("#notes")).to_contain_text("Your time has begun.")
    expect(part).to_contain_text("Your time ends")
    expect(part).to_contain_text("Berlin")
    expect(part.get_by_role("button", name="Start my time")).to_have_count(0)
    part.get_by_label("Today is day").fill("9")
    part.get_by_role("button", name="Keep").click()
    expect(part).to_contain_text("Trial: day 9 of 14")
    expect(part).to_contain_text("Trial ends")

    page.locator(".who a").click()
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    page.get_by_label("Your time or your trial ends soon").uncheck()
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#notes")).to_contain_text("Kept.")
    expect(page.get_by_label("Your time or your trial ends soon")).not_to_be_checked()
    page.goto(own)
    expect(page.locator("#time")).to_contain_text("Tokyo")


def test_what_is_reached_by_a_link_or_with_a_password_fits_and_axe_finds_nothing(enter: Enter, invite: Invite) -> None:
    address, page = invite("axe@example.org"), enter()
    wrong: dict[str, list[str]] = {}

    def look_at(*paths: str) -> None:
        for path in paths:
            page.goto(path)
            wrong[path] = complaints_at_both_ends(page)

    look_at(f"/sign-up/{COHORT}/", "/accounts/password/reset/", "/sign-in/link/x/", "/join/x/", address)
    join(page, address, password=PASSWORD)
    look_at(page.url, "/accounts/email/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/3rdparty/")
    page.goto("/accounts/2fa/totp/activate/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    look_at("/accounts/2fa/totp/activate/")
    assert {path: lines for path, lines in wrong.items() if lines} == {}
