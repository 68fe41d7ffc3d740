"""Two reviewers grade submissions that are documents with pictures: by keys alone, at once, on a phone, without a script."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sandbox.demo.parts import PYTHON
from tests import images
from tests.journeys.axe import complaints_of_axe
from tests.journeys.conftest import PATIENCE, Complaints, Deed, Enter, Installation
from tests.journeys.to_be_graded import DOCUMENT, PICTURES

LETTERS = "ynu"

Come = Callable[..., Page]


@pytest.fixture(scope="module")
def cohort(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Six submissions of one folder, checked, and two reviewers."""
    folder = tmp_path_factory.mktemp("handed-in")
    (folder / "answers.md").write_text(DOCUMENT)
    (folder / "pictures").mkdir()
    for number, name in enumerate(PICTURES):
        (folder / "pictures" / f"{name}.png").write_bytes(images.png(900, 500 + 10 * number, "steelblue"))
    (folder / "notes.pdf").write_bytes(b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n")
    command = [PYTHON, "-m", "tests.journeys.to_grade", "graded", str(folder), "6"]
    made: dict[str, Any] = json.loads(installation.work.run("to-grade", command).strip().splitlines()[-1])
    return made


def rows_that_need_a_person(installation: Installation, submission: int) -> list[str]:
    command = [PYTHON, "-m", "tests.journeys.to_grade", "--open", str(submission)]
    found: list[str] = json.loads(installation.work.run(f"open-{submission}", command).strip().splitlines()[-1])
    return found


@pytest.fixture
def come(enter: Enter, cohort: dict[str, Any], complaints: Complaints) -> Come:
    """A page of the first or the second reviewer."""
    complaints.expected = ("status of 409",)
    return lambda number=0, **how: enter(session=cohort["sessions"][number], **how)


def grade(page: Page, submission: int) -> None:
    """Its grading page, when its check is over."""
    page.goto(f"/submissions/{submission}/runs/")
    while "Finished" not in page.locator("main").inner_text():
        page.wait_for_timeout(500)
        page.reload()
    page.goto(f"/submissions/{submission}/grade/")


def need(page: Page) -> int:
    return int(page.locator("[data-need]").inner_text())


def chosen(page: Page) -> str:
    return str(page.locator(".grade-row[data-chosen]").get_attribute("data-key"))


def test_a_submission_takes_no_more_keys_than_rows_and_two(
    come: Come, cohort: dict[str, Any], installation: Installation
) -> None:
    page = come()
    first, second = cohort["submissions"][:2]
    for submission in (first, second):
        grade(page, submission) if submission == first else page.wait_for_url(f"**/submissions/{submission}/grade/")
        rows = rows_that_need_a_person(installation, submission)
        assert len(rows) >= 8
        expect(page.locator("[data-need]")).to_have_text(str(len(rows)))
        met, keys = [], 0
        while len(met) < len(rows):
            met.append(chosen(page))
            page.keyboard.press(LETTERS[keys % 3])
            keys += 1
        assert sorted(met) == sorted(rows)
        page.keyboard.press("1")  # the outcome; nothing is open, so it finishes
        keys += 1
        expect(page.locator("#grade-form")).to_contain_text("Finished: Advance", timeout=PATIENCE)
        expect(page.locator("#go-on")).to_be_focused()
        page.keyboard.press(".")
        keys += 1
        assert keys <= len(rows) + 2
        assert rows_that_need_a_person(installation, submission) == []


def test_every_key_is_taken_back(come: Come, cohort: dict[str, Any]) -> None:
    page = come()
    grade(page, cohort["submissions"][2])
    rows, first = need(page), chosen(page)
    for key in ("y", "n", "u", "q"):
        row = chosen(page)
        page.keyboard.press(key)
        expect(page.locator("[data-need]")).to_have_text(str(rows - 1))
        assert chosen(page) != row
        expect(page.locator(f"#row-{row} .grade-decided")).to_be_attached()
        expect(page.locator("#announce")).to_contain_text("need you")
        page.keyboard.press("z")
        expect(page.locator("[data-need]")).to_have_text(str(rows))
        expect(page.locator(f"#row-{row}")).to_be_focused()
    assert chosen(page) == first

    while not page.locator(".station:not([hidden]) .bulk:not([hidden])").count():
        page.keyboard.press("ArrowRight")
    button = page.locator(".station:not([hidden]) .bulk button")
    number = int(re.sub(r"\D", "", button.inner_text()))
    assert number >= 2
    page.keyboard.press("a")
    expect(page.locator("[data-need]")).to_have_text(str(rows - number))
    expect(page.locator(".decided .bulk-mark")).to_have_count(number)
    page.keyboard.press("z")
    expect(page.locator("[data-need]")).to_have_text(str(rows))
    page.get_by_label("Discuss").check()
    page.keyboard.press("f")
    expect(page.locator("#grade-form")).to_contain_text("Finished: Discuss")
    page.keyboard.press("Z")
    expect(page.locator("#save-draft")).to_be_visible()


def test_no_press_is_lost_that_follows_another_at_once(come: Come, cohort: dict[str, Any]) -> None:
    page = come()
    grade(page, cohort["submissions"][2])
    rows, first = need(page), chosen(page)
    page.keyboard.press("n")
    page.keyboard.press("z")
    expect(page.locator(f"#row-{first}")).to_be_focused()
    expect(page.locator("[data-need]")).to_have_text(str(rows))
    while not page.locator(".station:not([hidden]) .bulk:not([hidden])").count():
        page.keyboard.press("ArrowRight")
    number = int(re.sub(r"\D", "", page.locator(".station:not([hidden]) .bulk button").inner_text()))
    page.keyboard.press("a")
    page.keyboard.press("n")  # of the row behind them
    expect(page.locator("[data-need]")).to_have_text(str(rows - number - 1))
    expect(page.locator(".grade-row [role=alert]")).to_have_count(0)
    page.keyboard.press("z")
    page.keyboard.press("z")
    expect(page.locator("[data-need]")).to_have_text(str(rows))


def test_one_picture_is_large_and_can_be_zoomed_and_turned(come: Come, cohort: dict[str, Any]) -> None:
    page = come()
    grade(page, cohort["submissions"][2])
    expect(page.locator(".station:visible")).to_have_count(1)
    picture = page.locator(".station:visible .frame img")
    expect(picture).to_have_js_property("naturalWidth", 900)
    before = picture.bounding_box()
    page.keyboard.press("+")
    larger = picture.bounding_box()
    assert before and larger and larger["width"] > 1.3 * before["width"]
    page.keyboard.press("-")
    page.keyboard.press("r")
    turned = picture.bounding_box()
    assert turned and turned["height"] > turned["width"]
    where = page.locator(".station:visible h2").first.inner_text()
    page.keyboard.press("ArrowRight")
    assert page.locator(".station:visible h2").first.inner_text() != where
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.locator("#grade-keys")).to_have_attribute("open", "")


