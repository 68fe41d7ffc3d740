"""The clock that sweeps go by: a stamp every so many seconds, the same for everybody. Pure: the moment is given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

LATE = timedelta(seconds=30)
"""A sweep that cannot be asked for so soon after its stamp waits for the next one: nothing is found before it was there."""

MACHINES_EVERY = 5
"""A machine is looked at every so many stamps."""


def machine_is_due(stamp: datetime, seconds: int, number: int, *, before: datetime | None = None) -> bool:
    """Whether the machine of the entry with this number has its turn at this stamp: the numbers share the stamps out.

    before: the last stamp at which machines were asked for; a turn that fell between the two is made up for.
    """
    now = int(stamp.timestamp()) // seconds
    first = now if before is None else min(now, int(before.timestamp()) // seconds + 1)
    return any((turn + number) % MACHINES_EVERY == 0 for turn in range(max(first, now - MACHINES_EVERY + 1), now + 1))


def belongs_to(seen: datetime, asked_at: datetime, seconds: int) -> datetime:
    """The stamp of what was asked for at one and seen so late: that one, or the next after it was seen."""
    return asked_at if seen - asked_at <= LATE else stamp_after(seen, seconds)


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
