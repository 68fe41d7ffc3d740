"""A candidate without a machine or an account writes answers in the page, with pictures, and looks before the hand-in."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import images
from tests.journeys.axe import complaints_at_both_ends
from tests.journeys.checks import checked, checked_again
from tests.journeys.conftest import Complaints, Deed, Enter

SECRET = "5d41402abc4b2a76b9719d911017c592"
DOCUMENT = f"""# Collecting Metrics

* Change your check's collection interval so that it only submits the metric once every 45 seconds.

# Visualizing Data

I called the API with `DD_API_KEY={SECRET}`.

![my board](gone.png)
"""

PASTE = """(text, data) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], "image.png", { type: "image/png" }));
  text.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
}"""
DROP = """(part, data) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], "host map.png", { type: "image/png" }));
  part.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""

Come = Callable[..., Page]


@pytest.fixture(scope="module")
def wren(deed: Deed, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A candidate whose document leaves things to be desired."""
    folder = tmp_path_factory.mktemp("document")
    (folder / "answers.md").write_text(DOCUMENT)
    (folder / "extra.png").write_bytes(images.png())
    return deed("candidate", "words", document=str(folder))


@pytest.fixture
def work(wren: Any) -> str:
    """The path of the candidate's home page."""
    return f"/submissions/{wren['id']}/"


@pytest.fixture
def come(enter: Enter, wren: Any) -> Come:
    return partial(enter, session=wren["sessions"]["candidate"])


def picture() -> str:
    return base64.b64encode(images.png(300, 200)).decode()


def word(page: Page, work: str, key: str) -> str:
    page.goto(f"{work}steps/{key}/")
    return page.locator(".verdict-line .word").inner_text()


def test_written_and_pasted_answers_turn_their_rows(come: Come, work: str) -> None:
    page = come()
    page.goto(work)
    checked_again(page)
    assert word(page, work, "final-creative") == "Nothing found"
    assert word(page, work, "monitor-email-screenshot") == "Nothing found"

    page.goto(f"{work}steps/final-creative/")
    page.get_by_role("link", name="Write an answer or add a picture").click()
    page.get_by_label("Your answer").fill("I would watch the **moisture of my garden**, because it dries out in a day.")
    expect(page.locator("#answer-preview strong")).to_have_text("moisture of my garden")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#notes")).to_contain_text("Saved.")

    page.goto(f"{work}answers/monitor-email-screenshot/")
    page.get_by_label("Your answer").evaluate(f"(text) => ({PASTE})(text, '{picture()}')")
    expect(page.locator("#answer-pictures li")).to_have_count(1)
    expect(page.get_by_label("Your answer")).to_have_value("![picture 1](picture-1.png)")
    expect(page.locator("#answer-preview img")).to_have_js_property("naturalWidth", 300)
    page.locator(".answer-drop").evaluate(f"(part) => ({DROP})(part, '{picture()}')")
    expect(page.locator("#answer-pictures li")).to_have_count(2)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#notes")).to_contain_text("Saved.")
    assert complaints_at_both_ends(page) == []

    page.goto(work)
    checked_again(page)
    assert word(page, work, "final-creative") == "A person reads this"
    assert word(page, work, "monitor-email-screenshot") == "You say so"
    expect(page.locator("#evidence")).to_contain_text("answers-on-proofboard/monitor-email-screenshot.md:1")

    page.goto(f"{work}pictures/")
    thumb = page.locator(".thumb img").first
    thumb.scroll_into_view_if_needed()
    expect(thumb).to_have_js_property("naturalWidth", 300)
    assert complaints_at_both_ends(page) == []
    page.locator(".thumb").first.click()
    page.wait_for_url("**/pictures/answers-on-proofboard/**")


def test_all_of_it_works_without_a_script(come: Come, work: str, tmp_path: Path, complaints: Complaints) -> None:
    complaints.expected = ("status of 400",)
    shot = tmp_path / "warning mail.png"
    shot.write_bytes(images.jpeg_from_a_place())
    broken = tmp_path / "broken.png"
    broken.write_bytes(images.svg())
    page = come(script=False)
    page.goto(f"{work}answers/monitor-warn-500/")
    text = page.get_by_label("Your answer")
    text.fill("It *warns* above 500. <script>alert(1)</script>")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#answer-preview em")).to_have_text("warns")
    expect(text).to_have_value("It *warns* above 500. <script>alert(1)</script>")
    page.get_by_label("Add pictures").set_input_files([shot, broken])
    page.get_by_role("button", name="Save and add").click()
    expect(page.get_by_role("alert")).to_contain_text("broken.png: This is no picture that can be opened")
    expect(page.locator("#answer-pictures li.card")).to_have_count(1)
    expect(text).to_have_value("It *warns* above 500. <script>alert(1)</script>")
    page.get_by_role("button", name="Delete warning-mail.jpg").click()
    expect(page.locator("#answer-pictures li.card")).to_have_count(0)
    expect(text).to_have_value("It *warns* above 500. <script>alert(1)</script>")


def test_two_windows_show_both_texts(come: Come, work: str, complaints: Complaints) -> None:
    complaints.expected = ("status of 409",)
    first, second = come(), come()
    for page in (first, second):
        page.goto(f"{work}answers/env-host/")
    first.get_by_label("Your answer").fill("A VM with Ubuntu.")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.locator("#notes")).to_contain_text("Saved.")
    second.get_by_label("Your answer").fill("A container.")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_role("alert")).to_contain_text("A VM with Ubuntu.")
    expect(second.get_by_label("Your text, not saved yet")).to_have_value("A container.")


def test_before_the_hand_in_a_planted_secret_is_told_without_its_value(come: Come, work: str) -> None:
    page = come()
    page.goto(work)
    checked(page)
    page.goto(f"{work}before/")
    assert complaints_at_both_ends(page) == []
    expect(page.locator("#leak")).to_contain_text("API key in the open")
    expect(page.locator("#leak")).to_contain_text("answers.md:7")
    expect(page.locator("#missing")).to_contain_text("gone.png")
    expect(page.locator("#unused")).to_contain_text("extra.png")
    expect(page.locator("#unanswered")).to_contain_text("answers.md:3")
    expect(page.locator("#not-known")).to_contain_text("With one more scope")
    assert SECRET not in page.content()