def test_pictures_and_pdfs_that_nobody_refers_to_lie_in_a_tray(come: Come, cohort: dict[str, Any]) -> None:
    page = come()
    grade(page, cohort["submissions"][2])
    tray = page.locator("section", has=page.locator("#tray-title"))
    tray.locator("summary").click()
    expect(tray).to_contain_text("pictures/nobody-refers-to-it.png")
    with page.expect_download() as download:
        tray.get_by_role("link", name="notes.pdf").click()
    assert download.value.suggested_filename == "D3-notes.pdf"


def test_two_reviewers_at_once_overwrite_nothing(
    come: Come, cohort: dict[str, Any], installation: Installation
) -> None:
    one, two = come(0), come(1)
    for page in (one, two):
        grade(page, cohort["submissions"][3])
    row = chosen(one)
    assert chosen(two) == row
    rows = need(two)
    expect(two.locator("#live")).to_have_text("Live")
    two.locator(f"#row-{row} .why > summary").click()
    two.locator(f"#more-{row} > summary").click()
    two.fill(f"#reason-{row}", "The second picture shows it.")
    two.evaluate(f"document.querySelector('#reason-{row}').setSelectionRange(4, 10)")

    one.keyboard.press("n")  # and takes it by that
    expect(one.locator(f"#row-{row} .grade-decided")).to_contain_text("Not shown")
    expect(one.locator("#head")).to_contain_text("You have it until")
    expect(two.locator(f"#row-{row} .grade-decided")).to_contain_text("Not shown · Robin decided this")  # by itself
    expect(two.locator("#announce")).to_contain_text("Robin decided")
    expect(two.locator("#head")).to_contain_text("Robin has it until")
    expect(two.locator("[data-need]")).to_have_text(str(rows - 1))
    expect(two.locator(f"#reason-{row}")).to_have_value("The second picture shows it.")
    expect(two.locator(f"#reason-{row}")).to_be_focused()
    assert two.evaluate("[document.activeElement.selectionStart, document.activeElement.selectionEnd]") == [4, 10]
    assert chosen(two) == row

    two.locator(f"#row-{row}").get_by_role("button", name="Decide otherwise").click()
    expect(two.locator(f"#row-{row} [role=alert]")).to_contain_text("Somebody else has taken it")
    expect(two.locator(f"#reason-{row}")).to_have_value("The second picture shows it.")
    command = [PYTHON, "-m", "tests.journeys.to_grade", "--free", str(cohort["submissions"][3])]
    installation.work.run("free", command)
    two.evaluate(f"document.querySelectorAll('#row-{row} [name=known]').forEach((one) => {{ one.value = 0; }})")
    two.locator(f"#row-{row}").get_by_role("button", name="Decide otherwise").click()  # from a page that is older
    expect(two.locator(f"#row-{row} [role=alert]")).to_contain_text("Robin has decided on this row in the meantime.")
    expect(two.locator(f"#row-{row} .grade-decided")).to_contain_text("Not shown")
    expect(two.locator(f"#reason-{row}")).to_have_value("The second picture shows it.")
    expect(two.locator(f"#row-{row}")).to_be_focused()
    two.locator(f"#row-{row}").get_by_role("button", name="Decide otherwise").click()  # knowing it now
    expect(two.locator(f"#row-{row} .grade-decided")).to_contain_text("The second picture shows it.")
    expect(one.locator(f"#row-{row} .grade-decided")).to_contain_text("Sol decided this")


