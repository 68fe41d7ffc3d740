"""Recurrence -> the minutes of every week that it silences, or why there are none.

Read by hand rather than expanded with dates: the question is what is silent *every* week, and for that only
DAILY and WEEKLY rules of interval 1 without an end will do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from verifier.schedules.recurrence import NotWeekly, Recurrence

_WEEK = 7 * 86_400
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_START = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")
_UNTIL = re.compile(r"(\d{8})(T\d{6}Z?)?")
_READ = frozenset({"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"})
_MAX_RULE = 500


@dataclass(frozen=True)
class SilentWeek:
    """The minutes (0..10,079, Monday 00:00 = 0) silent in every week, and a sentence for what gave none."""

    minutes: frozenset[int]
    left_out: tuple[str, ...] = ()


def silent_minutes(recurrences: Iterable[Recurrence | NotWeekly], *, now: date) -> SilentWeek:
    """The union of all recurrences. A minute is silent when all of its sixty seconds are.

    `now` is only held against UNTIL. Things that are not weekly may be passed along: their reasons come back.
    """
    seconds: list[tuple[int, int]] = []
    left_out: list[str] = []
    for recurrence in recurrences:
        found = _stretches(recurrence, now) if isinstance(recurrence, Recurrence) else recurrence
        if isinstance(found, NotWeekly):
            left_out.append(found.reason)
        else:
            seconds.extend(found)
    return SilentWeek(_whole_minutes(seconds), tuple(left_out))


def start_days(recurrence: Recurrence, *, now: date) -> frozenset[int] | NotWeekly:
    """The days of every week (0 = Monday) on which it starts, so that daily can be told from Monday to Friday."""
    start = _start(recurrence.start)
    if isinstance(start, NotWeekly):
        return start
    parts = _parts(recurrence.rrule)
    if isinstance(parts, NotWeekly):
        return parts
    return _why_not_every_week(parts, now) or _days(parts, start)


def _stretches(recurrence: Recurrence, now: date) -> list[tuple[int, int]] | NotWeekly:
    """Seconds of the week, from and up to, cut where the week ends."""
    days = start_days(recurrence, now=now)
    start = _start(recurrence.start)
    if isinstance(days, NotWeekly):
        return days
    if isinstance(start, NotWeekly):
        return start
    if recurrence.duration_seconds <= 0:
        return NotWeekly("The downtime has no duration.")
    clock = start.hour * 3600 + start.minute * 60 + start.second
    duration = min(recurrence.duration_seconds, _WEEK)
    found = []
    for day in sorted(days):
        first = day * 86_400 + clock
        found.append((first, min(first + duration, _WEEK)))
        if first + duration > _WEEK:
            found.append((0, first + duration - _WEEK))
    return found


def _whole_minutes(stretches: list[tuple[int, int]]) -> frozenset[int]:
    minutes: set[int] = set()
    first, last = 0, 0
    for start, end in [*sorted(stretches), (_WEEK + 1, _WEEK + 1)]:
        if start > last:
            minutes.update(range(-(-first // 60), last // 60))
            first = start
        last = max(last, end)
    return frozenset(minutes)


def _start(text: str) -> datetime | NotWeekly:
    if not _START.fullmatch(text):
        return NotWeekly("The start of the downtime can't be read.")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return NotWeekly("The start of the downtime is no date.")


def _parts(rrule: str) -> dict[str, str] | NotWeekly:
    text = rrule.strip().upper().removeprefix("RRULE:").rstrip(";")
    if not text:
        return NotWeekly("The downtime happens once; it does not repeat.")
    pairs = [part.partition("=") for part in text[:_MAX_RULE].split(";")]
    parts = {name.strip(): value.strip() for name, _, value in pairs}
    if len(text) > _MAX_RULE or len(parts) < len(pairs) or not all(parts.values()):
        return NotWeekly("The rule by which the downtime repeats can't be read.")
    return parts


def _why_not_every_week(parts: dict[str, str], now: date) -> NotWeekly | None:
    frequency = parts.get("FREQ", "")
    if frequency in {"MONTHLY", "YEARLY"}:
        return NotWeekly(f"The downtime repeats {frequency.lower()}, not every week.")
    if frequency not in {"DAILY", "WEEKLY"} or not parts.keys() <= _READ:
        return NotWeekly("The rule by which the downtime repeats can't be read as a weekly one.")
    if parts.get("INTERVAL", "1") != "1":
        return NotWeekly("The downtime does not repeat in every week: its interval is not 1.")
    if "COUNT" in parts:
        return NotWeekly("The downtime ends after a number of times.")
    return _why_ended(parts["UNTIL"], now) if "UNTIL" in parts else None


def _why_ended(until: str, now: date) -> NotWeekly | None:
    found = _UNTIL.fullmatch(until.replace("-", "").replace(":", ""))
    try:
        last = date.fromisoformat(found[1]) if found else None
    except ValueError:
        last = None
    if last is None:
        return NotWeekly("The day until which the downtime repeats can't be read.")
    return NotWeekly(f"The downtime repeated until {last} only.") if last < now else None


def _days(parts: dict[str, str], start: datetime) -> frozenset[int] | NotWeekly:
    if "BYDAY" not in parts:
        return frozenset(range(7) if parts["FREQ"] == "DAILY" else {start.weekday()})
    names = [name.strip() for name in parts["BYDAY"].split(",")]
    if not all(name in _DAYS for name in names):
        return NotWeekly("The days on which the downtime repeats can't be read as days of every week.")
    return frozenset(_DAYS.index(name) for name in names)
