"""What the two versions of the downtimes API say -> Recurrence.

v1 gives the epoch seconds of the current or next occurrence and a recurrence of its own kind; v2 gives naive
local starts, durations such as `14h` and an rrule. Whether a downtime is active, and which monitor it is for,
is not looked at here. Sources: the OpenAPI descriptions of v1 and v2, recorded answers of both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from verifier.schedules.recurrence import NotWeekly, Recurrence

_DURATION = re.compile(r"(\d{1,7})([mhdw])")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}
_ZONE = re.compile(r"[A-Za-z0-9_+-]{1,40}(/[A-Za-z0-9_+-]{1,40}){0,2}")
_FREQUENCIES = {"days": "DAILY", "weeks": "WEEKLY", "months": "MONTHLY", "years": "YEARLY"}
_ONCE = NotWeekly("The downtime happens once; it does not repeat.")


@dataclass(frozen=True)
class Schedule:
    """All that a v2 downtime's `schedule` says. The zone is the one its starts are in, not the one for display."""

    recurrences: tuple[Recurrence | NotWeekly, ...]
    timezone: str


def read_v2_schedule(schedule: Mapping[str, object]) -> Schedule:
    """The `schedule` of a v2 downtime. One-time ones, which have no recurrences, say so; no zone is UTC.

    Datadog allows five recurrences. Whatever is there is read: one that were left out might be silent when it must not.
    """
    zone = schedule.get("timezone")
    zone = zone if isinstance(zone, str) and zone else "UTC"
    found = schedule.get("recurrences")
    items = found if isinstance(found, list) else []
    unknown = zone_problem(zone)
    read = tuple(unknown or from_v2(item) for item in items)
    return Schedule(read or (_ONCE,), zone)


def from_v2(recurrence: object) -> Recurrence | NotWeekly:
    """One item of v2's `schedule.recurrences`: {"start": "…T19:00", "duration": "14h", "rrule": "FREQ=…"}.

    In its durations `m` are minutes.
    """
    item = recurrence if isinstance(recurrence, Mapping) else {}
    start, duration, rrule = (item.get(key) for key in ("start", "duration", "rrule"))
    if not isinstance(start, str) or not isinstance(duration, str):
        return NotWeekly("The downtime's start and duration can't be read.")
    if not isinstance(rrule, str) or not rrule.strip():
        return _ONCE
    length = _DURATION.fullmatch(duration.strip())
    if not length:
        return NotWeekly("The downtime's duration can't be read.")
    return Recurrence(start.strip(), int(length[1]) * _SECONDS[length[2]], rrule)


def from_v1(start: object, end: object, recurrence: object, timezone: str) -> Recurrence | NotWeekly:
    """A v1 downtime: `start` and `end` in epoch seconds, its `recurrence` (None: once) and its IANA zone."""
    if not isinstance(recurrence, Mapping) or not recurrence:
        return _ONCE
    zone = _zone(timezone)
    if isinstance(zone, NotWeekly):
        return zone
    first, last = _local(start, zone), _local(end, zone)
    if first is None or last is None:
        return NotWeekly("The downtime's start and end can't be read.")
    rrule = _v1_rule(recurrence, zone)
    if isinstance(rrule, NotWeekly):
        return rrule
    return Recurrence(first.isoformat(timespec="seconds"), int((last - first).total_seconds()), rrule)


def zone_problem(name: str) -> NotWeekly | None:
    """Why a name is no IANA time zone, or None."""
    zone = _zone(name)
    return zone if isinstance(zone, NotWeekly) else None


def _zone(name: str) -> tzinfo | NotWeekly:
    if name in {"UTC", "Etc/UTC"}:
        return UTC
    try:
        if _ZONE.fullmatch(name):
            return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        pass
    shown = "".join(character if character.isprintable() else "?" for character in name[:40])
    return NotWeekly(f"“{shown}” is no time zone that is known here.")


def _local(epoch: object, zone: tzinfo) -> datetime | None:
    """The wall clock, without its zone: a night's length is counted on the wall, not by the clock change in it."""
    if not isinstance(epoch, int | float) or isinstance(epoch, bool):
        return None
    try:
        return datetime.fromtimestamp(int(epoch), zone).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None


def _v1_rule(recurrence: Mapping[str, object], zone: tzinfo) -> str | NotWeekly:
    kind = recurrence.get("type")
    if kind == "rrule":
        rule = recurrence.get("rrule")
        return rule if isinstance(rule, str) else _ONCE
    if not isinstance(kind, str) or kind not in _FREQUENCIES:
        return NotWeekly("The way in which the downtime repeats can't be read.")
    parts = [f"FREQ={_FREQUENCIES[kind]}", f"INTERVAL={recurrence.get('period') or 1}"]
    days = recurrence.get("week_days")
    if days and isinstance(days, list):
        parts.append("BYDAY=" + ",".join(str(day)[:2].upper() for day in days))
    if recurrence.get("until_occurrences"):
        parts.append(f"COUNT={recurrence['until_occurrences']}")
    if recurrence.get("until_date"):
        until = _local(recurrence["until_date"], zone)
        parts.append(f"UNTIL={until:%Y%m%d}" if until else "UNTIL=?")
    return ";".join(parts)
