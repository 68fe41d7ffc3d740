"""How far the reviewers of a cohort agree, of first passes that were made without seeing each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from challenge import access
from challenge.access import Person
from challenge.grading.agreement import ENOUGH, Agreement, agreement
from challenge.models import Cohort, Review
from challenge.rows.asked import definition_of
from challenge.rows.decided import Decided, in_force
from challenge.rows.passes import decided

NOTHING = "nothing"
"""What somebody said who left a row that the other decided on."""


@dataclass(frozen=True)
class RowAgreement:
    key: str
    title: str
    figures: Agreement


@dataclass(frozen=True)
class CohortAgreement:
    """submissions: with two finished first passes. rows: those that anybody decided on, in definition order.

    asked: whether two first passes are; of one there are no figures.
    """

    submissions: int
    total: Agreement
    rows: tuple[RowAgreement, ...]
    enough: int = ENOUGH
    asked: bool = True


def cohort_agreement(user: Person, cohort: Cohort) -> CohortAgreement:
    """For a lead; Hidden for others. Where one first pass is asked there is nothing to compare."""
    if not access.may_run_cohort(user, cohort):
        raise access.Hidden("There are no such figures for you.")
    if cohort.first_passes == 1:
        return CohortAgreement(0, agreement([]), (), asked=False)
    passes = _two_first_passes(cohort)
    history = decided(passes)
    by_row: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for submission, (one, other) in passes.items():
        for key, pair in _cases(history.get(submission, ()), one, other):
            by_row[key].append(pair)
    steps = definition_of(cohort.version).steps
    return CohortAgreement(
        submissions=len(passes),
        total=agreement([pair for pairs in by_row.values() for pair in pairs]),
        rows=tuple(
            RowAgreement(step.key, step.title, agreement(by_row[step.key])) for step in steps if by_row[step.key]
        ),
    )


def _two_first_passes(cohort: Cohort) -> dict[int, tuple[Review, Review]]:
    """submission -> the two whose first passes were finished first."""
    found: dict[int, list[Review]] = defaultdict(list)
    rows = Review.objects.filter(submission__cohort=cohort, submission__withdrawn_at=None, finished_at__isnull=False)
    for row in rows.order_by("finished_at", "id"):
        found[row.submission_id].append(row)
    return {key: (rows[0], rows[1]) for key, rows in found.items() if len(rows) > 1}


def _cases(history: tuple[Decided, ...], one: Review, other: Review) -> Iterator[tuple[str, tuple[str, str]]]:
    """Rows that at least one of them decided on, as they stood when each first pass was finished."""
    first, second = _of(history, one), _of(history, other)
    for key in first.keys() | second.keys():
        yield key, (first.get(key, NOTHING), second.get(key, NOTHING))


def _of(history: tuple[Decided, ...], review: Review) -> dict[str, str]:
    assert review.finished_at is not None
    own = in_force(
        one
        for one in history
        if one.reviewer_id == review.reviewer_id and not one.settles and one.at and one.at <= review.finished_at
    )
    return {key: f"{one.kind} {one.verdict}".strip() for key, one in own.items()}
