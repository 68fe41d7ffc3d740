"""Points, from the definition alone. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from verifier.verdicts import Verdict

OPEN = frozenset({Verdict.UNKNOWN, Verdict.WAIT, Verdict.BLOCKED, Verdict.REVIEW, Verdict.DISAGREE})
"""Verdicts that earn nothing until somebody or something settles them; their points are open, not lost."""


class Claims(StrEnum):
    """What a claim that nobody confirmed is worth: in hiring all of it, in contests nothing."""

    FULL = "full"
    HALF = "half"
    NONE = "none"

    @property
    def share(self) -> float:
        return {Claims.FULL: 1.0, Claims.HALF: 0.5, Claims.NONE: 0.0}[self]

    @property
    def told(self) -> str:
        """What points count, as people read it: the same sentence wherever points stand."""
        return {
            Claims.FULL: "Points count what is proved and what reads “You say so”; bonus rows apart.",
            Claims.HALF: "Points count what is proved, and half of what reads “You say so”; bonus rows apart.",
            Claims.NONE: "Points count only what is proved; bonus rows apart.",
        }[self]


@dataclass(frozen=True)
class Score:
    """earned + open + lost = max. With half claims `earned` may end in .5."""

    earned: float
    open: float
    lost: float
    max: float


def earned(verdict: Verdict | None, points: int, claims: Claims) -> float:
    """What one step earns."""
    if verdict is Verdict.PASS:
        return points
    return points * claims.share if verdict is Verdict.CLAIMED else 0


def still_open(verdict: Verdict | None, points: int, claims: Claims) -> float:
    """What one step could still earn."""
    if verdict is None or verdict in OPEN:
        return points
    return points * (1 - claims.share) if verdict is Verdict.CLAIMED else 0


def total(rows: Iterable[tuple[Verdict | None, int]], claims: Claims) -> Score:
    """Sum of (verdict, points) rows."""
    rows = list(rows)
    have = sum(earned(verdict, points, claims) for verdict, points in rows)
    may = sum(still_open(verdict, points, claims) for verdict, points in rows)
    most = sum(points for _, points in rows)
    return Score(have, may, most - have - may, most)
