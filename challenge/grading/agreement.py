"""How far two reviewers agree who did not see each other: the share of rows decided alike, and Cohen's kappa. Pure.

Kappa is 1 where they always agree, and 0 where they agree as often as two would who decide by lot, each with their own
habits. Below `ENOUGH` cases either figure says more about chance than about people, so none is given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

ENOUGH = 30


@dataclass(frozen=True)
class Agreement:
    """cases: rows that two decided on. share, kappa: None below `ENOUGH`; kappa also where both always said one thing."""

    cases: int
    share: float | None
    kappa: float | None


def agreement(pairs: Sequence[tuple[str, str]], *, enough: int = ENOUGH) -> Agreement:
    """pairs: what the first and the second reviewer decided, one a case."""
    cases = len(pairs)
    if cases < max(enough, 1):
        return Agreement(cases, None, None)
    return Agreement(cases, sum(first == second for first, second in pairs) / cases, kappa(pairs))


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa; None where it is not defined: both always said the same one thing."""
    cases = len(pairs)
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_lot = sum(first[word] * second[word] for word in first) / cases**2
    if by_lot == 1:
        return None
    alike = sum(one == other for one, other in pairs) / cases
    return (alike - by_lot) / (1 - by_lot)
