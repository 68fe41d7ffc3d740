"""Asks axe, in the page, what a person with a screen reader, low sight or a keyboard would stumble over."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def complaints_of_axe(page: Page) -> list[str]:
    """One line a part of the page that breaks a rule of WCAG 2.2 AA; the page must have settled."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]})
    return [
        f"{rule['id']}: {rule['help']}: {part['html'][:200]}: {part.get('failureSummary', '')[:300]}"
        for rule in found.response["violations"]
        for part in rule["nodes"]
    ]
