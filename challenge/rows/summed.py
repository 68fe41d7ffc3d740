"""What the work list says of a submission, from where its rows stand and what was decided on them. Pure.

A row that somebody decided on, alone or for the whole cohort, needs nobody any more; it is not counted as claimed, differing,
unknown or in a picture.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from challenge.rows.decided import NEEDS_A_PERSON, Decided, OwnRule, counts_as

IN_A_PICTURE = frozenset({"claimed", "review", "unknown"})
"""What a row may stand at when nothing but a picture speaks for it."""


@dataclass(frozen=True)
class Stands:
    """One row that was asked. pictured: a finding that goes by a picture is among what was said of it."""

    key: str
    verdict: str
    pictured: bool = False
    by_person: bool = False


@dataclass(frozen=True)
class Said:
    """One comment that the candidate may read too. by_owner: the candidate wrote it."""

    step_key: str
    by_owner: bool


@dataclass(frozen=True)
class Summed:
    """The columns of `models.Summary`. needs: rows that only a person can settle, and nobody has.

    differ, claimed, unknown, pictures: of those, the ones whose sources differ, that are claimed, that could not be looked
    at, that only a picture shows. questions: rows about which the candidate had the last word. waiting_since: when it was
    handed in, until it is graded.
    """

    verdicts: Mapping[str, str] = field(default_factory=dict)
    proved: int = 0
    needs: int = 0
    differ: int = 0
    claimed: int = 0
    unknown: int = 0
    pictures: int = 0
    questions: int = 0
    waiting_since: datetime | None = None
    checked_run: int | None = None
    checked_at: datetime | None = None


def summed(
    rows: Iterable[Stands],
    decisions: Mapping[str, Decided],
    *,
    rules: Mapping[str, OwnRule] | None = None,
    excused: Collection[str] = (),
    disputed: Collection[str] = (),
    said: Iterable[Said] = (),
    handed_in_at: datetime | None = None,
    graded_at: datetime | None = None,
    checked: tuple[int, datetime | None] | None = None,
) -> Summed:
    """decisions: those that count for everybody. rules, excused: what was decided for the whole cohort. disputed: decided
    differently by reviewers.

    said: what was said, oldest first. checked: id and end of the last check that ended.
    """
    rows = list(rows)
    open_ = [
        row
        for row in rows
        if row.key not in decisions
        and row.key not in excused
        and counts_as(row.verdict, (rules or {}).get(row.key)) in NEEDS_A_PERSON
    ]
    stands = [row.verdict for row in open_]
    last = {one.step_key: one.by_owner for one in said}
    return Summed(
        verdicts={row.key: row.verdict for row in rows},
        proved=sum(row.verdict == "pass" for row in rows),
        needs=len({row.key for row in open_} | {row.key for row in rows if row.key in disputed}),
        differ=stands.count("disagree"),
        claimed=stands.count("claimed"),
        unknown=stands.count("unknown"),
        pictures=sum(row.pictured and not row.by_person and row.verdict in IN_A_PICTURE for row in open_),
        questions=sum(last.values()),
        waiting_since=None if graded_at else handed_in_at,
        checked_run=checked[0] if checked else None,
        checked_at=checked[1] if checked else None,
    )
