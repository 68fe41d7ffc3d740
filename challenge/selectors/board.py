"""The board of a cohort: ranks from the events, frozen where the cohort says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from challenge.access import Person
from challenge.models import Cohort
from challenge.selectors.cohorts import Strip


@dataclass(frozen=True)
class BoardRow:
    """passes: rows proved of `of`. last_gain: when the points were last raised."""

    rank: int
    submission_id: int
    code: str
    name: str
    points: float
    bonus: float
    passes: int
    of: int
    last_gain: datetime | None
    strip: Strip


@dataclass(frozen=True)
class Board:
    """as_of: what was known then is shown. frozen: as_of lies in the past because the cohort is frozen."""

    cohort_key: str
    cohort_name: str
    rows: tuple[BoardRow, ...]
    as_of: datetime
    frozen: bool
    max: float
    last_event_id: int


def board(user: Person, cohort: Cohort) -> Board:
    """Hidden unless the cohort has a board and this person belongs to the cohort."""
    raise NotImplementedError
