"""Reads the script of the contest, and the standings that were derived from it by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sandbox.contest.script import Deed

HERE = Path(__file__).parent
DAYS = {"tue": 10, "wed": 11, "thu": 12}
ALWAYS = 13
"""Requests that every look makes."""
RULES = ("shared", "elapsed", "clock")


@dataclass(frozen=True)
class Place:
    """One line of the standings. ranks: tie rule -> place."""

    points: float
    last_gain: datetime | None
    ranks: Mapping[str, int]


def script() -> list[Deed]:
    rows = [line.split() for line in _lines("script.txt")]
    deeds = [Deed(moment(day, time), who, tuple(what)) for day, time, who, *what in rows]
    assert deeds == sorted(deeds, key=lambda deed: deed.at), "the script goes from top to bottom"
    return deeds


def standings() -> dict[str, dict[str, Place]]:
    """freeze and end -> team -> its place."""
    found: dict[str, dict[str, Place]] = {}
    part: dict[str, Place] = {}
    for line in _lines("standings.txt"):
        if line.startswith("["):
            part = found[line.strip("[]")] = {}
            continue
        team, points, *gain = line.split()
        ranks = dict(zip(RULES, map(int, gain[-3:]), strict=True))
        part[team] = Place(float(points), None if gain[0] == "never" else moment(gain[0], gain[1]), ranks)
    return found


def requests() -> dict[datetime, int]:
    """look -> how many requests it makes."""
    rows = [line.split() for line in _lines("requests.txt")]
    return {moment(day, time): ALWAYS + sum(map(int, numbers)) for day, time, *numbers in rows}


def moment(day: str, time: str) -> datetime:
    hours, minutes = time.split(":")
    return datetime(2026, 3, DAYS[day], int(hours), int(minutes), tzinfo=UTC)


def _lines(name: str) -> Iterator[str]:
    for line in (HERE / name).read_text("utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text:
            yield text
