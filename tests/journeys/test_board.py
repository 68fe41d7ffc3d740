"""A board moves by itself: for who is signed in, for a wall, and through a restart of the web process."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sandbox.demo.parts import CANDIDATES
from tests.journeys.axe import complaints_of_axe
from tests.journeys.conftest import Complaints, Deed, Enter, Installation

TEAMS = ["Otter", "Heron", "Lynx"]
NUMBERS = count(1)


@pytest.fixture
def made(deed: Deed) -> dict[str, Any]:
    """A contest in which Otter is before Heron, and Lynx has nothing yet."""
    key = f"contest-{next(NUMBERS)}"
    there: dict[str, Any] = {"key": key, **deed("contest", key, teams=TEAMS)}
    deed("proves", there["works"]["Otter"], rows=2)
    deed("proves", there["works"]["Heron"], rows=1)
    return there


def order(page: Page, names: Sequence[str]) -> None:
    expect(page.locator("table.watched tbody th")).to_have_text(list(names))


def live(page: Page) -> None:
    expect(page.locator("#live")).to_have_text("Live")


def test_a_new_place_is_seen_without_a_reload_and_again_after_a_restart(
    enter: Enter, made: dict[str, Any], deed: Deed, installation: Installation, complaints: Complaints
) -> None:
    complaints.expected = ("Failed to load resource", "ERR_")
    page = enter(session=made["session"])
    page.goto(f"/board/{made['key']}/")
    live(page)
    order(page, ["Otter", "Heron", "Lynx"])
    page.evaluate("window.stayed = true")
    deed("proves", made["works"]["Heron"], rows=4)
    order(page, ["Heron", "Otter", "Lynx"])
    expect(page.locator("tr.rose th")).to_have_text("Heron")
    expect(page.locator(".watched-lines").first).to_contain_text("Heron proved")

    installation.web.stop()
    try:
        expect(page.locator("#live")).not_to_have_text("Live")
        deed("proves", made["works"]["Lynx"], rows=6)
    finally:
        installation.start_web()
    order(page, ["Lynx", "Heron", "Otter"])
    live(page)
    deed("proves", made["works"]["Otter"], rows=8)
    order(page, ["Otter", "Lynx", "Heron"])
    assert page.evaluate("window.stayed") is True


def test_what_a_worker_sees_while_the_web_is_away_is_on_the_board_when_it_is_back(
    enter: Enter, made: dict[str, Any], deed: Deed, installation: Installation, complaints: Complaints
) -> None:
    complaints.expected = ("Failed to load resource", "ERR_")
    page = enter(session=made["session"])
    page.goto(f"/board/{made['key']}/")
    live(page)
    order(page, ["Otter", "Heron", "Lynx"])
    page.evaluate("window.stayed = true")
    installation.web.stop()
    try:
        expect(page.locator("#live")).not_to_have_text("Live")
        seed = str(CANDIDATES / "S0")
        deed("has_a_worker_look", made["works"]["Lynx"], seed=seed, ssh_port=installation.where.hosts)
    finally:
        installation.start_web()
    order(page, ["Lynx", "Otter", "Heron"])
    expect(page.locator(".watched-lines").first).to_contain_text("Lynx proved")
    live(page)
    assert page.evaluate("window.stayed") is True


def test_everybody_with_the_address_watches_the_public_board(enter: Enter, made: dict[str, Any], deed: Deed) -> None:
    page = enter()
    page.goto(f"/watch/watch-{made['key']}/?view=wall")
    live(page)
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator("aside.sandbox")).to_be_visible()
    deed("proves", made["works"]["Lynx"], rows=5)
    order(page, ["Lynx", "Otter", "Heron"])
    assert page.locator("#board a").count() == 0


def test_where_streams_are_blocked_the_board_comes_all_the_same(
    enter: Enter, made: dict[str, Any], deed: Deed, complaints: Complaints
) -> None:
    complaints.expected = ("Failed to load resource",)
    page = enter(session=made["session"])
    page.route("**/live/stream*", lambda route: route.abort())
    page.goto(f"/board/{made['key']}/")
    deed("proves", made["works"]["Lynx"], rows=5)
    order(page, ["Lynx", "Otter", "Heron"])
    expect(page.locator("#live")).to_have_text("Looking again every few seconds")


def test_without_javascript_the_board_is_a_page(enter: Enter, made: dict[str, Any], deed: Deed) -> None:
    page = enter(session=made["session"], script=False)
    page.goto(f"/board/{made['key']}/")
    order(page, ["Otter", "Heron", "Lynx"])
    expect(page.locator("#live")).to_be_hidden()
    deed("proves", made["works"]["Lynx"], rows=5)
    page.reload()
    order(page, ["Lynx", "Otter", "Heron"])


def test_before_the_opening_there_are_the_rules_and_a_countdown(enter: Enter, deed: Deed) -> None:
    there = deed("contest", "later", teams=TEAMS, opens_in=30)
    page = enter(session=there["session"])
    page.goto("/board/later/")
    expect(page.locator("#board")).to_contain_text("Not open yet")
    expect(page.get_by_role("heading", name="The rules")).to_be_visible()
    assert page.locator("[data-left]").inner_text().startswith(("29:", "in 29", "30:"))
    assert complaints_of_axe(page) == []


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_the_public_board_fits_and_keeps_to_wcag(enter: Enter, made: dict[str, Any], width: int, scheme: str) -> None:
    page = enter(width=width, scheme=scheme)
    for view in ("", "?view=wall"):
        page.goto(f"/watch/watch-{made['key']}/{view}")
        live(page)
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert complaints_of_axe(page) == []
