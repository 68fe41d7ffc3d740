from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.datadog.shapes import api_key_fault, app_key_fault, cleaned, exchanged

API, APP = "5a4db0c5" * 4, "5a4db0c5" * 5
NEW_APP = "ddapp_" + "aB3" * 11 + "x"


@pytest.mark.parametrize("written", [API, f" {API}\n", f'"{API}"', f"DD_API_KEY={API}", f"export DD_API_KEY='{API}'"])
def test_what_is_copied_along_is_taken_off(written: str) -> None:
    assert cleaned(written) == API
    assert api_key_fault(cleaned(written)) == ""


@pytest.mark.parametrize("key", [APP, NEW_APP, "a-key-of-another-shape-of-tomorrow"])
def test_an_application_key_of_any_plausible_shape_is_left_to_datadog(key: str) -> None:
    assert app_key_fault(key) == ""


@pytest.mark.parametrize(
    ("api_key", "app_key", "swapped"),
    [
        *((APP, API, True), (NEW_APP, API, True), (APP, "", True), ("", API, True)),
        *((API, APP, False), (API, API, False), (APP, APP, False), ("", "", False), (API, "", False), ("", APP, False)),
    ],
)
def test_exchanged_keys_are_noticed(api_key: str, app_key: str, swapped: bool) -> None:
    assert exchanged(api_key, app_key) is swapped


@pytest.mark.parametrize(
    ("key", "says"),
    [
        (APP, "looks like an application key"),
        ("5a4db0c5-5a4d-b0c5-5a4d-b0c55a4db0c5", "the ID of a key"),
        ("••••••••••••••••••••••••••••b0c5", "is covered"),
        ("5a4d...b0c5", "is covered"),
        ("pub" + API, "a client token"),
        (API[:-1], "has 32 characters, and this has 31"),
        ("two words", "no API key"),
        ("кириллица" * 4, "no API key"),
        ("a" * 900, "no API key"),
    ],
)
def test_what_cannot_be_an_api_key_is_said(key: str, says: str) -> None:
    assert says in api_key_fault(key)


def test_an_api_key_in_the_other_field_is_said() -> None:
    assert "looks like an API key" in app_key_fault(API)
    assert "has 40 characters, and this has 39" in app_key_fault(APP[:-1])


@given(st.text("0123456789abcdef", min_size=1, max_size=45), st.text(max_size=45))
def test_no_sentence_repeats_what_was_typed(key: str, other: str) -> None:
    for typed in (key, other):
        for said in (api_key_fault(cleaned(typed)), app_key_fault(cleaned(typed))):
            assert len(typed) < 8 or typed not in said
