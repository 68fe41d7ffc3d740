"""Times in, times out."""

from __future__ import annotations

import pytest

from sandbox.site.moments import Moment, iso, iso_seconds, iso_z, seconds_of


@pytest.mark.parametrize(
    ("moment", "seconds"),
    [
        ("now", 1000),
        ("now-15m", 100),
        ("now+2d", 173800),
        ("now - 1h", -2600),
        (1790000000, 1790000000),
        (1790000000000, 1790000000),
        ("1790000000000", 1790000000),
        ("1790000000.5", 1790000000.5),
        ("2026-09-21T14:13:20Z", 1790000000),
        ("2026-09-21T16:13:20+02:00", 1790000000),
        ("2026-09-21T14:13:20", 1790000000),
        (0, 0),
    ],
)
def test_a_moment_in_seconds(moment: Moment, seconds: float) -> None:
    assert seconds_of(moment, now=1000) == seconds


@pytest.mark.parametrize("moment", ["yesterday", "", "now-", "now-15", "15m", "nan"])
def test_what_is_no_moment_is_refused(moment: str) -> None:
    with pytest.raises(ValueError, match="is no time"):
        seconds_of(moment, now=0)


def test_the_three_spellings() -> None:
    assert iso(1790000000) == "2026-09-21T14:13:20.000000+00:00"
    assert iso_seconds(1790000000) == "2026-09-21T14:13:20+00:00"
    assert iso_z(1790000000.25) == "2026-09-21T14:13:20.250Z"
