"""Events -> ranks, as of a time. Pure: no database, no clock.

What counts is proof. A step that was proved in any finished run stays proved, with the time of its
first proof; only judging that run again can take it back. Freeze is nothing but `as_of`.

Order: more points first; of equal points, who gained the last of them earlier. Equal in both: the
same rank. Bonus rows are counted apart and rank nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

COUNTED = ("run.finished", "run.rejudged")
JOINED = "submission.joined"


@dataclass(frozen=True)
class Happened:
    """What the standings need of an event. at: written; effective_at: became true."""

    id: int
    kind: str
    submission: int
    run: int | None
    data: Mapping[str, Any]
    at: datetime
    effective_at: datetime


@dataclass(frozen=True)
class Proof:
    """A proved step: what it is worth, and when it was first and last seen."""

    step: str
    worth: float
    bonus: bool
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Standing:
    """Where one submission stands. latest: step -> the verdict that counts, as its newest event told it."""

    rank: int
    submission: int
    points: float
    bonus: float
    last_gain: datetime | None
    proofs: tuple[Proof, ...]
    latest: Mapping[str, str]

    @property
    def passes(self) -> int:
        return len(self.proofs)


@dataclass(frozen=True)
class _Look:
    """One finished run, as it was last judged."""

    run: int
    at: datetime
    steps: Mapping[str, tuple[str, float, bool]]


def standings(events: Iterable[Happened], as_of: datetime) -> tuple[Standing, ...]:
    """Everybody who had joined by then, best first; of the same rank, by submission."""
    looks: dict[int, dict[int, _Look]] = defaultdict(dict)
    told: dict[int, dict[str, str]] = defaultdict(dict)
    for event in sorted(events, key=lambda event: event.id):
        if event.at > as_of or event.kind not in (JOINED, *COUNTED):
            continue
        own = looks[event.submission]
        if event.kind in COUNTED and event.run is not None:
            own[event.run] = _look(event, event.run)
            told[event.submission] |= event.data.get("stands", {})
    rows = [_standing(submission, list(runs.values()), told[submission]) for submission, runs in looks.items()]
    return _ranked(rows)


def _look(event: Happened, run: int) -> _Look:
    steps = {
        key: (str(verdict), float(worth), bool(bonus))
        for key, (verdict, worth, bonus) in event.data.get("steps", {}).items()
    }
    return _Look(run, event.effective_at, steps)


def _standing(submission: int, looks: list[_Look], told: Mapping[str, str]) -> Standing:
    proofs: dict[str, Proof] = {}
    latest: dict[str, str] = {}
    for look in sorted(looks, key=lambda look: (look.at, look.run)):
        for key, (verdict, worth, bonus) in look.steps.items():
            latest[key] = verdict
            if verdict == "pass":
                first = proofs[key].first if key in proofs else look.at
                proofs[key] = Proof(key, worth, bonus, first, look.at)
    counted = [proof for proof in proofs.values() if not proof.bonus]
    return Standing(
        rank=0,
        submission=submission,
        points=sum(proof.worth for proof in counted),
        bonus=sum(proof.worth for proof in proofs.values() if proof.bonus),
        last_gain=max((proof.first for proof in counted if proof.worth), default=None),
        proofs=tuple(proofs.values()),
        latest={**latest, **told},
    )


def _ranked(rows: list[Standing]) -> tuple[Standing, ...]:
    ordered = sorted(rows, key=lambda row: (*_place(row), row.submission))
    ranked: list[Standing] = []
    for number, row in enumerate(ordered, start=1):
        same = bool(ranked) and _place(ranked[-1]) == _place(row)
        rank = ranked[-1].rank if same else number
        ranked.append(Standing(rank, row.submission, row.points, row.bonus, row.last_gain, row.proofs, row.latest))
    return tuple(ranked)


def _place(row: Standing) -> tuple[float, float]:
    """What ranks: fewer is better. Who never gained is equal to all who never gained."""
    return (-row.points, row.last_gain.timestamp() if row.last_gain else 0.0)
