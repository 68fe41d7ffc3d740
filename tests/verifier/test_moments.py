"""Moments within sentences."""

from __future__ import annotations

from datetime import UTC, datetime

from verifier.moments import TOLD, in_utc, read


def test_a_moment_that_was_told_can_be_read_again():
    found = TOLD.search(f"It has points, the last at {in_utc(1_790_000_000)}.")
    assert found
    assert found[0] == "2026-09-21 14:13:20 UTC"
    assert read(found[1]) == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)