def test_a_press_that_does_not_arrive_comes_back_to_its_row(come: Come, cohort: dict[str, Any]) -> None:
    page = come(1)
    grade(page, cohort["submissions"][4])
    row, rows = chosen(page), need(page)
    page.context.clear_cookies(name="sessionid")  # signed out elsewhere
    page.keyboard.press("y")
    expect(page.locator("#announce")).to_contain_text("did not arrive")
    expect(page.locator(f"#row-{row}")).to_be_focused()
    expect(page.locator("[data-sent]")).to_have_count(0)
    assert need(page) == rows


def test_what_was_saved_in_another_window_stands_beside_what_is_typed(come: Come, cohort: dict[str, Any]) -> None:
    one, two = come(0), come(0)
    for page in (one, two):
        grade(page, cohort["submissions"][4])
    one.get_by_label("Summary").fill("Explains well.")
    one.get_by_role("button", name="Save draft").click()
    expect(one.locator("#grade-form")).to_contain_text("saved")
    two.get_by_label("Summary").fill("Explains little.")
    two.get_by_role("button", name="Save draft").click()
    expect(two.locator(".saved-before pre")).to_have_text("Explains well.")
    expect(two.get_by_label("Summary")).to_have_value("Explains little.")
    one.reload()
    expect(one.get_by_label("Summary")).to_have_value("Explains well.")
    two.keyboard.press("j")  # what is typed is no key of the page's
    row = chosen(two)
    two.locator(f"#row-{row} .answers button[value=confirm]").click()
    expect(two.locator(f"#row-{row} .grade-decided")).to_be_attached()
    expect(two.get_by_label("Summary")).to_have_value("Explains little.")


