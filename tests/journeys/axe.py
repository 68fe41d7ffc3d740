"""Asks axe, in the page, what a person with a screen reader, low sight or a keyboard would stumble over."""

from __future__ import annotations

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ENDS: tuple[tuple[int, Literal["dark", "light"]], ...] = ((320, "dark"), (1280, "light"))


def complaints_of_axe(page: Page) -> list[str]:
    """One line a part of the page that breaks a rule of WCAG 2.2 AA; the page must have settled."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]})
    return [
        f"{rule['id']}: {rule['help']}: {part['html'][:200]}: {part.get('failureSummary', '')[:300]}"
        for rule in found.response["violations"]
        for part in rule["nodes"]
    ]


def complaints_at_both_ends(page: Page) -> list[str]:
    """Of a page as it stands, on a small dark screen and on a large light one; what is folded is opened first."""
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    found = []
    for width, scheme in ENDS:
        page.emulate_media(color_scheme=scheme)
        found += wider_than(page, width)
        found += [f"{width} px, {scheme}: {line}" for line in complaints_of_axe(page)]
    return found


def wider_than(page: Page, width: int) -> list[str]:
    """A line if the page, as it stands, does not fit a screen of this width in pixels; the page keeps that width."""
    page.set_viewport_size({"width": width, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} px: it is {wide} px wide"] if wide > width else []
