"""Two reviewers at once, with names hidden and open: each by themselves, then what they differ on, then the grade."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sandbox.demo.parts import PYTHON
from tests.journeys.axe import complaints_of_axe
from tests.journeys.conftest import Complaints, Enter, Installation

Come = Callable[..., Page]
NAME = re.compile("marigold|quillfeather", re.IGNORECASE)


@pytest.fixture(scope="module")
def cohort(installation: Installation) -> Callable[[str], dict[str, str]]:
    """A cohort with names "hidden" or "open", entered once."""
    known: dict[str, dict[str, str]] = {}

    def of(names: str) -> dict[str, str]:
        if names not in known:
            command = [PYTHON, "-m", "tests.journeys.reviewers", f"fair-{names}", names]
            known[names] = json.loads(installation.web.run(f"reviewers-{names}", command))
        return known[names]

    return of


@pytest.fixture
def come(enter: Enter, cohort: Callable[[str], dict[str, str]]) -> Come:
    """A page of somebody of such a cohort, in a profile of their own."""
    return lambda who, names, **how: enter(session=cohort(names)[who], **how)


@pytest.mark.parametrize("names", ["hidden", "open"])
def test_two_grade_at_once_differ_and_settle(
    names: str, come: Come, cohort: Callable[[str], dict[str, str]], complaints: Complaints
) -> None:
    complaints.expected = ("404 (Not Found)",)  # the page of what differs, before both have finished
    work = cohort(names)["submission"]
    first, second = come("first", names), come("second", names, width=390, scheme="dark")
    for page in (first, second):
        page.goto(f"/submissions/{work}/grade/")
        assert bool(NAME.search(page.content())) is (names == "open")
    decide(first, "tags-agent-config", "Shown")
    second.reload()
    row = second.locator("#row-tags-agent-config")
    expect(row).to_be_visible()
    decide(second, "tags-agent-config", "Not shown")
    finish(first, "advance", "Clear from start to end.")
    second.reload()
    assert "Clear from start to end." not in second.content()
    assert second.goto(f"/submissions/{work}/differ/").status == 404
    second.goto(f"/submissions/{work}/grade/")
    finish(second, "discuss", "One row is not shown.")

    first.goto(f"/submissions/{work}/differ/")
    first.goto(f"/submissions/{work}/steps/final-creative/")
    assert NAME.search(first.content())
    first.goto(f"/submissions/{work}/differ/")
    expect(first.locator("main")).to_contain_text("1 row was decided differently and is open.")
    for said in ("Fay First", "Sam Second", "Clear from start to end.", "One row is not shown."):
        expect(first.locator("main")).to_contain_text(said)
    assert complaints_of_axe(first) == []
    first.get_by_label("Why").first.fill("The account has no such tag.")
    first.get_by_role("button", name="Not shown").click()
    expect(first.locator("main")).to_contain_text("Settled: Not shown")
    expect(first.locator("main")).to_contain_text("Every row that differed is settled.")
    first.get_by_role("radio", name="Discuss").check()
    first.locator("#outcome-reason").fill("Both of us see it so now.")
    first.get_by_role("button", name="Grade", exact=True).click()
    expect(first.locator("main")).to_contain_text("Both of us see it so now.")
    expect(first.get_by_role("button", name="Grade anew")).to_be_visible()

    lead = come("lead", names, width=320)
    lead.goto(f"/cohorts/fair-{names}/agreement/")
    expect(lead.locator("main")).to_contain_text("fewer than 30 rows were decided by two: 1 of 30")
    for page in (first, lead):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert complaints_of_axe(lead) == []


def decide(page: Page, key: str, word: str) -> None:
    page.goto(f"{page.url.split('#')[0]}#row-{key}")
    page.locator(f"#row-{key}").get_by_role("button", name=word, exact=False).first.click()
    expect(page.locator(f"#decided-{key}")).to_contain_text(word)


def finish(page: Page, outcome: str, summary: str) -> None:
    page.locator(f"input[name=outcome][value={outcome}]").check()
    page.locator("textarea[name=summary]").fill(summary)
    page.locator("#finish").click()
    expect(page.locator("main")).to_contain_text("Finished")


def test_pictures_are_shown_after_one_press_and_under_no_name(
    come: Come, cohort: Callable[[str], dict[str, str]]
) -> None:
    """The second reviewer of a cohort that is entered for this test alone."""
    page, work = come("first", "hidden-too"), cohort("hidden-too")["submission"]
    page.goto(f"/submissions/{work}/pictures/")
    assert not NAME.search(page.content())
    page.get_by_role("button", name="Show them").click()
    expect(page.get_by_role("button", name="Show them")).to_have_count(0)
    assert not NAME.search(page.content())


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_practice_without_script_and_by_keyboard(width: int, scheme: str, come: Come) -> None:
    page = come("second", "open", width=width, scheme=scheme)
    page.goto("/cohorts/fair-open/practice/")
    page.get_by_role("link", name="A picture, a setting and a word").press("Enter")
    if page.get_by_role("button", name="Try it again").count():
        page.get_by_role("button", name="Try it again").press("Enter")
    assert complaints_of_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for group in page.locator("fieldset.outcomes").all():
        group.get_by_role("radio").first.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Show me the key").press("Enter")
    expect(page.locator("main")).to_contain_text("2 of 4 as the key")
    expect(page.locator("main")).to_contain_text("The points are older than the setting.")
    assert complaints_of_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
