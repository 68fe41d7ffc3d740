"""The minutes of a week: sets of them, what lacks in them, and words for them.

Slack: an end of 23:59:59 is common (Datadog's own guide uses 86,399 s for a day), and so is a start a moment
late. So a gap, or an intrusion, of a single minute is forgiven wherever it stands; two minutes in a row are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

MINUTES_A_DAY = 1_440
MINUTES_A_WEEK = 7 * MINUTES_A_DAY
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Minutes = Set[int]


def minutes_between(days: Iterable[int], from_minute: int, to_minute: int) -> frozenset[int]:
    """The minutes from `from_minute` up to, not with, `to_minute` of each day (0 = Monday); at most 1,440."""
    return frozenset(day * MINUTES_A_DAY + minute for day in days for minute in range(from_minute, to_minute))


OFFICE = minutes_between(range(5), 9 * 60, 19 * 60)
WEEKNIGHTS = minutes_between(range(5), 19 * 60, 24 * 60) | minutes_between(range(1, 6), 0, 9 * 60)
NIGHTS = minutes_between(range(7), 19 * 60, 24 * 60) | minutes_between(range(7), 0, 9 * 60)
WEEKEND = minutes_between((5, 6), 0, 24 * 60)


def covered(minutes: Minutes, day: int, from_minute: int, to_minute: int) -> bool:
    """Is this part of a day (0 = Monday) wholly among the minutes? Without slack."""
    return minutes_between((day,), from_minute, to_minute) <= minutes


def missing(minutes: Minutes, wanted: Minutes, *, slack: int = 1) -> tuple[str, ...]:
    """The wanted ranges that are not among the minutes: ("Tue 06:00-09:00",). Gaps up to `slack` are forgiven."""
    return ranges(_longer_than(slack, wanted - minutes))


def intruding(minutes: Minutes, forbidden: Minutes, *, slack: int = 1) -> tuple[str, ...]:
    """The forbidden ranges that are among the minutes; those up to `slack` minutes long are forgiven."""
    return ranges(_longer_than(slack, minutes & forbidden))


def ranges(minutes: Minutes) -> tuple[str, ...]:
    """For people, cut at midnight, equal days joined: ("Mon-Fri 19:00-24:00", "Tue-Sat 00:00-09:00")."""
    days_of: dict[tuple[int, int], list[int]] = {}
    for first, last in _runs(minutes):
        for day in range(first // MINUTES_A_DAY, last // MINUTES_A_DAY + 1):
            midnight = day * MINUTES_A_DAY
            clock = (max(first - midnight, 0), min(last - midnight + 1, MINUTES_A_DAY))
            days_of.setdefault(clock, []).append(day)
    in_order = sorted(days_of.items(), key=lambda item: (item[1][0], item[0]))
    return tuple(f"{_name_days(days)} {_clock(start)}-{_clock(end)}" for (start, end), days in in_order)


def describe(minutes: Minutes) -> str:
    """One line: "Mon-Fri 19:00-24:00, Tue-Sat 00:00-09:00", "the whole week" or "no minute"."""
    if len(minutes) == MINUTES_A_WEEK:
        return "the whole week"
    return ", ".join(ranges(minutes)) or "no minute"


def _runs(minutes: Minutes) -> Iterator[tuple[int, int]]:
    """First and last minute of each unbroken run, Monday to Sunday; a run over the week's end comes as two."""
    first = previous = None
    for minute in sorted(minutes):
        if first is None or previous is None:
            first = minute
        elif minute != previous + 1:
            yield first, previous
            first = minute
        previous = minute
    if first is not None and previous is not None:
        yield first, previous


def _longer_than(slack: int, minutes: Minutes) -> frozenset[int]:
    """The minutes without runs of up to `slack`; the week is a ring, so Sunday's last minute touches Monday's first."""
    runs = list(_runs(minutes))
    lengths = {run: run[1] - run[0] + 1 for run in runs}
    if len(runs) > 1 and runs[0][0] == 0 and runs[-1][1] == MINUTES_A_WEEK - 1:
        lengths[runs[0]] = lengths[runs[-1]] = lengths[runs[0]] + lengths[runs[-1]]
    kept = (run for run in runs if lengths[run] > slack)
    return frozenset(minute for first, last in kept for minute in range(first, last + 1))


def _name_days(days: list[int]) -> str:
    """[0, 1, 2, 4] -> "Mon-Wed and Fri"."""
    names = []
    while days:
        length = next((n for n in range(1, len(days)) if days[n] != days[0] + n), len(days))
        run, days = days[:length], days[length:]
        names.append(DAYS[run[0]] if length == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}")
    return " and ".join(names)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
