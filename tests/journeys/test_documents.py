"""Trying a document without an account, and connecting one's own, in a real browser against the running stack."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from sandbox.demo.parts import CANDIDATES
from sandbox.forge.repositories import commit, path_of
from tests.exercise import ROWS
from tests.journeys.axe import complaints_at_both_ends
from tests.journeys.conftest import Deed, Enter, Installation

WORK = CANDIDATES / "S1" / "submission"
FORK = "https://github.com/demo-s1/hiring-engineers"
Joins = Callable[..., Page]


@pytest.fixture
def joins(deed: Deed, enter: Enter) -> Joins:
    """A new candidate's page of the document. Nothing that they do concerns anybody else."""

    def somebody(**how: Any) -> Page:
        made = deed("candidate", f"papers-{uuid4().hex[:8]}")
        page = enter(session=made["sessions"]["candidate"], **how)
        page.goto(f"/submissions/{made['id']}/document/")
        return page

    return somebody


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_a_document_is_tried_from_the_door_and_every_row_is_there(enter: Enter, script: bool) -> None:
    page = enter(script=script, width=390)
    page.goto("/sign-in/")
    page.click("text=Try your document without an account")
    page.set_input_files("#files", WORK / "answers.md")
    page.click("text=See every row")
    expect(page.locator("h1")).to_have_text("What your document shows")
    expect(page.locator(".row")).to_have_count(ROWS)
    tally = page.locator(".tally").inner_text()
    assert all(word in tally for word in ("shown", "only in pictures", "not as asked", "nothing found"))
    row = page.locator("#row-check-interval-45")
    row.locator("summary").click()
    expect(row.locator(".row-body")).to_be_visible()
    expect(row).to_contain_text("answers.md:")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    if script:
        assert complaints_at_both_ends(page) == []


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_a_fork_is_tried_by_its_address(enter: Enter, script: bool) -> None:
    page = enter(script=script)
    page.goto("/try/")
    page.fill("#address", "https://github.com/nobody/nothing")
    page.click("text=See every row")
    expect(page.get_by_role("alert")).to_contain_text("no public repository")
    expect(page.locator("#address")).to_have_value("https://github.com/nobody/nothing")
    page.fill("#address", FORK)
    page.click("text=See every row")
    expect(page.locator("#row-submit-fork-pr")).to_have_attribute("data-shown", "shown")
    expect(page.locator(".row")).to_have_count(ROWS)


def test_a_file_can_be_dropped_on_the_field(enter: Enter) -> None:
    page = enter()
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
    expect(page.locator(".row")).to_have_count(ROWS)


def test_the_keyboard_alone_is_enough_to_try(enter: Enter) -> None:
    page = enter()
    page.goto("/try/")
    page.focus("#address")
    page.keyboard.type(FORK)
    page.keyboard.press("Enter")
    expect(page.locator(".row")).to_have_count(ROWS)


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_a_document_is_connected_by_address_fails_and_is_replaced_by_files(
    joins: Joins, tmp_path: Path, script: bool
) -> None:
    page = joins(script=script)
    expect(page.locator("#now + p")).to_contain_text("Nothing yet")
    if script:
        assert complaints_at_both_ends(page) == []

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


def test_a_push_is_shown_and_taken_on_demand_only(joins: Joins, installation: Installation) -> None:
    repository = path_of(installation.where.var / "sandbox" / "forge", "una", "answers")
    repository.mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main"], cwd=repository, check=True)
    first = commit(repository, {"answers.md": b"# First\n"}, "First")
    page = joins()
    page.fill("#address", "https://github.com/una/answers")
    page.click("text=Take it from there")
    now = page.locator("section[aria-labelledby=now]")
    expect(now).to_contain_text(first[:10])
    second = commit(repository, {"answers.md": b"# Second\n"}, "Second")
    page.click("text=Take it again")
    expect(now).to_contain_text(second[:10])
    expect(now).not_to_contain_text(first[:10])
