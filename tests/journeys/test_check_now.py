"""A candidate presses "Check now" and watches the rows turn."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.exercise import ROWS
from tests.journeys.checks import checked_again, finished
from tests.journeys.conftest import Complaints, Enter, Installation

# Every moment at which rows turned from "Looking" to a verdict, with how many had turned by then.
WATCH = """() => {
  window.stayed = true;
  window.turns = [];
  new MutationObserver(() => {
    const known = document.querySelectorAll('.row:not([data-verdict="looking"])').length;
    if (window.turns.at(-1) !== known) window.turns.push(known);
  }).observe(document.body, { subtree: true, childList: true });
}"""


def press(page: Page) -> None:
    page.get_by_role("button", name="Check now").click()


def runs(page: Page) -> int:
    """How many checks this candidate has; leaves the page."""
    page.goto(page.url.split("#")[0].split("?")[0] + "runs/")
    return page.locator("tbody tr").count()


def test_rows_turn_one_by_one_and_the_page_is_never_loaded_again(enter: Enter) -> None:
    page = enter("candidate")
    expect(page.locator("#live")).to_have_text("Live")
    page.evaluate(WATCH)
    navigations: list[str] = []
    page.on("framenavigated", lambda frame: navigations.append(frame.url))

    press(page)
    expect(page.locator("#band")).to_contain_text("Checking")
    finished(page)

    assert page.evaluate("window.stayed") is True
    assert navigations == []
    assert len(page.evaluate("window.turns")) > 2, "the rows should not all turn at once"
    assert page.locator(".row").count() == ROWS
    verdicts = [row.get_attribute("data-verdict") for row in page.locator(".row").all()]
    assert set(verdicts) <= {"pass", "claimed", "fail", "unknown", "wait", "absent", "disagree", "blocked", "review"}
    expect(page.locator("#how-we-look")).to_contain_text("Judged")


def test_a_double_click_is_one_check(enter: Enter) -> None:
    page = enter("candidate")
    before = runs(page)
    page.go_back()
    checked_again(page, presses=2)
    assert runs(page) == before + 1


def test_an_unfolded_row_stays_unfolded_and_the_keyboard_stays_in_it(enter: Enter) -> None:
    page = enter("candidate")
    page.locator("#head-collecting").click()
    page.locator("#fold-metric-range").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#row-metric-range")).to_have_attribute("open", "")
    page.evaluate("document.querySelector('#band .primary').form.requestSubmit()")
    expect(page.locator("#band")).to_contain_text("Checking")
    finished(page)
    expect(page.locator("#row-metric-range")).to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.id") == "fold-metric-range"


def test_one_row_is_checked_alone(enter: Enter) -> None:
    page = enter("candidate")
    page.locator("#head-collecting").click()
    page.locator("#fold-metric-range").click()
    page.locator("#row-metric-range").get_by_role("button", name="Check this row").click()
    expect(page.locator("#band")).to_contain_text("Checking one row")
    finished(page)
    expect(page.locator("#band")).to_contain_text("one row only")


HAS_KEYBOARD = "() => document.activeElement.id"


@pytest.mark.parametrize(
    ("address", "button"),
    [
        ("", "check-now"),
        ("#row-metric-range", "check-row-metric-range"),
        ("steps/metric-range/", "check-row-metric-range"),
    ],
)
def test_the_keyboard_stays_on_the_button_that_was_pressed(enter: Enter, address: str, button: str) -> None:
    page = enter("candidate")
    page.goto(page.url + address)
    page.locator(f"#{button}").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#{button}")).to_have_text("Checking…")
    assert page.evaluate(HAS_KEYBOARD) == button
    page.keyboard.press("Enter")  # does nothing while a check is on
    expect(page.locator(f"#{button}")).to_have_text(re.compile("^Check "))
    assert page.evaluate(HAS_KEYBOARD) == button


def test_without_a_stream_the_page_asks_by_itself(enter: Enter, complaints: Complaints) -> None:
    complaints.expected = ("Failed to load resource",)
    page = enter("candidate")
    page.route("**/live/stream*", lambda route: route.abort())
    page.reload()
    page.evaluate(WATCH)
    press(page)
    expect(page.locator("#band")).to_contain_text("Checking")
    finished(page)
    assert page.evaluate("window.stayed") is True
    expect(page.locator("#live")).not_to_have_text("Live")


def test_without_javascript_it_works_by_reloading(enter: Enter) -> None:
    page = enter("candidate", script=False)
    before = page.url
    press(page)
    expect(page.locator("#band")).to_contain_text(re.compile("Checking|Checked"))
    assert page.url == before
    expect(page.locator("#band")).to_contain_text(re.compile(r"took [\d.]+ s"))


def test_a_check_can_be_stopped(enter: Enter, installation: Installation) -> None:
    installation.work.stop()  # so that it cannot end before it is stopped
    page = enter("candidate")
    press(page)
    page.get_by_role("button", name="Stop this check").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#band")).to_contain_text("Stopped")
    expect(page.locator("#check-now")).to_be_focused()
    expect(page.get_by_role("button", name="Check now")).to_be_enabled()
    installation.start_work()


def test_a_reviewer_sees_the_line_of_a_candidate_change(enter: Enter) -> None:
    candidate, reviewer = enter("candidate"), enter("reviewer")
    reviewer.goto("/cohorts/demo/")
    expect(reviewer.locator("#live")).to_have_text("Live")
    line = reviewer.locator(".work-line", has_text="S0")
    press(candidate)
    expect(line).to_contain_text("Checking…")
    finished(candidate)
    expect(line).to_contain_text("checked")


def test_a_page_lives_through_a_restart_of_the_web(
    enter: Enter, installation: Installation, complaints: Complaints
) -> None:
    complaints.expected = ("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "net::ERR")
    page = enter("candidate")
    page.evaluate(WATCH)
    expect(page.locator("#live")).to_have_text("Live")
    installation.web.stop()
    expect(page.locator("#live")).to_have_text("Reconnecting…")
    installation.start_web()
    expect(page.locator("#live")).to_have_text("Live")
    checked_again(page)
    assert page.evaluate("window.stayed") is True


def test_a_button_pressed_while_the_server_is_gone_says_so(
    enter: Enter, installation: Installation, complaints: Complaints
) -> None:
    complaints.expected = ("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "net::ERR", "htmx:")
    page = enter("candidate")
    expect(page.locator("#live")).to_have_text("Live")
    expect(page.locator("#check-now")).to_have_text("Check now")
    installation.web.stop()
    try:
        press(page)
        expect(page.locator("#notes")).to_contain_text("The server does not answer")
    finally:
        installation.start_web()
    expect(page.locator("#live")).to_have_text("Live")
    press(page)
    expect(page.locator("#band")).to_contain_text("Checking")
    finished(page)
    expect(page.locator("#notes")).to_be_empty()
