"""Every page at every width, in the light and in the dark, with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.axe import complaints_of_axe
from tests.journeys.conftest import Enter

PAGES = ["/cohorts/", "/cohorts/demo/", "/board/demo/", "/words/", "/what-we-read/", "/submissions/2/"]
PAGES += [
    "/submissions/2/steps/check-interval-45/",
    "/submissions/2/runs/",
    "/submissions/2/pictures/",
    "/cohorts/demo/likeness/",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1280, 2200])
def test_nothing_is_wider_than_the_screen_and_the_browser_does_not_complain(
    enter: Enter, width: int, scheme: str
) -> None:
    page = enter("reviewer", width=width, scheme=scheme)
    for address in PAGES:
        answer = page.goto(address)
        assert answer is not None and answer.status == 200, address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_against_wcag(enter: Enter, width: int, scheme: str) -> None:
    page = enter("reviewer", width=width, scheme=scheme)
    complained = {}
    for address in PAGES:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        complained[address] = complaints_of_axe(page)
    assert {address: lines for address, lines in complained.items() if lines} == {}


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
