"""What two reviewers decided differently, side by side, once both have finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from challenge import access
from challenge.access import Person
from challenge.grading.rubric import RUBRIC, Question
from challenge.models import Review, Submission
from challenge.rows.asked import asked_of
from challenge.rows.decided import Decided, in_force
from challenge.rows.passes import decided, differing, sees_others
from challenge.selectors.decisions import counting
from challenge.selectors.heads import SubmissionView, submission_view
from challenge.selectors.rows import standings_of
from challenge.selectors.settled import settled


@dataclass(frozen=True)
class DifferingRow:
    """said: each reviewer's decision, None = none, in the order of the page. upon: what the sources say, and why.

    settled: what somebody decided over both. known: its id, 0 = none.
    """

    key: str
    title: str
    verdict: str
    reason: str
    said: tuple[Decided | None, ...]
    settled: Decided | None

    @property
    def known(self) -> int:
        return self.settled.id if self.settled else 0


@dataclass(frozen=True)
class DifferingPage:
    """rubric: (question, each reviewer's score, whether they differ). outcomes: each one's word. choice: (key, word)."""

    submission: SubmissionView
    reviewers: tuple[str, ...]
    rows: tuple[DifferingRow, ...]
    open: int
    alike: int
    rubric: tuple[tuple[Question, tuple[int | None, ...], bool], ...]
    outcomes: tuple[str, ...]
    summaries: tuple[str, ...]
    choice: tuple[tuple[str, str], ...]
    outcome: str
    outcome_reason: str
    graded_at: datetime | None


def differing_page(user: Person, submission: Submission) -> DifferingPage:
    """Hidden unless this person may grade it, the cohort asks for two first passes, and both are finished."""
    if not access.may_grade(user, submission) or submission.cohort.first_passes == 1 or not sees_others(submission):
        raise access.Hidden("There is nothing to settle here, or not yet.")
    passes = list(
        Review.objects.filter(submission=submission, finished_at__isnull=False)
        .select_related("reviewer")
        .order_by("id")
    )
    history = decided([submission.pk]).get(submission.pk, ())
    own = [
        in_force(one for one in history if one.reviewer_id == review.reviewer_id and not one.settles)
        for review in passes
    ]
    holds, open_ = counting(submission, history), differing(submission)
    settled_rows = {key: one for key, one in holds.items() if one.settles}
    words = submission.cohort.outcomes
    return DifferingPage(
        submission=submission_view(user, submission, None),
        reviewers=tuple(one.reviewer.get_full_name() or one.reviewer.get_username() for one in passes),
        rows=_rows(submission, open_ | settled_rows.keys(), own, settled_rows),
        open=len(open_),
        alike=len(holds) - len(settled_rows),
        rubric=tuple(_scores(question, passes) for question in RUBRIC),
        outcomes=tuple(str(words.get(one.outcome, one.outcome)) for one in passes),
        summaries=tuple(one.summary for one in passes),
        choice=tuple(words.items()),
        outcome=submission.outcome or (passes[0].outcome if len({one.outcome for one in passes}) == 1 else ""),
        outcome_reason=submission.outcome_reason,
        graded_at=submission.graded_at,
    )


def _rows(
    submission: Submission, keys: frozenset[str], own: list[dict[str, Decided]], settled_rows: dict[str, Decided]
) -> tuple[DifferingRow, ...]:
    standing = settled(standings_of([submission.pk]).get(submission.pk, {}))
    rows = []
    for step in asked_of(submission).steps:
        if step.key in keys:
            look = standing[step.key].look if step.key in standing else None
            said = tuple(one.get(step.key) for one in own)
            verdict, reason = (look.verdict, look.reason) if look else ("", "")
            rows.append(DifferingRow(step.key, step.title, verdict, reason, said, settled_rows.get(step.key)))
    return tuple(rows)


def _scores(question: Question, passes: list[Review]) -> tuple[Question, tuple[int | None, ...], bool]:
    scores = tuple(one.rubric.get(question.key) for one in passes)
    return question, scores, len(set(scores)) > 1
