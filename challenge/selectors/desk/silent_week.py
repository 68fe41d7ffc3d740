"""The downtimes as one week: seven days of 24 hours, silent or loud, beside what was asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from challenge.words import Text
from verifier.checks.monitoring.silence import silence_of
from verifier.definition import Definition
from verifier.facts import NotLooked, NotThere
from verifier.facts.account import Downtimes, JudgedHost, Monitor
from verifier.facts.document import ShownDowntimes
from verifier.schedules import WEEKEND, WEEKNIGHTS
from verifier.schedules.week import DAYS, MINUTES_A_DAY, MINUTES_A_WEEK
from verifier.subjects.narrow import Values

ASKS: Mapping[str, frozenset[int]] = {
    "account_downtime_covers_weeknights": WEEKNIGHTS,
    "account_downtime_covers_the_weekend": WEEKEND,
}
"""Which minutes a check wants to be silent."""


@dataclass(frozen=True)
class Stretch:
    """Minutes of a day that are all alike, from and up to. state: "silent", "loud", "too-loud" or "too-silent"."""

    start: int
    minutes: int
    state: str

    @property
    def clock(self) -> str:
        end = self.start + self.minutes
        return f"{self.start // 60:02}:{self.start % 60:02}-{end // 60:02}:{end % 60:02}"

    @property
    def says(self) -> Text:
        return state_words()[self.state]


@dataclass(frozen=True)
class SilentWeek:
    """days: (name, stretches). zone: whose wall clock it is, "" = not told. source: where the downtimes were read."""

    days: tuple[tuple[str, tuple[Stretch, ...]], ...]
    zone: str
    source: str

    @property
    def key(self) -> list[tuple[str, Text]]:
        """What the shades mean, of those that are there."""
        there = {stretch.state for _day, stretches in self.days for stretch in stretches}
        return [(state, words) for state, words in state_words().items() if state in there]


def state_words() -> dict[str, Text]:
    return {
        "silent": _("silent, as asked"),
        "loud": _("loud, as asked"),
        "too-loud": _("loud, silence was asked"),
        "too-silent": _("silent, not asked for"),
    }


def rows_of_week(definition: Definition) -> dict[str, frozenset[int]]:
    """Row -> the minutes that it wants to be silent."""
    return {
        step.key: frozenset().union(*(ASKS[name] for name in names))
        for step in definition.steps
        if (names := [name for criterion in step.criteria for name in criterion.checks if name in ASKS])
    }


def silent_week(values: Values, asked: Collection[int]) -> SilentWeek | None:
    """From the account, else from what the document shows as code; None where neither tells of a downtime."""
    if not asked:
        return None
    told = _of_account(values) or _of_document(values)
    if told is None:
        return None
    minutes, zone, source = told
    return SilentWeek(tuple(_day(day, minutes, asked) for day in range(7)), zone, source)


def _of_account(values: Values) -> tuple[frozenset[int], str, str] | None:
    downtimes, monitor, host = values.get(Downtimes), values.get(Monitor), values.get(JudgedHost, NotLooked(""))
    if not isinstance(downtimes, Downtimes) or not isinstance(monitor, Monitor):
        return None
    silence = silence_of(
        downtimes, monitor, host if isinstance(host, JudgedHost | NotLooked | NotThere) else NotLooked("")
    )
    quiet = (*silence.aimed, *silence.broad)
    if not quiet:
        return None
    zones = sorted({one.downtime.timezone for one in quiet if one.minutes})
    return frozenset().union(*(one.minutes for one in quiet)), ", ".join(zones), "account"


def _of_document(values: Values) -> tuple[frozenset[int], str, str] | None:
    shown = values.get(ShownDowntimes)
    if not isinstance(shown, ShownDowntimes):
        return None
    minutes = [
        (day * MINUTES_A_DAY + one.start_minute + passed) % MINUTES_A_WEEK
        for one in shown.items
        if one.start_minute is not None and one.minutes is not None
        for day in one.days
        for passed in range(min(one.minutes, MINUTES_A_WEEK))
    ]
    return (frozenset(minutes), "", "document") if minutes else None


def _day(day: int, silent: Collection[int], asked: Collection[int]) -> tuple[str, tuple[Stretch, ...]]:
    first = day * MINUTES_A_DAY
    return DAYS[day], tuple(_stretches(_state(first + minute, silent, asked) for minute in range(MINUTES_A_DAY)))


def _state(minute: int, silent: Collection[int], asked: Collection[int]) -> str:
    if minute in asked:
        return "silent" if minute in silent else "too-loud"
    return "too-silent" if minute in silent else "loud"


def _stretches(states: Iterable[str]) -> list[Stretch]:
    found: list[Stretch] = []
    for minute, state in enumerate(states):
        if found and found[-1].state == state:
            found[-1] = Stretch(found[-1].start, found[-1].minutes + 1, state)
        else:
            found.append(Stretch(minute, 1, state))
    return found
