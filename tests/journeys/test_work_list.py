"""A reviewer brings in a week's submissions, watches them come in, and goes through the work list by keyboard."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sandbox.demo.parts import CANDIDATES
from tests.journeys.axe import complaints_of_axe
from tests.journeys.conftest import PATIENCE, Enter, Installation

PULL = "https://github.com/DataDog/hiring-engineers/pull/1"
FORK = "https://github.com/demo-s1/hiring-engineers"
REVIEWS = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from challenge.models import Cohort, DefinitionVersion, Membership
from challenge.site.sessions import SessionStore
version = DefinitionVersion.objects.latest("pk")
cohort = Cohort.objects.create(key="{key}", name="Week {key}", version=version)
for name in ("rita", "sasha"):
    user = User.objects.create_user(name + "-{key}", first_name=name.capitalize())
    Membership.objects.create(cohort=cohort, user=user, role="reviewer")
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    print(session.session_key)
"""

expect.set_options(timeout=PATIENCE)


@pytest.fixture
def reviewers(installation: Installation) -> Callable[[str], list[str]]:
    """A cohort of one's own with two reviewers: their sessions."""

    def made(key: str) -> list[str]:
        words = REVIEWS.format(key=key)
        said = installation.web.run("reviews", installation.where.manage("shell", "-v", "0", "-c", words)).split()
        return said[-2:]

    return made


