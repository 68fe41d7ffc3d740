"""A candidate's home: what is next, the countdown and the queue, choosing what is judged, and the reviewer's view."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import complaints_at_both_ends
from tests.journeys.checks import checked, checked_again, finished
from tests.journeys.conftest import Deed, Enter, Installation

COOL_DOWN = 8  # longer than a look at a document takes here, so that there is something left to wait for

Come = Callable[..., Page]
People = Callable[[str], Any]


@pytest.fixture(scope="module")
def people(installation: Installation, deed: Deed) -> People:
    """Candidates of cohorts of their own, by the cohort's name; each is entered once."""
    where, known = installation.where, {}
    seed = where.candidates / "S1"
    document = {"document": str(seed / "submission")}
    everything = document | {"seed": str(seed), "api_url": where.api_url, "ssh_port": where.hosts + 1}
    entered = {
        "fresh": {},
        "patient": document | {"cool_down": COOL_DOWN},
        "calm": everything,
        "choosing": everything,
    }

    def person(cohort: str) -> Any:
        if cohort not in known:
            known[cohort] = deed("candidate", cohort, **entered[cohort])
        return known[cohort]

    return person


@pytest.fixture
def come(enter: Enter, people: People) -> Come:
    """The page of a candidate of this cohort, in a fresh profile that is signed in."""

    def as_candidate(cohort: str, **how: Any) -> Page:
        person = people(cohort)
        page = enter(session=person["sessions"]["candidate"], **how)
        page.goto(f"/submissions/{person['id']}/")
        return page

    return as_candidate


def verdict(page: Page, row: str) -> str | None:
    return page.locator(f"#row-{row}").get_attribute("data-verdict")


def test_somebody_who_has_connected_nothing_is_told_what_to_begin_with(come: Come) -> None:
    page = come("fresh")
    expect(page.get_by_role("heading", name="Begin here")).to_be_in_viewport()
    for what in ("Your document", "Your machine", "Your Datadog account"):
        expect(page.locator("#next").get_by_role("heading", name=what)).to_be_visible()
    expect(page.locator("#row-env-host")).not_to_be_visible()
    assert complaints_at_both_ends(page) == []
    page.locator("#check-now").click()
    expect(page.locator("#notes")).to_contain_text("There is nothing to look at yet")


def test_after_a_check_the_home_tells_what_is_next_and_how_it_was_looked(come: Come) -> None:
    page = checked(come("calm"))
    lines = page.locator(".next-line")
    assert 1 <= lines.count() <= 5
    lines.first.locator("a").first.click()
    expect(
        page.locator(f"#row-{lines.first.locator('a').first.get_attribute('href').removeprefix('#row-')}")
    ).to_be_visible()
    looks = page.locator("#how-we-look")
    for told in ("pictures found", "organisation “", "heron-precise, Agent 6.9.0", "of 3"):
        expect(looks).to_contain_text(told)
    expect(page.locator("#head-environment")).to_contain_text("3 of 3 proved")


def test_a_section_and_a_row_unfold_by_the_keyboard_and_stay_so(come: Come) -> None:
    page = checked(come("calm"))
    page.locator("#head-collecting").focus()
    page.keyboard.press("Enter")
    page.locator("#fold-metric-range").focus()
    page.keyboard.press("Enter")
    page.evaluate("document.querySelector('#check-source-document').form.requestSubmit()")
    expect(page.locator("#band")).to_contain_text(re.compile("the .* only"))
    finished(page)
    expect(page.locator("#row-metric-range")).to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.id") == "fold-metric-range"


@pytest.mark.parametrize("source", ["document", "host", "account"])
def test_one_source_is_checked_alone_and_takes_nothing_back(come: Come, source: str) -> None:
    page = checked(come("calm"))
    before = {row: verdict(page, row) for row in ("env-host", "metric-range", "monitor-alert-800")}
    page.locator(f"#check-source-{source}").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#band")).to_contain_text(re.compile("the .* only"))
    finished(page)
    expect(page.locator("#band")).to_contain_text(re.compile("the .* only"))
    expect(page.locator(f"#check-source-{source}")).to_be_focused()
    assert {row: verdict(page, row) for row in before} == before
    expect(page.locator("#band")).not_to_contain_text("Could not look again")


def test_a_press_that_comes_too_soon_counts_down_waits_and_starts_by_itself(come: Come) -> None:
    page = checked(come("patient"))
    button = page.locator("#check-now")
    if not re.search(r"\d:\d\d", button.inner_text()):
        button.click()
    expect(button).to_have_text(re.compile(r"Check now\s+0:\d\d"))
    shown = button.inner_text()
    expect(button).not_to_have_text(shown)
    expect(page.locator("#band")).to_contain_text("The next check can start")

    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#band")).to_contain_text("One check is queued; it starts by itself")
    page.locator("#take-back").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#take-back")).to_have_count(0)
    expect(page.locator("#check-now")).to_be_focused()
    expect(page.locator("#check-now")).to_contain_text("Check now")

    checked_again(page)
    expect(page.locator("#take-back")).to_have_count(0)


def test_without_javascript_a_press_that_comes_too_soon_is_queued_too(come: Come) -> None:
    page = come("patient", script=False)
    if "Nothing has been checked yet" in page.locator("#band").inner_text():
        page.locator("#check-now").click()
    expect(page.locator("#band")).to_contain_text(re.compile(r"took [\d.]+ s"))
    if "The next check can start" not in page.locator("#band").inner_text():
        page.locator("#check-now").click()
    expect(page.locator("#cool-down")).to_contain_text(re.compile(r"\d\d:\d\d:\d\d UTC"))
    page.locator("#check-now").click()
    expect(page.locator("#band")).to_contain_text("One check is queued")
    page.locator("#take-back").click()
    expect(page.locator("#take-back")).to_have_count(0)


def test_choosing_another_dashboard_turns_its_rows_and_back(come: Come) -> None:
    page = checked(come("choosing"))
    assert verdict(page, "timeboard-rollup-hour") == "pass"
    judged = page.locator("#how-we-look article", has_text="Judged")
    judged.get_by_role("link", name="Change").click()
    page.get_by_label("Scribbles").check()
    page.get_by_role("button", name="Judge these").click()
    expect(page.locator("#notes")).to_contain_text("What is judged has changed")
    assert verdict(page, "timeboard-rollup-hour") != "pass"
    expect(page.locator("#how-we-look")).to_contain_text("Scribbles")

    page.locator("#how-we-look article", has_text="Judged").get_by_role("link", name="Change").click()
    page.locator("input[name=board][value='']").check()
    page.get_by_role("button", name="Judge these").click()
    assert verdict(page, "timeboard-rollup-hour") == "pass"


def test_as_the_reviewer_will_see_it_and_back(come: Come) -> None:
    page = checked(come("calm"))
    page.get_by_role("link", name="See it as the reviewer will").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Noor Calm")
    expect(page.locator("#check-now")).to_have_count(0)
    expect(page.locator("#next")).to_have_count(0)
    expect(page.locator("#row-env-host")).to_be_visible()
    assert complaints_at_both_ends(page) == []
    page.get_by_role("link", name="Back to your own page").click()
    expect(page.locator("#next")).to_be_visible()
