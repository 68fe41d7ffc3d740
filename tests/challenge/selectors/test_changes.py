from __future__ import annotations

from datetime import UTC, datetime

import pytest

from challenge.selectors.changes import NO_CHANGES, changes

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "now", "kind"),
    [
        ("fail", "pass", "gained"),
        ("", "pass", "gained"),
        ("claimed", "pass", "gained"),
        ("pass", "fail", "lost"),
        ("pass", "claimed", "lost"),
        ("fail", "wait", "other"),
        ("absent", "claimed", "other"),
        ("fail", "fail", None),
        ("", "fail", None),
    ],
)
def test_a_row(before: str, now: str, kind: str | None) -> None:
    assert changes({"a": before}, {"a": now}, AT).rows.get("a") == kind


def test_rows_are_counted_in_all_and_by_section() -> None:
    found = changes({"a": "fail", "b": "pass", "c": "fail"}, {"a": "pass", "b": "fail", "c": "pass"}, AT)
    assert (found.number("gained"), found.number("lost"), found.number("gained", ["a", "b"])) == (2, 1, 1)
    assert NO_CHANGES.number("gained") == 0
