"""When a recurring downtime is on: its current or next occurrence. Pure; times are local to the downtime's zone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import rrulestr

WEEK_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FREQUENCIES = {"days": "DAILY", "weeks": "WEEKLY", "months": "MONTHLY", "years": "YEARLY"}
_DURATION = re.compile(r"(\d+)([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

Span = tuple[float, float]


def zone(name: str) -> ZoneInfo:
    """A ValueError when there is no such zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone") from None


def duration(text: str) -> timedelta:
    """`14h`, `1d`, `2w`; `m` is minutes, there are no months."""
    if not (match := _DURATION.fullmatch(text)):
        raise ValueError(f"{text!r} is no duration")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def checked_rule(rule: str, *, start: datetime) -> None:
    """A ValueError when the rule cannot be read."""
    rrulestr(rule, dtstart=start)


def occurrence(rule: str, *, start: datetime, lasting: timedelta, timezone: str, now: float) -> Span | None:
    """The occurrence that is on, else the next one, in epoch seconds; None when there is none any more."""
    place = zone(timezone)
    local_now = datetime.fromtimestamp(now, place).replace(tzinfo=None)
    rules = rrulestr(rule, dtstart=start)
    began = rules.before(local_now, inc=True)
    if began is not None and began + lasting > local_now:
        return _span(began, lasting, place)
    following = rules.after(local_now)
    return None if following is None else _span(following, lasting, place)


def rule_of(recurrence: dict[str, Any], *, timezone: str) -> str:
    """A version 1 recurrence as the RRULE that version 2 shows for it."""
    if recurrence["type"] == "rrule":
        return str(recurrence["rrule"]).removeprefix("RRULE:")
    parts = [f"FREQ={_FREQUENCIES[recurrence['type']]}", f"INTERVAL={recurrence.get('period') or 1}"]
    if recurrence.get("week_days"):
        parts.append("BYDAY=" + ",".join(day[:2].upper() for day in recurrence["week_days"]))
    if recurrence.get("until_occurrences"):
        parts.append(f"COUNT={recurrence['until_occurrences']}")
    elif recurrence.get("until_date"):
        until = datetime.fromtimestamp(recurrence["until_date"], zone(timezone)).replace(tzinfo=None)
        parts.append(f"UNTIL={until:%Y%m%dT%H%M%S}")
    return ";".join(parts)


def _span(local_start: datetime, lasting: timedelta, place: ZoneInfo) -> Span:
    begins = local_start.replace(tzinfo=place)
    ends = (local_start + lasting).replace(tzinfo=place)
    return begins.timestamp(), ends.timestamp()
