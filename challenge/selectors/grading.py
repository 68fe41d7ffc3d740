"""A submission as its reviewer works through it: what needs a person first, then what stands by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from challenge import access
from challenge.access import Person
from challenge.grading.rubric import RUBRIC, Question
from challenge.models import Assignment, Review, Submission
from challenge.rows.decided import Decided, Grade, grade, own_rules, worth_here
from challenge.rows.histories import standings_of
from challenge.selectors.decisions import own_or_all, questions_for
from challenge.selectors.heads import SubmissionView, submission_view
from challenge.selectors.rows import open_runs
from challenge.selectors.settled import settled
from challenge.selectors.steps import StepView, step_views
from challenge.services.reviewing import holders


@dataclass(frozen=True)
class GradedRow:
    """step: what the sources say. grade: what the row counts as with its decision."""

    step: StepView
    grade: Grade

    @property
    def settled(self) -> bool:
        """By a decision, or by what was decided for the whole cohort."""
        for_all = self.grade.rule is not None or self.grade.excused
        return self.grade.decision is not None or (for_all and not self.grade.needs_person)

    @property
    def known(self) -> int:
        """The id of the decision that this page shows, 0 = none."""
        return self.grade.decision.id if self.grade.decision else 0


@dataclass(frozen=True)
class ReviewView:
    """This reviewer's own pass. rubric: (question, score or None). outcomes: (key, word) to choose from."""

    state: str
    edition: int
    rubric: tuple[tuple[Question, int | None], ...]
    outcome: str
    outcomes: tuple[tuple[str, str], ...]
    summary: str
    saved_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True)
class ForInterview:
    """For the interview. about: key of its row, "" = all of it. own: the reader noted it."""

    about: str
    text: str
    own: bool
    title: str = ""


@dataclass(frozen=True)
class GradingPage:
    """open: rows that only a person can settle. decided: or that count by a rule. folded: what stands by itself.

    held_by: (name, until) of the others who have it. mine: this reviewer has it, until `mine_until`. gradable: it is handed in.
    """

    submission: SubmissionView
    rows: tuple[GradedRow, ...]
    open: tuple[GradedRow, ...]
    decided: tuple[GradedRow, ...]
    folded: tuple[GradedRow, ...]
    review: ReviewView
    questions: tuple[ForInterview, ...]
    not_asked: int
    earned: float
    max: float
    proved: int
    mine: bool
    mine_until: datetime | None
    gradable: bool
    held_by: tuple[tuple[str, datetime], ...]


def grading_page(user: Person, submission: Submission) -> GradingPage:
    """Hidden unless this person may grade it."""
    if not access.may_grade(user, submission):
        raise access.Hidden("This is for its reviewers.")
    running = open_runs([submission.pk]).get(submission.pk)
    rows = graded_rows(submission, own_or_all(user, submission))
    counted = [row for row in rows if not row.step.bonus]
    held = holders(submission)
    return GradingPage(
        submission=submission_view(user, submission, running),
        rows=rows,
        open=tuple(row for row in rows if row.grade.needs_person),
        decided=tuple(row for row in rows if row.settled),
        folded=tuple(row for row in rows if not row.grade.needs_person and not row.settled),
        review=review_view(user, submission),
        questions=tuple(
            ForInterview(one.step_key, one.text, one.author_id == user.pk) for one in questions_for(user, submission)
        ),
        not_asked=len(submission.not_asked),
        earned=sum(row.grade.points for row in counted),
        max=sum(row.grade.max for row in counted),
        proved=sum(row.step.verdict == "pass" for row in rows),
        mine=any(one.reviewer_id == user.pk for one in held),
        mine_until=next((one.until for one in held if one.reviewer_id == user.pk), None),
        gradable=access.is_gradable(submission),
        held_by=tuple((_name(one), one.until) for one in held if one.reviewer_id != user.pk),
    )


def graded_rows(submission: Submission, decisions: Mapping[str, Decided]) -> tuple[GradedRow, ...]:
    """Every row that was asked, in definition order, with what it counts as. Asks nothing."""
    points = submission.cohort.points
    standing = settled(standings_of([submission.pk]).get(submission.pk, {}))
    running = open_runs([submission.pk]).get(submission.pk)
    rules = own_rules(submission.cohort.own_rules)
    rows = []
    for step in step_views(submission, standing, running):
        worth = worth_here(points, step.key, step.max)
        earned = step.points * worth / step.max if step.max else 0.0
        view = replace(step, points=earned, max=worth)
        decision, rule = decisions.get(step.key), rules.get(step.key)
        rows.append(GradedRow(view, grade(step.verdict, earned, worth, decision, rule, excused=bool(step.excused))))
    return tuple(rows)


def review_view(user: Person, submission: Submission) -> ReviewView:
    """What this reviewer has saved so far; an empty one where nothing is."""
    row = Review.objects.filter(submission=submission, reviewer_id=user.pk).first() or Review(submission=submission)
    return ReviewView(
        state=row.state,
        edition=row.edition,
        rubric=tuple((question, row.rubric.get(question.key)) for question in RUBRIC),
        outcome=row.outcome,
        outcomes=tuple(submission.cohort.outcomes.items()),
        summary=row.summary,
        saved_at=row.saved_at,
        finished_at=row.finished_at,
    )


def _name(assignment: Assignment) -> str:
    return assignment.reviewer.get_full_name() or assignment.reviewer.get_username()
