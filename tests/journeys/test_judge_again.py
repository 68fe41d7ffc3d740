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
    expect(page.locator(".turned").first.locator(".word").last).to_contain_text("Claimed")
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


def test_a_rule_is_taken_back_when_it_is_seen_what_that_does(enter: Enter, group: dict[str, Any]) -> None:
    page = enter(session=group["sessions"]["lead"])
    page.goto("/cohorts/again/settings/")
    expect(page.locator("#for-all")).to_contain_text(SENTENCE)
    page.locator("#for-all").get_by_role("link", name="Take back").click()
    expect(page.locator("#would")).to_contain_text("would change")
    assert complaints_at_both_ends(page) == []
    page.fill("#reason", "The network was up in the afternoon.")
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("Taken back", exact=True).click()
    expect(page.locator("#for-all details")).to_contain_text("The network was up in the afternoon.")

    candidate = enter(session=group["sessions"]["candidate"])
    candidate.goto("/cohorts/again/rules/")
    expect(candidate.locator("main")).not_to_contain_text(SENTENCE)


def test_a_lead_excuses_a_row_for_everybody_from_where_they_grade(
    enter: Enter, group: dict[str, Any], deed: Deed
) -> None:
    first, _second, _third = group["works"]
    row = next(key for key, (verdict, _) in deed("stands", first).items() if verdict == "claimed")
    page = enter(session=group["sessions"]["lead"], script=False)
    page.goto(f"/submissions/{first}/grade/")
    page.locator(f"#more-{row}").locator("xpath=ancestor::details").last.evaluate("one => { one.open = true; }")
    page.locator(f"#more-{row}").evaluate("one => { one.open = true; }")
    page.locator(f"#more-{row}").get_by_role("link", name="Excuse it for everybody").click()
    expect(page.locator("#would")).to_contain_text("would change")
    page.get_by_role("button", name="Excuse it for everybody").click()
    expect(page.locator("#would")).to_be_visible()  # without a reason the browser sends nothing
    page.fill("#reason", "Nobody could do it that week.")
    page.get_by_role("button", name="Excuse it for everybody").click()
    expect(page.locator("#for-all")).to_contain_text("Nobody could do it that week.")

    candidate = enter(session=group["sessions"]["candidate"])
    candidate.goto(f"/submissions/{first}/steps/{row}/")
    expect(candidate.locator("main")).to_contain_text("Excused for everybody: Nobody could do it that week.")
    reviewer = enter(session=group["sessions"]["reviewer"])
    reviewer.goto(f"/submissions/{first}/grade/")
    expect(reviewer.locator("main")).to_contain_text("Nobody could do it that week.")
    expect(reviewer.get_by_role("link", name="Excuse it for everybody")).to_have_count(0)
    assert complaints_at_both_ends(reviewer) == []


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
