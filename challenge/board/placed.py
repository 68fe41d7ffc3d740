"""Who is before whom. Pure.

More points are before fewer; bonus rows rank nobody. With equal points, as the rule says: `shared` shares the place
whatever the time, `elapsed` goes by the time from one's own start to the last gain without the pauses, `clock` by when
the last point was gained. Both go by whole seconds, as boards show them, so that everybody can check a place. Equal in
that, too: the same place, and the next one is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from challenge.board.happened import OF_THE_CONTEST, PAUSED, Happened
from challenge.board.rule import CLOCK, ELAPSED, Rule
from challenge.board.tallied import Tally

Pause = tuple[datetime, datetime]


@dataclass(frozen=True)
class Standing(Tally):
    """Where one submission stands. since: its own start, or when everybody's time began.

    elapsed: from then to its last gain, without pauses; None = it has gained nothing.
    """

    rank: int = 0
    since: datetime | None = None
    elapsed: timedelta | None = None


def pauses(events: Iterable[Happened], as_of: datetime) -> list[Pause]:
    """When the clock stood still; a pause that is on lasts until now."""
    found: list[Pause] = []
    began: datetime | None = None
    for event in sorted(events, key=lambda event: event.id):
        if event.kind not in OF_THE_CONTEST or event.at > as_of:
            continue
        if event.kind == PAUSED:
            began = began or event.effective_at
        elif began is not None:
            found.append((began, event.effective_at))
            began = None
    return [*found, (began, as_of)] if began is not None else found


def placed(rows: Iterable[Tally], rule: Rule, stood_still: Iterable[Pause] = ()) -> tuple[Standing, ...]:
    """In the order of a board: by place, within a place by last gain, then by a number that says nothing."""
    stood_still = list(stood_still)
    there = [Standing(**vars(row), since=_start(row, rule), elapsed=_elapsed(row, rule, stood_still)) for row in rows]
    ranked: list[Standing] = []
    for number, row in enumerate(sorted(there, key=lambda row: (_place(row, rule), _gained(row), row.submission)), 1):
        same = bool(ranked) and _place(ranked[-1], rule) == _place(row, rule)
        ranked.append(Standing(**{**vars(row), "rank": ranked[-1].rank if same else number}))
    return tuple(ranked)


def _place(row: Standing, rule: Rule) -> tuple[float, float]:
    """What ranks: fewer is better. Who never gained is equal to all who never gained."""
    if rule.ties == CLOCK:
        return -row.points, row.last_gain.timestamp() // 1 if row.last_gain else 0.0
    if rule.ties == ELAPSED:
        return -row.points, row.elapsed.total_seconds() // 1 if row.elapsed else 0.0
    return -row.points, 0.0


def _gained(row: Standing) -> float:
    return row.last_gain.timestamp() if row.last_gain else float("inf")


def _start(row: Tally, rule: Rule) -> datetime | None:
    return _own_start(row) or rule.opens_at or row.joined_at


def _elapsed(row: Tally, rule: Rule, stood_still: list[Pause]) -> timedelta | None:
    if row.last_gain is None:
        return None
    return went_by(_start(row, rule) or row.last_gain, row.last_gain, stood_still)


def went_by(start: datetime, end: datetime, stood_still: Iterable[Pause]) -> timedelta:
    """How much time there was between them, but for the pauses."""
    none = timedelta()
    still = sum((max(none, min(to, end) - max(since, start)) for since, to in stood_still), none)
    return max(none, end - start - still)


def _own_start(row: Tally) -> datetime | None:
    """When they began it themselves. Who had something proved before has begun without saying so, and gains nothing by saying it late."""
    began = row.started_at
    return None if began is None or any(proof.first < began for proof in row.proofs) else began
