"""Every page at every width, in the light and in the dark, with the keyboard alone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from challenge import urls
from tests.challenge.views.test_access import TABLE
from tests.journeys.axe import complaints_at_both_ends, complaints_of_axe, wider_than
from tests.journeys.checks import checked
from tests.journeys.conftest import Enter

# Who looks at which pages: names of addresses, of the first candidate's work.
VISITS = {
    "reviewer": [
        "cohort_list",
        "cohort",
        "likeness",
        "board",
        "board_entry",
        "steps",
        "step",
        "ask",
        "runs",
        "run",
        "pictures",
        "pass_on",
        "import_submissions",
        "grade",
        "write_feedback",
        "report",
        "practice",
        "practise",
        "asked",
        "check_cohort",
        "judge_cohort_again",
    ],
    "candidate": [
        *("steps", "step", "choose_judged", "connect_document", "connect_machine", "connect_account", "who_looked"),
        *(
            "write_answer",
            "pictures",
            "before_hand_in",
            "hand_in",
            "feedback",
            "house_rules",
            "withdraw",
            "ask",
            "runs",
            "me",
        ),
    ],
    "lead": [
        "cohort_settings",
        "copy_cohort",
        "cohort_people",
        "known_people",
        "excuse_for_all",
        "challenge_list",
        "definition_version",
    ],
    "viewer": ["board", "words", "what_we_read", "try_it", "signing_key", "sign_in"],
}
NO_PAGES = {
    "favicon",
    "own_look_script",
    "picture",
    "export",
    "grade_text",
    "paper",
    "evidence",
    "cohort_csv",
    "live_submission",
    "live_grade",
    "live_cohort",
    "live_contest",
    "live_board",
    "live_public_board",
    "board_json",
    "board_csv",
}
LEAD_ON = {"home", "board_list"}
IN_THEIR_OWN_JOURNEYS = {
    "come_in",
    "accept_invitation",
    "sign_up",
    "receipt",
    "definition_draft",
    "invite_candidate",
    "differ",
    "agreement",
    "take_back_for_all",
    "public_board",
    "contest",
    "contest_settings",
    "contest_entries",
}  # they need a link, a hand-in, a contest, or work that was brought in

WORK = 1  # the submission of who signs in by the candidate's button


def address(name: str, page: Page) -> str:
    """Where the page of this name is in the demo. A check has no fixed number: the newest is taken."""
    if name == "run":
        page.goto(reverse("runs", args=[WORK]))
        return str(page.locator("tbody a").first.get_attribute("href"))
    values = {
        "submission_id": WORK,
        "step_key": "check-interval-45",
        "key": "demo",
        "version_id": 1,
        "work": "interval",
    }
    wanted = next(pattern for pattern in urls.urlpatterns if pattern.name == name).pattern.converters
    return reverse(name, kwargs={parameter: values[parameter] for parameter in wanted})


def test_every_page_is_visited() -> None:
    pages = {name for name, (method, _) in TABLE.items() if method == "get"}
    visited = {name for names in VISITS.values() for name in names}
    assert pages - NO_PAGES - LEAD_ON - IN_THEIR_OWN_JOURNEYS == visited


@pytest.mark.parametrize("role", VISITS)
def test_pages_fit_are_without_errors_and_keep_to_wcag(enter: Enter, role: str) -> None:
    page = enter(role)
    if role != "viewer":
        page.goto(reverse("steps", args=[WORK]))
        checked(page)
    wrong = {}
    for name in VISITS[role]:
        answer = page.goto(address(name, page))
        assert answer is not None and answer.status == 200, name
        wrong[name] = [*complaints_at_both_ends(page), *wider_than(page, 768), *wider_than(page, 2200)]
    assert {name: lines for name, lines in wrong.items() if lines} == {}


def test_axe_does_find_what_is_wrong(enter: Enter) -> None:
    page = enter("reviewer")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<input><img src=/static/img/favicon.svg>')"
    )
    assert {line.split(":")[0] for line in complaints_of_axe(page)} >= {"label", "image-alt"}


@pytest.mark.parametrize("submission", range(1, 6))
def test_no_open_row_is_wider_than_a_small_screen(enter: Enter, submission: int) -> None:
    page = enter("reviewer", width=320)
    page.goto(f"/submissions/{submission}/")
    page.evaluate("document.querySelectorAll('.row').forEach((row) => { row.open = true; })")
    wide = page.evaluate(
        """() => [...document.querySelectorAll('.row')]
             .filter((row) => row.scrollWidth > row.clientWidth).map((row) => row.id)"""
    )
    assert wide == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_first_tab_offers_to_skip_to_the_content(enter: Enter) -> None:
    page = enter("reviewer")
    page.goto("/cohorts/demo/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_what_has_the_focus_can_be_seen(enter: Enter) -> None:
    page = enter("reviewer")
    page.goto("/submissions/2/")
    for _ in range(12):
        page.keyboard.press("Tab")
        width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert width >= 2, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_what_can_be_pressed_is_large_enough(enter: Enter) -> None:
    page = enter("reviewer", width=390)
    page.goto("/submissions/2/")
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, summary, .tally a')]
             .map((one) => [one.textContent.trim().slice(0, 30), one.getBoundingClientRect()])
             .filter(([, box]) => box.height && box.height < 24).map(([text]) => text)"""
    )
    assert small == []
