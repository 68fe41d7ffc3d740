"""A contest from its beginning: a lead makes one, pastes teams, a member comes in by the link, the clock is stopped."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import complaints_of_axe
from tests.journeys.conftest import Complaints, Enter

TEAMS = """Otter: ann@example.com, bob@example.com
Lynx: cid@example.com
Heron: dot@example.com, eve@example.com
fay@example.com"""


@pytest.fixture(autouse=True)
def bad_lines_are_told_by_the_browser(complaints: Complaints) -> None:
    complaints.expected = ("422 (Unprocessable",)


def fits(page: Page, width: int) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert complaints_of_axe(page) == [], page.url


def test_a_lead_makes_a_contest_and_a_member_reads_the_tag(enter: Enter) -> None:
    lead = enter("lead")
    lead.goto("/cohorts/demo/copy/")
    lead.get_by_label("Name", exact=True).fill("Cup")
    lead.get_by_label("Short name").fill("cup")
    lead.get_by_role("button", name="Make it").click()
    lead.get_by_role("link", name="Make it a contest").click()
    lead.get_by_role("button", name="Make it a contest").click()

    lead.get_by_text("Time needed:").click()
    lead.get_by_role("button", name="What the account alone can prove").click()
    expect(lead.get_by_text("Nothing is kept before you press")).to_be_visible()
    lead.get_by_role("button", name="Keep", exact=True).click()
    expect(lead.get_by_text("Kept.", exact=True)).to_be_visible()
    expect(lead.get_by_role("radio", name=re.compile("Time needed"))).to_be_checked()
    fits(lead, 1280)

    lead.get_by_role("link", name="Teams and people").click()
    lead.get_by_label("One line an entry").fill(TEAMS + "\n0tter: gus@example.com")
    lead.get_by_role("button", name="Look what it would do").click()
    expect(lead.get_by_text("“0tter” looks like “Otter” in line 1.")).to_be_visible()
    expect(lead.get_by_role("button", name="Take this")).to_have_count(0)
    lead.get_by_label("One line an entry").fill(TEAMS)
    lead.get_by_role("button", name="Look once more").click()
    expect(lead.get_by_text("gets a link")).to_have_count(6)
    fits(lead, 1280)
    lead.get_by_role("button", name="Take this").click()
    expect(lead.get_by_text("4 new entries.")).to_be_visible()
    link = lead.get_by_role("row", name="ann@example.com").locator(".link-once").inner_text()
    fits(lead, 1280)

    member = enter()
    member.goto(link)
    expect(member.get_by_text("You hand in as “Otter”")).to_be_visible()
    member.get_by_role("button", name="Join").click()
    member.wait_for_url(re.compile(r"/submissions/\d+/$"))
    tag = member.locator(".entry .tag").inner_text()
    assert re.fullmatch(r"proof:[a-z0-9]{6}", tag)
    expect(member.locator("pre", has_text=f'tags: ["{tag}"]')).to_be_visible()
    expect(member.get_by_role("heading", name="Otter")).to_be_visible()
    fits(member, 1280)

    lead.get_by_role("link", name="To the contest").click()
    expect(lead.get_by_role("row", name="Otter")).to_contain_text(tag)
    lead.get_by_label("Why (everybody reads it)").fill("Lunch")
    lead.get_by_role("button", name="Pause").click()
    expect(lead.get_by_role("heading", name="Paused")).to_be_visible()
    member.reload()
    expect(member.get_by_text("The clock stands still since")).to_contain_text("“Lunch”")
    lead.get_by_role("button", name="Go on").click()
    lead.locator(".entry-acts", has_text="Otter").locator("summary").click()
    lead.get_by_label("Minutes more").locator("visible=true").fill("15")
    lead.get_by_label("Why (they read it)").locator("visible=true").fill("A lost VM")
    lead.get_by_role("button", name="Give the time (Otter)").click()
    expect(lead.get_by_text("+15 min")).to_be_visible()
    member.reload()
    expect(member.get_by_text("You have 15 minutes more than the others.")).to_contain_text("“A lost VM”")
    fits(lead, 1280)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (768, "light"), (2200, "dark")])
def test_its_pages_fit_every_screen(enter: Enter, width: int, scheme: str) -> None:
    lead = enter("lead", width=width, scheme=scheme)
    for part in ("", "settings/", "entries/"):
        lead.goto(f"/cohorts/cup/contest/{part}")
        fits(lead, width)
