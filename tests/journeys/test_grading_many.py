"""A reviewer drops a folder of submissions of every kind and grades them all by keys, as fast as they can press."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sandbox.demo.parts import PYTHON
from tests.journeys.conftest import Enter, Installation
from tests.journeys.kinds import KINDS, lay_out

LETTERS = "ynuq"


def asked(installation: Installation, *words: str) -> Any:
    said = installation.work.run("to-grade", [PYTHON, "-m", "tests.journeys.to_grade", *words])
    return json.loads(said.strip().splitlines()[-1])


def drop(page: Page, folder: Path) -> None:
    """As from a window of files: the browser reads the folder itself."""
    box = page.locator("[data-drop-folder]").bounding_box()
    assert box
    data = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
    browser = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        event = {"type": kind, "x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "data": data}
        browser.send("Input.dispatchDragEvent", event)
    expect(page.locator("[data-chosen]")).to_have_text(folder.name)


def decide_every_row(page: Page) -> list[str]:
    """The rows that were decided, a key each; no answer is waited for."""
    met: list[str] = []
    rows = int(page.locator("[data-need]").inner_text())
    while len(met) < rows:
        row = page.locator(".grade-row[data-chosen][data-open]:not([data-sent])")
        met.append(str(row.get_attribute("data-key")))
        expect(row).to_be_in_viewport()
        page.keyboard.press(LETTERS[len(met) % 4])
    return met


@pytest.fixture
def brought_in(installation: Installation, enter: Enter, tmp_path: Path) -> tuple[Page, dict[int, list[str]]]:
    """The page of the reviewer, and the rows of each submission that need a person."""
    page = enter(session=asked(installation, "--empty", "everything")["session"])
    page.goto("/cohorts/everything/import/")
    drop(page, lay_out(tmp_path / "week"))
    page.get_by_role("button", name="Take this").click()
    expect(page.locator("#notes")).to_contain_text(f"{len(KINDS)} to be taken.")
    expect(page.locator("#imports [role=status]")).to_contain_text(f"{len(KINDS)} in the work list")
    rows: dict[str, list[str] | None] = {"": None}
    while None in rows.values():  # its check is still on
        rows = asked(installation, "--all", "everything")
    return page, {int(key): value or [] for key, value in rows.items()}


def test_no_more_keys_than_rows_that_need_a_person_and_two_a_submission(
    installation: Installation, brought_in: tuple[Page, dict[int, list[str]]]
) -> None:
    page, need = brought_in
    assert len(need) == len(KINDS)
    assert len({len(rows) for rows in need.values()}) > 2  # they are of different kinds
    waiting, keys = sorted(need), 0
    page.goto(f"/submissions/{waiting[0]}/grade/")
    while waiting:
        here = next(one for one in waiting if f"/submissions/{one}/grade/" in page.url)
        waiting.remove(here)
        met = decide_every_row(page)
        assert sorted(met) == sorted(need[here])
        page.keyboard.press("2")  # the outcome, and it finishes
        page.keyboard.press(".")  # and goes on
        keys += len(met) + 2
        expect(page).not_to_have_url(re.compile(rf"/submissions/{here}/"))
    assert keys <= sum(len(rows) + 2 for rows in need.values())
    assert asked(installation, "--all", "everything") == {str(one): [] for one in need}
    page.goto("/cohorts/everything/?show=graded")
    expect(page.locator(".work-line")).to_have_count(len(KINDS))
