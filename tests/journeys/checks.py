"""A check, as the page of a candidate shows it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PATIENCE

ROWS = """async () => {
  const told = await (await fetch("runs/")).text();
  const page = new DOMParser().parseFromString(told, "text/html");
  return [...page.querySelectorAll("tbody tr")].map((row) => row.textContent);
}"""
ENDED = f"""async ([before, patience]) => {{
  for (const until = Date.now() + patience; Date.now() < until; await new Promise((then) => setTimeout(then, 250))) {{
    const rows = await ({ROWS})();
    if (rows.length > before && rows[0].includes("Finished")) return true;
  }}
  return false;
}}"""


def finished(page: Page) -> Page:
    """No check is on any more, and every row has turned: the band may be a moment ahead of them."""
    expect(page.locator("#band")).to_contain_text(re.compile(r"took [\d.]+ (s|min)"))
    expect(page.locator("[data-run-open]")).to_have_count(0)
    expect(page.locator(".row[data-verdict=looking]")).to_have_count(0)
    return page


def checked(page: Page) -> Page:
    """With at least one finished check, whoever came first."""
    if "Nothing has been checked yet" in page.locator("#band").inner_text():
        page.locator("#check-now").click()
    return finished(page)


def checked_again(page: Page, *, presses: int = 1) -> Page:
    """Pressed on the candidate's home; one check more has ended, however short it was, and the page shows it."""
    before = len(page.evaluate(ROWS))
    page.locator("#check-now").click(click_count=presses)
    assert page.evaluate(ENDED, [before, PATIENCE])
    return finished(page)
