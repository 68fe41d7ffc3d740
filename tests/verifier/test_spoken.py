"""Numbers and times in words come out as digits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.spoken import meant


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("every forty-five seconds", "every 45 seconds"),
        ("warning five hundred and eight hundred for the alert", "warning 500, and 800 for the alert"),
        ("between zero and one thousand", "between 0 and 1000"),
        ("up to 1,000", "up to 1000"),
        ("from seven in the evening until nine the next morning", "from 7 pm until 9 am"),
        ("from 7 o'clock in the evening", "from 7 pm"),
        ("half past seven in the evening", "7:30 pm"),
        ("19:00 until 9 the morning after", "19:00 until 9 am"),
        ("from midnight to noon", "from 00:00 to 12:00 pm"),
        ("one of many", "one of many"),
        ("the first one of the two", "the first one of the two"),
        ("2018-04-21 10,000,000 points", "2018-04-21 10,000,000 points"),
    ],
)
def test_what_is_meant(said: str, expected: str) -> None:
    assert meant(said) == expected


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(meant(text), str)
