"""Everything about one graded submission on one printable page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise

from challenge import access
from challenge.access import Person
from challenge.looks import kept
from challenge.models import Judgment, Run, Submission
from challenge.rows.asked import asked_of, definition_of
from challenge.rows.decided import Grade
from challenge.selectors.cohorts import handed_in
from challenge.selectors.decisions import own_or_all, questions_for, sees_others
from challenge.selectors.grading import GradedRow, graded_rows
from challenge.selectors.heads import SubmissionView, submission_view
from challenge.selectors.reviews import Pass, may_take_along, names_of_reviewers, passes
from challenge.services.bundle_parts import is_late
from challenge.time_box import ends_at
from challenge.words import decision_text


@dataclass(frozen=True)
class Points:
    """By what they go by; the four add up to all that was earned."""

    proved: float
    claimed: float
    decided: float
    partly: float
    max: float

    @property
    def earned(self) -> float:
        return self.proved + self.claimed + self.decided + self.partly


@dataclass(frozen=True)
class ReportRow:
    """decided: what a person decided, as a word, "" = nobody did. changed: the sources say something else since then."""

    row: GradedRow
    decided: str | Promise
    by: str
    at: datetime | None
    reason: str
    changed: bool


@dataclass(frozen=True)
class ReportSection:
    title: str
    rows: tuple[ReportRow, ...]


@dataclass(frozen=True)
class SourceLine:
    """One source of the look that counts. reason "": it was looked at as a whole."""

    source: str
    how: str
    state: str
    at: datetime | None
    reason: str


@dataclass(frozen=True)
class Used:
    """A house rule that decided something: its sentence, what this cohort chose, and titles of the rows."""

    text: str
    choice: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A question for the interview. about: the title of a row, "" = all of it."""

    about: str
    text: str


@dataclass(frozen=True)
class Report:
    """apart: two reviewers look, each without seeing the other, so that only this reader's own pass is in it. has_evidence: there is a
    frozen bundle that they may take along.
    """

    submission: SubmissionView
    challenge: str
    started_at: datetime | None
    handed_in_at: datetime | None
    late: bool
    due_at: datetime | None
    graded_at: datetime | None
    outcome: str
    sources: tuple[SourceLine, ...]
    looked_at: datetime | None
    counts: Mapping[str, int]
    points: Points
    bonus: Points
    sections: tuple[ReportSection, ...]
    not_asked: tuple[str, ...]
    passes: tuple[Pass, ...]
    questions: tuple[Asked, ...]
    rules: tuple[Used, ...]
    commit: str
    bundle: str
    definition: str
    engine: str
    apart: bool
    has_evidence: bool


def report(user: Person, submission: Submission) -> Report:
    """Hidden unless this person may read how it was graded."""
    if not access.may_read_grade(user, submission):
        raise access.Hidden("This is for its reviewers.")
    rows = graded_rows(submission, own_or_all(user, submission))
    run = submission.hand_in_run or submission.runs.filter(state="finished").order_by("-pk").first()
    titles = {step.key: step.title for step in asked_of(submission).steps}
    return Report(
        submission=submission_view(user, submission, None),
        challenge=submission.cohort.version.challenge.name,
        started_at=submission.started_at,
        handed_in_at=handed_in(submission),
        late=is_late(submission),
        due_at=ends_at(submission, timezone.now()),
        graded_at=submission.graded_at,
        outcome=str(submission.cohort.outcomes.get(submission.outcome, submission.outcome)),
        sources=_sources(run),
        looked_at=run.ended_at if run else None,
        counts=Counter(row.step.verdict for row in rows),
        points=points_by_ground(row.grade for row in rows if not row.step.bonus),
        bonus=points_by_ground(row.grade for row in rows if row.step.bonus),
        sections=_sections(submission, rows),
        not_asked=tuple(title for key, title in titles.items() if key in submission.not_asked),
        passes=passes(user, submission),
        questions=_questions(user, submission, titles),
        rules=_rules(submission, rows),
        commit=submission.receipt.get("commit", "") or submission.document_commit,
        bundle=submission.bundle_digest,
        definition=run.version.label if run else submission.cohort.version.label,
        engine=run.engine if run else "",
        apart=not sees_others(submission),
        has_evidence=bool(submission.bundle) and may_take_along(user, submission),
    )


def points_by_ground(grades: Iterable[Grade]) -> Points:
    """Each row's points where they come from: a decision, what was seen, what was said, or a part of what was asked."""
    sums = {"proved": 0.0, "claimed": 0.0, "decided": 0.0, "partly": 0.0}
    most = 0.0
    for grade in grades:
        ground = {"pass": "proved", "claimed": "claimed"}.get(grade.verdict, "partly")
        if grade.decision is not None and grade.decision.kind != "leave":
            ground = "decided"
        sums[ground] += grade.points
        most += grade.max
    return Points(**sums, max=most)


def _sections(submission: Submission, rows: tuple[GradedRow, ...]) -> tuple[ReportSection, ...]:
    names = names_of_reviewers(row.grade.decision.reviewer_id for row in rows if row.grade.decision)
    found = []
    for key, title in submission.cohort.version.sections.order_by("position").values_list("key", "title"):
        own = tuple(_row(row, names) for row in rows if row.step.section == key)
        if own:
            found.append(ReportSection(title, own))
    return tuple(found)


def _row(row: GradedRow, names: Mapping[int, str]) -> ReportRow:
    decision = row.grade.decision
    if decision is None:
        return ReportRow(row, "", "", None, "", changed=False)
    by = names.get(decision.reviewer_id, "")
    return ReportRow(row, decision_text(decision.kind), by, decision.at, decision.reason, changed=row.grade.outdated)


def _sources(run: Run | None) -> tuple[SourceLine, ...]:
    if run is None:
        return ()
    found = []
    for one in run.collections.select_related("target").defer("raw").order_by("id"):
        facts = kept.facts_of(one)
        found.append(
            SourceLine(one.source, kept.how_of(one).value, one.state, one.ended_at, one.reason or facts.reason)
        )
    return tuple(found)


def _questions(user: Person, submission: Submission, titles: Mapping[str, str]) -> tuple[Asked, ...]:
    rows = questions_for(user, submission)
    return tuple(Asked(titles.get(row.step_key, ""), row.text) for row in rows)


def _rules(submission: Submission, rows: Iterable[GradedRow]) -> tuple[Used, ...]:
    """Those that the verdicts of these rows name, in the definition's order."""
    titles = {(row.step.run_id, row.step.key): row.step.title for row in rows if row.step.run_id}
    used: dict[str, dict[str, None]] = {}
    judged = Judgment.objects.filter(run_id__in={run_id for run_id, _ in titles}).order_by("step__position")
    for run_id, key, findings in judged.values_list("run_id", "step__key", "findings"):
        for finding in findings:
            if finding.get("rule") and (run_id, key) in titles:
                used.setdefault(finding["rule"], {})[titles[run_id, key]] = None
    definition = definition_of(submission.cohort.version)
    chosen = definition.default_rules() | submission.cohort.rules
    return tuple(
        Used(rule.text, chosen[rule.name], tuple(used[rule.name]))
        for rule in definition.house_rules
        if rule.name in used
    )
