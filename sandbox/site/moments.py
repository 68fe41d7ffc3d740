"""Times as a seed, a query or a client may write them, and the ways Datadog writes them back. No clock in here."""

from __future__ import annotations

import re
from datetime import UTC, datetime

Moment = str | int | float
"""Epoch seconds (or milliseconds), ISO 8601, or date math: `now`, `now-15m`, `now+2d`."""

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "M": 30 * 86400, "y": 365 * 86400}
_DATE_MATH = re.compile(r"now(?:\s*([+-])\s*(\d+)\s*([smhdwMy]))?")
_MILLISECONDS_FROM = 1e11  # as seconds this is the year 5138


def seconds_of(moment: Moment, *, now: float) -> float:
    """The moment as epoch seconds; a ValueError says what was wanted."""
    if isinstance(moment, str):
        text = moment.strip()
        if match := _DATE_MATH.fullmatch(text):
            return now if match[1] is None else now + int(match[1] + match[2]) * _SECONDS[match[3]]
        if not re.fullmatch(r"\d+(\.\d+)?", text):
            return _from_iso(text)
        moment = float(text)
    return moment / 1000 if abs(moment) >= _MILLISECONDS_FROM else float(moment)


def _from_iso(text: str) -> float:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no time: write epoch seconds, ISO 8601, or now-15m") from None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()


def iso(seconds: float) -> str:
    """`2026-01-02T03:04:05.678901+00:00`, as dashboards and monitors carry it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


def iso_seconds(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def iso_z(seconds: float) -> str:
    """`2026-01-02T03:04:05.678Z`, as spans and events carry it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
