"""A reviewer writes feedback and takes a report, a table and signed evidence along; the candidate reads the feedback."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import complaints_of_axe
from tests.journeys.conftest import PATIENCE, Complaints, Deed, Enter, Installation
from tests.journeys.test_hand_in import given, hand_in

A4 = (595, 842)  # points
WIDTH = 680  # CSS pixels between the margins of the sheet
HEIGHT = 990

CUT_OFF = """(width) => [...document.querySelectorAll('main *')]
    .filter((one) => one.getClientRects().length && !one.closest('.visually-hidden, svg, thead'))
    .filter((one) => one.getBoundingClientRect().right > width + 1
        || (getComputedStyle(one).overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1))
    .map((one) => one.outerHTML.slice(0, 120))"""
TOO_TALL = """(height) => [...document.querySelectorAll('.report-row')]
    .filter((row) => row.getBoundingClientRect().height > height).map((row) => row.innerText.slice(0, 60))"""


def sheets(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of every page of a PDF, in points."""
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", pdf)
    assert len(boxes) == pages
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def printed(page: Page, url: str) -> list[tuple[int, int]]:
    """The page as it comes out on paper, where no text may be cut off."""
    page.goto(url)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    assert page.evaluate(CUT_OFF, WIDTH) == []
    assert page.evaluate(TOO_TALL, HEIGHT) == []
    found = sheets(page.pdf(prefer_css_page_size=True, print_background=True))
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def test_from_the_draft_to_the_candidate_and_from_the_report_to_a_verified_zip(
    installation: Installation, deed: Deed, enter: Enter, complaints: Complaints, tmp_path: Path
) -> None:
    where = installation.where
    made = deed("candidate", "ibis", **given("S0"), api_url=where.api_url, ssh_port=where.hosts)
    own, reviewer = enter(session=made["sessions"]["candidate"]), enter(session=made["sessions"]["reviewer"])
    complaints.expected += ("status of 409",)  # the text of another window
    work = f"/submissions/{made['id']}"
    hand_in(own, made["id"])
    expect(own.locator("#hand-in-title")).to_contain_text("is handed in", timeout=PATIENCE)
    deed("graded", made["id"])

    reviewer.goto(f"{work}/feedback/write/")
    text = reviewer.locator("#feedback-text")
    expect(text).to_have_value(re.compile("What you showed"))
    expect(text).to_have_value(re.compile("Your text asked for another interval"))
    expect(reviewer.locator("#feedback-preview")).to_contain_text("What was left out for you")
    text.fill("## Well made\n\nYour board reads **well**.")
    expect(reviewer.locator("#feedback-preview")).to_contain_text("Your board reads well.", timeout=PATIENCE)
    other = reviewer.context.new_page()
    other.goto(f"{work}/feedback/write/")
    reviewer.get_by_role("button", name="Save draft").click()
    expect(reviewer.locator("#notes")).to_contain_text("Saved as a draft")

    own.goto(f"{work}/feedback/")
    expect(own.locator("main")).to_contain_text("There is no feedback yet")

    other.fill("#feedback-text", "Written in another window.")
    other.get_by_role("button", name="Release now").click()
    expect(other.locator("[role=alert]")).to_contain_text("Your board reads **well**.")
    expect(other.locator("#feedback-text")).to_have_value("Written in another window.")
    other.fill("#feedback-text", "## Well made\n\nYour board reads **well**. Written in another window.")
    other.get_by_role("button", name="Sign as Rhea").click()
    expect(other.locator("#feedback-text")).to_have_value(re.compile("window.\n\nRhea"))
    other.get_by_role("button", name="Release now").click()
    expect(other.locator("#notes")).to_contain_text("Released")
    other.close()

    own.reload()
    expect(own.locator(".feedback-outcome")).to_have_text("Outcome: Advance")
    expect(own.locator(".feedback-text strong")).to_have_text("well")
    expect(own.locator(".feedback-rows")).to_contain_text("Your text asked for another interval")
    assert complaints_of_axe(own) == []
    own.locator(".feedback-rows").get_by_role("link", name=re.compile("^Ask about this row")).first.click()
    own.fill("#talk-text", "Which interval was it?")
    own.click("#talk button")
    expect(own.locator(".talk")).to_contain_text("Which interval was it?")

    pages = printed(reviewer, f"{work}/report/")
    assert set(pages) == {A4}
    assert 3 <= len(pages) <= 9
    with reviewer.expect_download() as downloading:
        reviewer.get_by_role("link", name="Signed evidence (zip)").click()
    zipped = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(zipped)
    said = installation.work.run("verify", where.manage("verify_bundle", str(zipped)))
    assert "Signed by this installation" in said
    assert "the same verdicts on all" in said
    assert "decisions" in installation.work.run("verify-log", where.manage("verify_log"))
    assert (where.var / "signing_key").stat().st_mode & 0o077 == 0

    with reviewer.expect_download() as downloading:
        reviewer.evaluate("location.href = '/cohorts/ibis/export.csv'")
    downloading.value.save_as(tmp_path / "ibis.csv")
    (line,) = csv.DictReader((tmp_path / "ibis.csv").open(encoding="utf-8-sig"))
    assert (line["code"], line["outcome"], line["final-creative"]) == (
        "IBIS",
        "Advance",
        "Proved (Decided otherwise)",
    )


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_the_pages_fit_and_axe_finds_nothing(deed: Deed, enter: Enter, width: int, scheme: str) -> None:
    key = f"teal-{width}-{scheme[:1]}"
    made = deed("candidate", key, document=given("S1")["document"])
    own = enter(session=made["sessions"]["candidate"], width=width, scheme=scheme)
    hand_in(own, made["id"])
    expect(own.locator("#hand-in-title")).to_contain_text("is handed in", timeout=PATIENCE)
    deed("graded", made["id"])
    reviewer = enter(session=made["sessions"]["reviewer"], width=width, scheme=scheme)
    complained: dict[str, object] = {}
    for name in ("feedback/write/", "report/"):
        reviewer.goto(f"/submissions/{made['id']}/{name}")
        assert reviewer.evaluate("document.documentElement.scrollWidth") <= width, name
        if lines := complaints_of_axe(reviewer):
            complained[name] = lines
    assert complained == {}


def test_without_javascript_it_is_given_on_a_day(deed: Deed, enter: Enter) -> None:
    made = deed("candidate", "kite", document=given("S1")["document"])
    own = enter(session=made["sessions"]["candidate"])
    hand_in(own, made["id"])
    expect(own.locator("#hand-in-title")).to_contain_text("is handed in", timeout=PATIENCE)
    reviewer = enter(session=made["sessions"]["reviewer"], script=False, width=390)
    reviewer.goto(f"/submissions/{made['id']}/feedback/write/")
    reviewer.fill("#feedback-text", "Well made.")
    reviewer.fill("#feedback-on", "2040-05-04")
    reviewer.get_by_role("button", name="Release on this day").click()
    expect(reviewer.locator(".feedback-timed")).to_contain_text("4 May 2040")
    reviewer.get_by_role("button", name="Do not release it by itself").click()
    expect(reviewer.locator(".feedback-timed")).to_have_count(0)
