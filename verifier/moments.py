"""How a moment stands within a sentence: always in this one form, so that a page can tell it in its reader's zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime

TOLD = re.compile(r"\b(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC\b")


def in_utc(epoch: float) -> str:
    """Seconds since 1970 as "2026-12-04 14:32:05 UTC"."""
    return f"{datetime.fromtimestamp(epoch, UTC):%Y-%m-%d %H:%M:%S} UTC"


def read(told: str) -> datetime:
    """The moment that the first group of TOLD found."""
    return datetime.strptime(told, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