def packed(*seeds: str) -> bytes:
    """A zip with the text of these candidates, a folder each."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for seed in seeds:
            archive.write(CANDIDATES / seed / "submission" / "answers.md", f"week/{seed}/answers.md")
    return body.getvalue()


def drop(page: Page, name: str, content: bytes) -> None:
    given = page.evaluate_handle(
        """([name, text]) => { const data = new DataTransfer();
             data.items.add(new File([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], name)); return data; }""",
        [name, base64.b64encode(content).decode()],
    )
    for kind in ("dragover", "drop"):
        page.dispatch_event("[data-drop-folder]", kind, {"dataTransfer": given})
    page.wait_for_function("document.querySelector('#files').files.length === 1")


def codes(page: Page) -> list[str]:
    return page.locator(".work-open").all_inner_texts()


def wait_until_there(page: Page, number: int) -> None:
    expect(page.locator(".import-there")).to_have_count(number)
    expect(page.locator("#imports [role=status]")).to_contain_text(f"{number} in the work list")


def test_links_and_a_zip_are_brought_in_watched_and_gone_through_by_keyboard(
    enter: Enter, reviewers: Callable[[str], list[str]]
) -> None:
    rita, sasha = reviewers("otters")
    page = enter(session=rita)
    page.goto("/cohorts/otters/")
    expect(page.locator(".empty")).to_contain_text("Nobody has a submission here yet.")
    page.click("text=Import")
    page.fill("#links", f"{PULL}\n{FORK}\nada lovelace\nhttps://github.com/nobody/nothing\n{PULL}/files")
    page.click("text=Take these")
    expect(page.locator("#notes")).to_contain_text("ada lovelace: ")
    expect(page.locator("#notes")).to_contain_text("Here already, and not taken twice: DataDog/hiring-engineers #1.")
    failed = page.locator(".import-failed")
    expect(failed).to_contain_text("no public repository")
    wait_until_there(page, 2)
    page.click("text=Try what failed again")
    expect(failed).to_contain_text("no public repository")

    drop(page, "week.zip", packed("S2", "S4"))
    page.click("text=Take this")
    expect(page.locator("#notes")).to_contain_text("2 to be taken.")
    wait_until_there(page, 4)
    assert complaints_of_axe(page) == []

    page.click("nav.crumbs >> text=Week otters")
    expect(page.locator(".work-line")).to_have_count(4)
    expect(page.locator("#work-counts")).to_contain_text("4 need you")
    every = codes(page)
    page.keyboard.press("j")
    expect(page.locator(".work-open").first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator(".work-open").nth(1)).to_be_focused()

    page.keyboard.press("/")
    page.keyboard.type("demo-s1")
    page.keyboard.press("Enter")
    expect(page.locator(".work-line")).to_have_count(1)
    expect(page.locator(".work-name")).to_have_text("demo-s1/hiring-engineers")
    page.click("text=All again")
    page.click("#work-counts >> text=claimed only")
    expect(page).to_have_url(re.compile("show=claimed"))
    expect(page.locator("#work-counts [aria-current]")).to_contain_text("claimed only")
    page.click("#work-counts [aria-current]")
    page.click("thead >> text=Need a person")
    expect(page.locator("thead [aria-sort]")).to_have_attribute("aria-sort", "descending")
    numbers = [int(one) for one in page.locator("td[data-label='Need a person']").all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True)
    page.click("text=Matrix")
    expect(page.locator(".work-line .strip")).to_have_count(4)
    assert complaints_of_axe(page) == []
    page.click("text=List")

    other = enter(session=sasha)
    other.goto("/cohorts/otters/")
    expect(other.locator("#live")).to_have_text("Live")
    first = page.locator(".work-line").first
    code = first.locator(".work-open").inner_text()
    first.get_by_role("button", name=f"Take {code}").click()
    expect(page.locator(".work-line").first).to_contain_text("Rita, until")
    expect(page).to_have_url(re.compile("sort=-needs"))
    line = other.locator(".work-line", has=other.locator(f".work-open:text-is('{code}')"))
    expect(line).to_contain_text("Rita, until")
    expect(other.locator("#work-counts")).to_contain_text("3 need you")
    page.get_by_role("link", name=f"Pass {code} on").click()
    page.click("text=Pass it on")
    expect(line).to_contain_text("Sasha, until")
    line.get_by_role("button", name=f"Give {code} back").click()
    expect(other.locator("#work-counts")).to_contain_text("4 need you")

    page.goto("/cohorts/otters/")
    expect(page.locator(".work-line")).to_have_count(4)
    assert codes(page) == every, "who waits longest is first, whatever was done in between"
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/submissions/\d+/grade/"))


def test_it_works_without_scripts_on_a_small_screen(enter: Enter, reviewers: Callable[[str], list[str]]) -> None:
    rita, _sasha = reviewers("voles")
    page = enter(session=rita, script=False, width=320)
    page.goto("/cohorts/voles/import/")
    page.set_input_files("#files", {"name": "week.zip", "mimeType": "application/zip", "buffer": packed("S2", "S4")})
    page.click("text=Take this")
    for _look in range(60):
        if page.locator(".import-there").count() == 2:
            break
        page.wait_for_timeout(500)
        page.goto("/cohorts/voles/import/")
    expect(page.locator(".import-there")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto("/cohorts/voles/?sort=-needs")
    expect(page.locator(".work-line")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator("button:text-is('Take')").first.click()
    expect(page.locator(".work-line").first).to_contain_text("Rita, until")
    page.goto("/cohorts/voles/?density=matrix")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.fill("#q", "s4")
    page.click("button:text-is('Search')")
    expect(page.locator(".work-line")).to_have_count(1)


def test_who_did_imported_work_is_invited_and_it_becomes_theirs(
    installation: Installation, enter: Enter, reviewers: Callable[[str], list[str]]
) -> None:
    rita, _sasha = reviewers("herons")
    page = enter(session=rita)
    page.goto("/cohorts/herons/import/")
    page.fill("#links", FORK)
    page.click("text=Take these")
    wait_until_there(page, 1)
    page.click("#imports >> text=Invite")
    page.fill("input[name=email]", "ada@example.com")
    page.click("text=Send the invitation")
    expect(page.locator("#notes")).to_contain_text("The invitation is sent.")
    letters = sorted((installation.where.var / "mail").iterdir(), key=lambda path: path.stat().st_mtime)
    found = re.search(r"/join/\S+", letters[-1].read_text())
    assert found is not None

    candidate = enter()
    candidate.goto(found[0])
    candidate.fill("input[name=password]", "a-long-made-up-password")
    candidate.click("button:text-is('Join')")
    expect(candidate.locator("main")).to_contain_text("handed in")
    page.goto("/cohorts/herons/import/")
    expect(page.locator(".import")).to_contain_text("has joined")
