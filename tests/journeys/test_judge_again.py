"""A cohort is checked, judged again, and gets a rule of its own out of what was decided three times."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sandbox.demo.parts import CANDIDATES
from tests.journeys.axe import complaints_at_both_ends
from tests.journeys.conftest import Deed, Enter

OTHER = "agent-reporting"
SENTENCE = "The network of the office was down that day."


@pytest.fixture(scope="module")
def group(deed: Deed) -> dict[str, Any]:
    made: dict[str, Any] = deed("group", "again", document=str(CANDIDATES / "S0" / "submission"), candidates=3)
    return made


def test_many_are_checked_and_it_says_how_far_it_is(enter: Enter, group: dict[str, Any], deed: Deed) -> None:
    page = enter(session=group["sessions"]["reviewer"])
    page.goto("/cohorts/again/")
    page.get_by_role("link", name="Check many").click()
    page.check(f"#check-{group['works'][0]}")
    page.get_by_role("button", name="Check those ticked").click()
    expect(page.locator("#rechecking")).to_contain_text("Checked last")  # nobody loaded the page again
    expect(page.locator("#rechecking")).to_contain_text("1 of 1 done")
    page.get_by_role("button", name="Check all 3").click()
    expect(page.locator("#rechecking")).to_contain_text("3 of 3 done")
    assert complaints_at_both_ends(page) == []
    assert all(deed("stands", work) for work in group["works"])


def test_what_is_written_is_what_the_preview_showed(enter: Enter, group: dict[str, Any], deed: Deed) -> None:
    first, second, _third = group["works"]
    row = next(key for key, (verdict, _) in deed("stands", first).items() if verdict == "claimed")
    for work in (first, second):
        deed("as_an_older_check_said", work, row, "absent", "An older check found nothing.")
    page = enter(session=group["sessions"]["reviewer"])
    looked(page)
    expect(page.locator("#rejudging")).to_contain_text("2 rows")
    expect(page.locator("#rejudging")).to_contain_text("1 submission without a change")
    expect(page.locator(".turned")).to_have_count(2)
    expect(page.locator(".turned").first).to_contain_text("An older check found nothing.")
    expect(page.locator(".turned").first.locator(".word").last).to_contain_text("You say so")
    assert complaints_at_both_ends(page) == []

    page.get_by_role("button", name="Drop it").click()
    expect(page.locator(".turned")).to_have_count(0)
    assert deed("stands", first)[row][0] == "absent"

    looked(page)
    deed("override", second, "again-reviewer", OTHER, "pass", "Seen in the picture.")
    page.fill("#reason", "The check of pictures was mended.")
    page.get_by_role("button", name="Write it").click()
    expect(page.locator("#rejudging-title")).to_have_text("What was written last")
    expect(page.locator("#rejudging")).to_contain_text("Something about it changed after the preview")
    assert deed("stands", first)[row][0] == "claimed"
    assert deed("stands", second)[row][0] == "absent", "decided on after the preview, so left out"


def test_the_third_equal_decision_becomes_a_rule_that_everybody_reads(
    enter: Enter, group: dict[str, Any], deed: Deed
) -> None:
    first, _second, third = group["works"]
    for work in (first, third):
        deed("override", work, "again-reviewer", OTHER, "pass", "Seen in the picture.")
    page = enter(session=group["sessions"]["lead"])
    page.goto(f"/submissions/{first}/grade/")
    offer = page.locator(f"#offer-{OTHER}")
    offer.get_by_label("The sentence that everybody").fill(SENTENCE)
    offer.get_by_role("button").click()
    expect(page.locator("#rejudging-title")).to_have_text("What would change")
    expect(page.locator("#rejudging")).to_contain_text(SENTENCE)
    expect(page.locator(".turned").first).to_contain_text("a reviewer has decided on it, and that stays")
    page.fill("#reason", "Three times the same.")
    page.get_by_role("button", name="Write it").click()
    expect(page.locator("#rejudging-title")).to_have_text("What was written last")

    candidate = enter(session=group["sessions"]["candidate"])
    candidate.goto("/cohorts/again/rules/")
    expect(candidate.locator("main")).to_contain_text(SENTENCE)
    candidate.goto(f"/submissions/{first}/steps/{OTHER}/")
    expect(candidate.locator("main")).to_contain_text(SENTENCE)
    assert complaints_at_both_ends(candidate) == []


def test_without_javascript_it_is_read_by_loading_again(enter: Enter, group: dict[str, Any]) -> None:
    page = enter(session=group["sessions"]["reviewer"], script=False)
    page.goto("/cohorts/again/judge-again/")
    with page.expect_navigation():
        page.get_by_role("button", name="Look").click()
    again = page.get_by_role("link", name="Load again")
    for _ in range(500):  # however fast it loads, the worker is done by then
        if not again.count():
            break
        with page.expect_navigation():
            again.click()
    expect(page.locator("#rejudging-title")).to_have_text("What would change")
    page.get_by_role("button", name="Drop it").click()


def looked(page: Page) -> None:
    page.goto("/cohorts/again/judge-again/")
    page.get_by_role("button", name="Look").click()
    expect(page.locator("#rejudging-title")).to_have_text("What would change")  # by itself
