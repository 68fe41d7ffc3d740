"""Which few rows matter now, and in which order. Pure: rows in, groups of their keys out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from verifier.verdicts import Verdict

MOST = 5
USUAL = 3
MOST_OF_A_KIND = 3

KINDS: Mapping[str, int] = {
    Verdict.FAIL: 0,
    Verdict.DISAGREE: 0,
    Verdict.UNKNOWN: 1,
    Verdict.WAIT: 2,
    Verdict.ABSENT: 3,
}
"""What a candidate can do something about, in the order in which it is told. A person's rows are nothing to do."""


@dataclass(frozen=True)
class Row:
    """One row as far as its place in the order goes.

    open: points that it may still bring. required: it counts, and is no bonus. unblocks: how many rows wait for it.
    reason: the sentence why. source: who said it.
    """

    key: str
    verdict: str
    open: float
    required: bool
    unblocks: int = 0
    by_person: bool = False
    reason: str = ""
    source: str = ""


@dataclass(frozen=True)
class Group:
    """Rows that are told in one line: one row, or all that could not be looked at for the same reason."""

    verdict: str
    keys: tuple[str, ...]


def next_steps(rows: Sequence[Row]) -> tuple[Group, ...]:
    """At most five lines, three of a kind; what costs nothing if left out only fills up to three, behind the rest.

    rows: in the order of the challenge, which decides between equals.
    """
    lines = [line for line in _lines(rows) if line[0].verdict in KINDS]
    lines.sort(key=_weight)
    chosen: list[Group] = []
    of_a_kind: Counter[int] = Counter()
    for line in lines:
        kind = KINDS[line[0].verdict]
        most = MOST if line[0].required else USUAL
        if of_a_kind[kind] < MOST_OF_A_KIND and len(chosen) < most:
            of_a_kind[kind] += 1
            chosen.append(Group(line[0].verdict, tuple(row.key for row in line)))
    return tuple(chosen)


def still_to_do(rows: Sequence[Row]) -> int:
    """How many rows there are that the candidate can do something about."""
    return sum(row.verdict in KINDS and not row.by_person for row in rows)


def unblocks(needs: Mapping[str, Sequence[str]], undone: AbstractSet[str]) -> dict[str, int]:
    """Step -> how many undone steps wait for it, directly or through others."""

    def waits_for(key: str, seen: set[str]) -> set[str]:
        for need in needs.get(key, ()):
            if need not in seen:
                seen.add(need)
                waits_for(need, seen)
        return seen

    found: Counter[str] = Counter()
    for key in undone:
        found.update(waits_for(key, set()) - {key})
    return dict(found)


def _lines(rows: Sequence[Row]) -> list[list[Row]]:
    lines: list[list[Row]] = []
    same: dict[tuple[str, str, bool], list[Row]] = {}
    for row in rows:
        if row.by_person:
            continue
        if row.verdict != Verdict.UNKNOWN:
            lines.append([row])
            continue
        why = (row.source, row.reason, row.required)
        if why not in same:
            same[why] = []
            lines.append(same[why])
        same[why].append(row)
    return lines


def _weight(line: Sequence[Row]) -> tuple[bool, int, int, float]:
    unblocked = sum(row.unblocks for row in line)
    return (not line[0].required, KINDS[line[0].verdict], -unblocked, -sum(row.open for row in line))
