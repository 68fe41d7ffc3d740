"""Reads the script: what is done when, by the clock of whoever plays it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
SCRIPT = HERE / "script.txt"


@dataclass(frozen=True)
class Deed:
    """One line of a script: what somebody does."""

    at: datetime
    who: str
    what: tuple[str, ...]


def script(began: datetime, path: Path = SCRIPT) -> list[Deed]:
    """What is done in a demo that began then, in the order of time."""
    lines = [line.partition("#")[0].split() for line in path.read_text("utf-8").splitlines()]
    deeds = [Deed(began + span(at), who, tuple(what)) for at, who, *what in filter(None, lines)]
    return sorted(deeds, key=lambda deed: deed.at)


def span(text: str) -> timedelta:
    """Of "-05:30", minutes and seconds."""
    minutes, seconds = text.lstrip("-").split(":")
    length = timedelta(minutes=int(minutes), seconds=int(seconds))
    return -length if text.startswith("-") else length


def between(deeds: Iterable[Deed], after: datetime, until: datetime) -> list[Deed]:
    """What is to be done now by whoever has done everything up to `after`."""
    return [deed for deed in deeds if after < deed.at <= until]
