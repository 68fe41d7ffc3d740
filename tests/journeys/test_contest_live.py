"""What a contest says moves by itself: on a member's own page, for who leads, at a reviewer; and nobody loses what they type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import complaints_of_axe
from tests.journeys.conftest import Complaints, Deed, Enter, Installation

NUMBERS = count(1)


@dataclass(frozen=True)
class Contest:
    key: str
    works: dict[str, int]
    lead: str
    reviewer: str
    member: str


@pytest.fixture
def contest(deed: Deed) -> Contest:
    """Of Otter and Heron; it ends in three hours."""
    key = f"live-{next(NUMBERS)}"
    works = deed("contest", key, teams=["Otter", "Heron"])["works"]
    lead, _second, reviewer, member = deed("plays", key, team="Otter")
    return Contest(key, works, lead, reviewer, member)


@pytest.fixture
def opened(enter: Enter, deed: Deed) -> Callable[..., Page]:
    """A page of who has this user name, which is never loaded again."""

    def page(name: str, path: str, *, says: str = "Live", **more: object) -> Page:
        there = enter(session=deed("signed_in", name), **more)
        there.goto(path)
        expect(there.locator("#live")).to_have_text(says)
        there.evaluate("window.stayed = true")
        return there

    return page


def stayed(page: Page) -> bool:
    return bool(page.evaluate("window.stayed") is True)


def test_a_members_own_page_moves_with_the_contest(contest: Contest, opened: Callable[..., Page], deed: Deed) -> None:
    key, work = contest.key, contest.works["Otter"]
    page = opened(contest.member, f"/submissions/{work}/")
    page.locator("#contest-rules-fold summary").click()
    page.locator("#tag-agent + pre").focus()
    expect(page.locator("#contest-look")).to_contain_text("Your things were not looked at yet.")
    expect(page.locator("#contest-look [data-tells]")).to_contain_text("left")

    deed("is_swept", key)
    expect(page.locator("#contest-look")).to_contain_text("Last look at your things")
    deed("is_swept", key, clash="host", of=work)
    expect(page.locator("#contest-notes")).to_contain_text("Another entry’s tag stands on")
    deed("is_swept", key)
    expect(page.locator("#contest-notes")).not_to_contain_text("Another entry’s tag")

    deed("acts", key, "pause", reason="Lunch")
    expect(page.locator("#contest-notes")).to_contain_text("“Lunch”")
    expect(page.locator("#live")).to_have_text("Paused")
    deed("acts", key, "resume")
    expect(page.locator("#contest-notes")).not_to_contain_text("Paused.")
    expect(page.locator("#live")).to_have_text("Live")
    deed("acts", key, "extend", contest.works["Heron"], minutes=20, reason="Theirs")
    deed("acts", key, "extend", work, minutes=15, reason="A lost VM")
    expect(page.locator("#contest-notes")).to_contain_text("You have 15 minutes more than the others.")
    expect(page.locator("#contest-notes")).not_to_contain_text("Theirs")
    deed("acts", key, "hide", work, hidden=True)
    expect(page.locator("#contest-notes")).to_contain_text("This entry is a rehearsal")

    deed("freezes", key)
    expect(page.locator("#contest-rules")).to_contain_text("The board is frozen since")
    expect(page.locator("#live")).to_have_text("Live, the board is frozen")
    deed("acts", key, "reveal", revealed=True)
    expect(page.locator("#contest-rules")).not_to_contain_text("frozen")

    step = page.locator("[data-row]").first.get_attribute("data-row")
    deed("excuses", key, step)
    expect(page.locator(f"#row-{step}")).to_contain_text("Nobody could.")
    deed("excuses", key, step, back=True)
    expect(page.locator(f"#row-{step}")).not_to_contain_text("Nobody could.")
    assert page.locator("#contest-rules-fold").get_attribute("open") is not None
    assert page.evaluate("document.activeElement.getAttribute('aria-labelledby')") == "tag-agent"
    assert stayed(page) and complaints_of_axe(page) == []


def test_the_leads_page_moves_and_keeps_what_is_half_typed(
    contest: Contest, opened: Callable[..., Page], deed: Deed
) -> None:
    key, work = contest.key, contest.works["Otter"]
    page = opened(contest.lead, f"/cohorts/{key}/contest/")
    page.get_by_label("Why (everybody reads it)").fill("Fire al")
    page.locator(f"#acts-{work} summary").click()
    page.locator(f"#why-{work}").fill("The VM")
    page.locator(f"#minutes-{work}").fill("1")
    row = page.locator(f"#entry-{work}")
    expect(row).to_contain_text("none yet")

    deed("is_swept", key)
    expect(row).not_to_contain_text("none yet")
    deed("proves", work, rows=3)
    expect(row.locator("td").first).to_contain_text("2/")
    deed("is_swept", key, clash="board", of=work)
    expect(page.locator("#contest-needs")).to_contain_text("a dashboard with its tag carries another’s too")
    deed("acts", key, "extend", work, minutes=5, reason="By the other lead")
    expect(page.locator(f"#acts-{work} summary")).to_contain_text("+5 min")
    expect(page.locator("#contest-done")).to_contain_text("“By the other lead”")
    page.keyboard.type("2")  # the keyboard is where it was
    expect(page.locator(f"#minutes-{work}")).to_have_value("12")

    deed("acts", key, "pause", reason="Lunch")
    expect(page.get_by_role("heading", name="Paused")).to_be_visible()
    expect(page.locator("#live")).to_have_text("Paused")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#notes")).to_contain_text("It goes on.")
    expect(page.locator("#live")).to_have_text("Live")
    expect(page.get_by_label("Why (everybody reads it)")).to_have_value("Fire al")

    page.get_by_role("button", name="Give the time (Otter)").click()
    expect(page.locator("#notes")).to_contain_text("They read it on their page")
    expect(page.locator(f"#acts-{work} summary")).to_contain_text("+17 min")
    expect(page.locator(f"#minutes-{work}")).to_have_value("")
    expect(page.locator(f"#why-{work}")).to_have_value("")
    page.locator(f"#minutes-{work}").fill("-900")
    page.locator(f"#why-{work}").fill("Too many")
    page.get_by_role("button", name="Give the time (Otter)").click()
    expect(page.locator("#notes")).to_contain_text("no more is taken back than was given")
    expect(page.locator(f"#why-{work}")).to_have_value("Too many")
    expect(page.get_by_label("Why (everybody reads it)")).to_have_value("Fire al")
    deed("freezes", key)
    expect(page.locator("#live")).to_have_text("Live, the board is frozen")
    assert stayed(page) and complaints_of_axe(page) == []


def test_the_leads_page_comes_back_after_a_restart_and_where_streams_are_blocked(
    contest: Contest, opened: Callable[..., Page], deed: Deed, installation: Installation, complaints: Complaints
) -> None:
    complaints.expected = ("Failed to load resource", "ERR_", "htmx:")
    key, work = contest.key, contest.works["Otter"]
    page = opened(contest.lead, f"/cohorts/{key}/contest/")
    page.get_by_label("Why (everybody reads it)").fill("Fire al")
    installation.web.stop()
    try:
        expect(page.locator("#live")).to_have_text("Reconnecting…")
        deed("acts", key, "hide", work, hidden=True)
    finally:
        installation.start_web()
    expect(page.locator(f"#entry-{work}")).to_contain_text("hidden")
    expect(page.locator("#live")).to_have_text("Live")
    blocked = page.context.new_page()
    blocked.route("**/live/stream*", lambda route: route.abort())
    blocked.goto(f"/cohorts/{key}/contest/")
    deed("acts", key, "hide", work, hidden=False)
    expect(blocked.locator(f"#entry-{work}")).not_to_contain_text("hidden")
    expect(blocked.locator("#live")).to_have_text("Looking again every few seconds")
    assert stayed(page)


def test_who_is_signed_out_while_typing_loses_nothing_and_goes_on(
    contest: Contest, opened: Callable[..., Page], deed: Deed, complaints: Complaints
) -> None:
    complaints.expected = ("Failed to load resource",)
    key, work = contest.key, contest.works["Otter"]
    page = opened(contest.lead, f"/cohorts/{key}/contest/")
    page.get_by_label("Why (everybody reads it)").fill("Fire al")
    page.context.clear_cookies(name="sessionid")
    deed("acts", key, "hide", work, hidden=True)
    expect(page.locator("#live")).to_contain_text("Signed out")
    again = {"name": "sessionid", "value": deed("signed_in", contest.lead)}
    page.context.add_cookies([{**again, "url": page.url.split("/cohorts")[0]}])
    expect(page.locator(f"#entry-{work}")).to_contain_text("hidden")
    expect(page.locator("#live")).to_have_text("Live")
    expect(page.get_by_label("Why (everybody reads it)")).to_have_value("Fire al")
    assert stayed(page)


def test_a_reviewer_sees_a_row_excused_for_everybody(contest: Contest, opened: Callable[..., Page], deed: Deed) -> None:
    key, work = contest.key, contest.works["Otter"]
    rows = opened(contest.reviewer, f"/cohorts/{key}/")
    number = rows.locator(f"[data-row='{work}']")
    before = number.inner_text()
    deed("excuses", key, "check-interval-45")
    expect(number).not_to_have_text(before)
    deed("excuses", key, "check-interval-45", back=True)
    expect(number).to_have_text(before, use_inner_text=True)
    assert stayed(rows)


def test_the_page_of_an_entry_moves_where_its_line_did(
    contest: Contest, opened: Callable[..., Page], deed: Deed
) -> None:
    page = opened(contest.reviewer, f"/board/{contest.key}/{contest.works['Otter']}/")
    expect(page.locator("#board")).to_contain_text("Nothing yet.")
    deed("proves", contest.works["Otter"], rows=2)
    expect(page.locator("#board")).to_contain_text("2 points")
    deed("acts", contest.key, "pause", reason="Lunch")
    expect(page.locator("#board")).to_contain_text("Paused")
    assert stayed(page)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_what_moves_fits(contest: Contest, opened: Callable[..., Page], deed: Deed, width: int, scheme: str) -> None:
    pages = {
        contest.lead: f"/cohorts/{contest.key}/contest/",
        contest.member: f"/submissions/{contest.works['Otter']}/",
        contest.reviewer: f"/board/{contest.key}/{contest.works['Otter']}/",
    }
    deed("is_swept", contest.key, clash="host", of=contest.works["Otter"])
    for name, path in pages.items():
        page = opened(name, path, width=width, scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert complaints_of_axe(page) == []