def test_it_works_without_a_script(come: Come, cohort: dict[str, Any]) -> None:
    page = come(script=False)
    grade(page, cohort["submissions"][5])
    rows = need(page)
    article = page.locator(".grade-row[data-open]:not([data-also])").first
    key = article.get_attribute("data-key")
    article.get_by_role("button", name="Shown", exact=False).first.click()
    expect(page.locator("[data-need]")).to_have_text(str(rows - 1))
    assert re.search(r"#row-", page.url)
    expect(page.locator(f"#decided-{key}")).to_contain_text("Shown")
    page.locator(f"#decided-{key}").get_by_role("button", name="Take back").click()
    expect(page.locator("[data-need]")).to_have_text(str(rows))
    page.locator(f"#row-{key} .why > summary").click()
    page.locator(f"#more-{key} > summary").click()
    page.locator(f"#row-{key}").get_by_role("button", name="Excuse this row").click()
    expect(page.locator(f"#row-{key} [role=alert]")).to_contain_text("Say why")
    page.get_by_label("Decline").check()
    page.get_by_role("button", name="Finish").click()
    expect(page.locator("#grade-form")).to_contain_text("Finished: Decline")
    page.get_by_role("link", name="Copy as text").click()
    expect(page.locator("body")).to_contain_text("Outcome: Decline")


@pytest.mark.parametrize("width", [320, 360])
def test_on_a_phone_it_is_one_row_a_screen_with_three_buttons_under_the_thumb(
    come: Come, cohort: dict[str, Any], width: int
) -> None:
    page = come(width=width, scheme="dark")
    grade(page, cohort["submissions"][2])
    expect(page.locator(".grade-row:visible")).to_have_count(1)
    buttons = page.locator(".grade-row[data-chosen] .answers button:visible")
    expect(buttons).to_have_count(3)
    for box in [button.bounding_box() for button in buttons.all()]:
        assert box and box["y"] > 620 and box["height"] >= 44
    row = chosen(page)
    buttons.nth(2).click()
    expect(page.locator(f"#row-{row} .grade-decided")).to_be_attached()
    assert chosen(page) != row
    page.keyboard.press("z")
    expect(page.locator(f"#row-{row}")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_key_is_named_where_nobody_has_keys(come: Come, cohort: dict[str, Any]) -> None:
    page = come(width=1024, touch=True)
    grade(page, cohort["submissions"][2])
    expect(page.locator("kbd").first).to_be_attached()
    expect(page.locator("kbd:visible")).to_have_count(0)
    expect(page.locator("#grade-keys")).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_it_keeps_to_wcag(come: Come, cohort: dict[str, Any], width: int, scheme: str) -> None:
    page = come(width=width, scheme=scheme)
    grade(page, cohort["submissions"][2])
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert complaints_of_axe(page) == []
    page.keyboard.press("ArrowRight")
    for _ in range(9):
        page.keyboard.press("ArrowRight")  # to the passages
    assert complaints_of_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_row_excused_in_another_window_changes_and_what_is_half_typed_stays(
    come: Come, cohort: dict[str, Any], deed: Deed
) -> None:
    page = come(1)
    grade(page, cohort["submissions"][5])
    expect(page.locator("#live")).to_have_text("Live")
    page.evaluate("window.stayed = true")
    key = chosen(page)
    row, reason = page.locator(f"[data-row='{key}']"), page.locator(f"#reason-{key}")
    reason.evaluate(
        "one => { for (let up = one; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true }"
    )
    page.locator("#summary").fill("Reads w")
    reason.fill("Half a sen")
    deed("second_lead", "graded")
    deed("excuses", "graded", key)
    expect(row).to_contain_text("Nobody could.")
    expect(reason).to_have_value("Half a sen")
    expect(page.locator("#summary")).to_have_value("Reads w")
    page.keyboard.type("tence")  # the keyboard is where it was
    expect(reason).to_have_value("Half a sentence")
    deed("excuses", "graded", key, back=True)
    expect(row).not_to_contain_text("Nobody could.")
    expect(reason).to_have_value("Half a sentence")
    assert page.evaluate("window.stayed === true")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")])
def test_the_live_word_stands_in_the_head_as_on_other_pages(
    come: Come, cohort: dict[str, Any], width: int, scheme: str
) -> None:
    page = come(1, width=width, scheme=scheme)
    grade(page, cohort["submissions"][4])
    live = page.locator(".headline > #live")
    expect(live).to_have_text("Live")
    head, word = page.locator("#head").bounding_box(), live.bounding_box()
    assert head and word
    if width > 1000:
        assert word["x"] >= head["x"] + head["width"] and word["y"] < head["y"] + head["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
