"""The reader's own words pass the veil by their place, and no mark is left."""

from __future__ import annotations

from challenge.names.own_words import CLOSE, OPEN, marked, put_back, taken_out


def test_own_words_are_taken_out_and_put_back_where_they_were() -> None:
    several = marked("Ada &amp; Co.\n<b>")
    page = f"<p>{marked('Is it Ada?')}</p><p>Ada</p><textarea>{several}</textarea>"
    bare, own = taken_out(page)
    assert own == ["Is it Ada?", "Ada &amp; Co.\n<b>"] and bare.count("Ada") == 1
    again = put_back(bare.replace("Ada", "Candidate K7"), own)
    assert again == "<p>Is it Ada?</p><p>Candidate K7</p><textarea>Ada &amp; Co.\n<b></textarea>"
    assert OPEN not in again and CLOSE not in again


def test_nothing_is_marked_where_nothing_was_written_and_a_page_without_marks_stays() -> None:
    assert marked("") == ""
    assert taken_out("<p>~0-1~ Ada</p>") == ("<p>~0-1~ Ada</p>", [])


def test_words_that_look_like_a_place_are_no_place() -> None:
    bare, own = taken_out(marked("~+1~ ~-1~ ~1-0~"))
    assert put_back(bare, own) == "~+1~ ~-1~ ~1-0~"
