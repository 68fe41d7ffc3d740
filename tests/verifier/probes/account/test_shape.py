from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.probes.account.shape import epoch, identifier, number, obj, objs, text, texts, whole

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(ANYTHING)
def test_no_value_is_too_odd(value: object) -> None:
    assert isinstance(obj(value, "a", "b"), dict)
    assert all(isinstance(item, dict) for item in objs(value))
    assert isinstance(text(value), str)
    assert all(isinstance(item, str) for item in texts(value))
    assert isinstance(identifier(value), str)
    assert isinstance(epoch(value), int)
    number(value), whole(value)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(800, 800.0), ("800", 800.0), (True, None), ("a", None), (float("nan"), None), ("inf", None), (None, None)],
)
def test_a_number_is_finite_and_may_come_as_text(value: object, wanted: float | None) -> None:
    assert number(value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (1_640_288_946, 1_640_288_946),
        (1_673_258_836_000, 1_673_258_836),
        ("2023-01-09T10:07:16.513455+00:00", 1_673_258_836),
        ("2023-01-09T10:07:16Z", 1_673_258_836),
        ("2023-01-09T10:07:16", 1_673_258_836),
        ("soon", 0),
        (1e300, 0),
        (-5, 0),
        ("0001-01-01T00:00:00+14:00", 0),
    ],
)
def test_a_time_is_seconds_however_it_was_told(value: object, wanted: int) -> None:
    assert epoch(value) == wanted
