"""Mending what people do to Markdown, without moving a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.documents import repair


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        pytest.param("![x] (a b.png)", "![x](a%20b.png)", id="a blank before the path, and in it"),
        pytest.param(
            '![x](https://p.example.org/a.png"")', "![x](https://p.example.org/a.png)", id="quotes at the end"
        ),
        pytest.param('![x](a.png "Title")', '![x](a.png "Title")', id="a title stays"),
        pytest.param("![x]https://p.example.org/a.png)", "![x](https://p.example.org/a.png)", id="half an image"),
        pytest.param('<img src="a.png" alt="bees"/>', "![bees](a.png)", id="HTML image"),
        pytest.param("<h2>Bees</h2>", "## Bees", id="HTML heading"),
        pytest.param("one<br/>", "one", id="line break"),
        pytest.param("[link] (https://example.org)", "[link](https://example.org)", id="a link with a blank"),
        pytest.param("before <!-- not shown --> after", "before  after", id="comment"),
        pytest.param("a < b and c > d", "a < b and c > d", id="no tag"),
    ],
)
def test_a_line_is_mended(line: str, mended: str) -> None:
    assert repair.mend(line).strip() == mended


def test_line_ends_and_blanks_are_of_one_kind() -> None:
    assert repair.normalise("\ufeffa\r\nb\rc\u00a0d") == "a\nb\nc d"


def test_a_tag_over_two_lines_keeps_the_lines() -> None:
    joined = repair.join_tags('a\n<img\n src="a.png">\nb')
    assert joined.split("\n") == ["a", '<img src="a.png">', "", "b"]


def test_a_page_from_a_word_processor_becomes_markdown_line_by_line() -> None:
    page = (
        '<html><body style="mso-x">\n<h1>Bees</h1>\n<p>One <b>two</b></p>\n<p><img src="a.png" alt="hive"></p>\n'
        + "<p>x</p>\n" * 20
    )
    assert repair.is_exported_html(page)
    lines = repair.from_html(page).split("\n")
    assert lines[1:4] == ["# Bees", "One two", "![hive](a.png)"]
    assert len(lines) == page.count("\n") + 1


@given(st.text(alphabet=st.sampled_from("![]()<>abimgsrc=\"' /\\`*_-."), max_size=80))
def test_mending_never_fails_and_stays_one_line(line: str) -> None:
    assert "\n" not in repair.mend(line)


@pytest.mark.parametrize(
    ("lines", "seen"),
    [
        (["Bees", "===="], ["# Bees", ""]),
        (["1. Bees", "-------"], ["# 1. Bees", ""]),
        (["It was late.", "----"], ["It was late.", "----"]),
        (["mysql (5.0.0)", "-----"], ["mysql (5.0.0)", "-----"]),
        (["=====", "Status", "====="], ["=====", "Status", "====="]),
        (["A sentence", "Bees", "===="], ["A sentence", "Bees", "===="]),
        (["", "===="], ["", "===="]),
    ],
    ids=["a heading", "dashes", "a rule", "a status", "output", "the end of a paragraph", "nothing above"],
)
def test_a_line_of_equals_signs_makes_a_heading(lines: list[str], seen: list[str]) -> None:
    assert repair.underlined(lines) == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\n<!-- b\nc\n-->\nd", "a\n\n\n\nd"),
        ("a <!-- b\nc --> d", "a \n d"),
        ("```html\n<!--\nb\n-->\n```", "```html\n<!--\nb\n-->\n```"),
        ("<!-- never closed\nb", "<!-- never closed\nb"),
        ("<!-- one line -->\nb", "<!-- one line -->\nb"),
    ],
    ids=["lines", "within lines", "in code", "never closed", "one line"],
)
def test_comments_of_several_lines_are_not_seen(text: str, seen: str) -> None:
    assert repair.normalise(text) == seen
