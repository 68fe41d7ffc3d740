"""The clock that sweeps go by: a stamp every so many seconds, the same for everybody. Pure: the moment is given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

LATE = timedelta(seconds=30)
"""A sweep that cannot be asked for so soon after its stamp waits for the next one: nothing is found before it was there."""


def stamp_at(now: datetime, seconds: int) -> datetime:
    """The last stamp that is over."""
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def stamp_after(at: datetime, seconds: int) -> datetime:
    """The first stamp from this moment on: what was seen in between belongs to it."""
    last = stamp_at(at, seconds)
    return last if last == at else last + timedelta(seconds=seconds)


def stamp_due(now: datetime, last: datetime | None, seconds: int) -> datetime | None:
    """The stamp of the sweep that is to be asked for now; None: not yet."""
    stamp = stamp_at(now, seconds)
    if (last is not None and stamp <= last) or now - stamp > LATE:
        return None
    return stamp
