"""Trying a document without an account, and connecting one's own, in a real browser against the running stack."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sandbox.demo.parts import CANDIDATES
from sandbox.forge.repositories import commit, path_of
from tests.journeys.axe import complaints_of_axe
from tests.journeys.conftest import PATIENCE, Complaints, Installation

WORK = CANDIDATES / "S1" / "submission"
FORK = "https://github.com/demo-s1/hiring-engineers"
JOINS = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from challenge.models import Cohort, DefinitionVersion, Membership
from challenge.services import submissions
from challenge.sessions import SessionStore
version = DefinitionVersion.objects.latest("pk")
cohort, _ = Cohort.objects.get_or_create(key="papers", defaults={{"name": "Papers", "version": version}})
user = User.objects.create_user("{name}", first_name="Una", last_name="Upland")
Membership.objects.create(cohort=cohort, user=user, role="candidate")
submission = submissions.join(cohort, code="{code}", owner=user)
session = SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(session.session_key, submission.pk)
"""

Visit = Callable[..., Page]

expect.set_options(timeout=PATIENCE)


@pytest.fixture
def visit(installation: Installation, chromium: Browser, complaints: Complaints) -> Iterator[Visit]:
    """A page in a fresh profile of somebody who has not signed in."""
    contexts: list[BrowserContext] = []

    def fresh(*, script: bool = True, width: int = 1280, session: str = "") -> Page:
        context = chromium.new_context(
            base_url=installation.url, viewport={"width": width, "height": 900}, java_script_enabled=script
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if session:
            context.add_cookies([{"name": "sessionid", "value": session, "url": installation.url}])
        page = context.new_page()
        complaints.listen(page)
        return page

    yield fresh
    for context in contexts:
        context.close()


@pytest.fixture
def joins(installation: Installation) -> Callable[[str], tuple[str, int]]:
    """A candidate of a cohort of their own: (session, submission). Nothing that they do concerns anybody else."""

    def somebody(code: str) -> tuple[str, int]:
        words = JOINS.format(name=f"una-{code.lower()}", code=code)
        said = installation.web.run("joins", installation.where.manage("shell", "-v", "0", "-c", words)).split()
        return said[-2], int(said[-1])

    return somebody


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_a_document_is_tried_from_the_door_and_every_row_is_there(visit: Visit, script: bool) -> None:
    page = visit(script=script, width=390)
    page.goto("/sign-in/")
    page.click("text=Try your document without an account")
    page.set_input_files("#files", WORK / "answers.md")
    page.click("text=See every row")
    expect(page.locator("h1")).to_have_text("What your document shows")
    expect(page.locator(".row")).to_have_count(42)
    tally = page.locator(".tally").inner_text()
    assert all(word in tally for word in ("shown", "only in pictures", "not as asked", "nothing found"))
    row = page.locator("#row-check-interval-45")
    row.locator("summary").click()
    expect(row.locator(".row-body")).to_be_visible()
    expect(row).to_contain_text("answers.md:")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_a_fork_is_tried_by_its_address(visit: Visit, script: bool) -> None:
    page = visit(script=script)
    page.goto("/try/")
    page.fill("#address", "https://github.com/nobody/nothing")
    page.click("text=See every row")
    expect(page.get_by_role("alert")).to_contain_text("no public repository")
    expect(page.locator("#address")).to_have_value("https://github.com/nobody/nothing")
    page.fill("#address", FORK)
    page.click("text=See every row")
    expect(page.locator("#row-submit-fork-pr")).to_have_attribute("data-shown", "shown")
    expect(page.locator(".row")).to_have_count(42)


def test_a_file_can_be_dropped_on_the_field(visit: Visit) -> None:
    page = visit()
    page.goto("/try/")
    given = page.evaluate_handle(
        """() => { const data = new DataTransfer();
                   data.items.add(new File(["# Answers\\n\\nvagrant up, Ubuntu 16.04\\n"], "answers.md")); return data; }"""
    )
    page.dispatch_event("[data-drop]", "dragover", {"dataTransfer": given})
    expect(page.locator("[data-drop]")).to_have_class("drop over")
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": given})
    assert page.evaluate("document.querySelector('#files').files[0].name") == "answers.md"
    page.click("text=See every row")
    expect(page.locator(".row")).to_have_count(42)


def test_the_keyboard_alone_is_enough_to_try(visit: Visit) -> None:
    page = visit()
    page.goto("/try/")
    page.focus("#address")
    page.keyboard.type(FORK)
    page.keyboard.press("Enter")
    expect(page.locator(".row")).to_have_count(42)


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_the_pages_of_documents(
    visit: Visit, joins: Callable[[str], tuple[str, int]], width: int
) -> None:
    session, submission = joins(f"A{width}")
    page = visit(width=width, session=session)
    found: dict[str, list[str]] = {}
    for address in ("/try/", f"/submissions/{submission}/document/"):
        page.goto(address)
        found[address] = complaints_of_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto("/try/")
    page.set_input_files("#files", CANDIDATES / "S0" / "submission" / "answers.md")
    page.click("text=See every row")
    expect(page.locator(".row")).to_have_count(42)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    found["tried"] = complaints_of_axe(page)
    assert {address: lines for address, lines in found.items() if lines} == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_a_document_is_connected_by_address_fails_and_is_replaced_by_files(
    visit: Visit, joins: Callable[[str], tuple[str, int]], installation: Installation, tmp_path: Path, script: bool
) -> None:
    session, submission = joins("D1" if script else "D2")
    page = visit(script=script, session=session)
    page.goto(f"/submissions/{submission}/document/")
    expect(page.locator("#now + p")).to_contain_text("Nothing yet")

    page.fill("#address", FORK)
    page.click("text=Take it from there")
    now = page.locator("section[aria-labelledby=now]")
    expect(now).to_contain_text(FORK)
    expect(now).to_contain_text("answers.md")

    page.fill("#address", "https://github.com/demo-faults/busy")
    page.click("text=Take it from there")
    expect(page.get_by_role("alert")).to_contain_text("takes no more questions")
    expect(page.get_by_role("alert")).to_contain_text("as it was")
    expect(now).to_contain_text(FORK)
    expect(page.locator("#address")).to_have_value("https://github.com/demo-faults/busy")

    (tmp_path / "answers.md").write_text("# My answers\n")
    page.set_input_files("#files", tmp_path / "answers.md")
    page.click("button:text-is('Upload')")
    expect(now).to_contain_text("an upload")


def test_a_push_is_shown_and_taken_on_demand_only(
    visit: Visit, joins: Callable[[str], tuple[str, int]], installation: Installation
) -> None:
    repository = path_of(installation.where.var / "sandbox" / "forge", "una", "answers")
    repository.mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main"], cwd=repository, check=True)
    first = commit(repository, {"answers.md": b"# First\n"}, "First")
    session, submission = joins("D3")
    page = visit(session=session)
    page.goto(f"/submissions/{submission}/document/")
    page.fill("#address", "https://github.com/una/answers")
    page.click("text=Take it from there")
    now = page.locator("section[aria-labelledby=now]")
    expect(now).to_contain_text(first[:10])
    second = commit(repository, {"answers.md": b"# Second\n"}, "Second")
    page.click("text=Take it again")
    expect(now).to_contain_text(second[:10])
    expect(now).not_to_contain_text(first[:10])
