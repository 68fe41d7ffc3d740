"""Everything about one step of one submission: what each source says, and what it goes by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from challenge import access
from challenge.access import Person
from challenge.models import Judgment, Step, Submission
from challenge.selectors.deciding import EvidenceLine
from challenge.selectors.heads import SubmissionView, submission_view
from challenge.selectors.rows import NOTHING, open_runs, standings_of
from challenge.selectors.steps import StepView, step_views


@dataclass(frozen=True)
class FindingView:
    """What one source said about one criterion; words of `outcome`, `how`, `rests_on` are verifier's keys."""

    criterion: str
    criterion_title: str
    source: str
    how: str
    outcome: str
    rests_on: str
    reason: str
    note: str
    rule: str
    lean: str
    evidence: tuple[EvidenceLine, ...]


@dataclass(frozen=True)
class EarlierLook:
    """The same step in an earlier run, newest first."""

    run_id: int
    verdict: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class StepEvidence:
    """previous_key / next_key: the neighbours in definition order, "" at the ends."""

    submission: SubmissionView
    step: StepView
    section_title: str
    findings: tuple[FindingView, ...]
    earlier: tuple[EarlierLook, ...]
    previous_key: str
    next_key: str


def step_evidence(user: Person, submission: Submission, step_key: str) -> StepEvidence:
    """Hidden unless the results are for this person and the step exists."""
    if not access.may_see_results(user, submission):
        raise access.Hidden("Its results are not for you yet.")
    standing = standings_of([submission.pk]).get(submission.pk, {})
    running = open_runs([submission.pk]).get(submission.pk)
    views = step_views(submission, standing, running)
    keys = [view.key for view in views]
    if step_key not in keys:
        raise access.Hidden("There is no such step.")
    place = keys.index(step_key)
    step = submission.cohort.version.steps.select_related("section").get(key=step_key)
    look = standing.get(step_key, NOTHING).look
    return StepEvidence(
        submission=submission_view(user, submission, running),
        step=views[place],
        section_title=step.section.title,
        findings=_findings(step, look.id) if look else (),
        earlier=_earlier(submission, step_key, look.run_id if look else None),
        previous_key=keys[place - 1] if place else "",
        next_key=keys[place + 1] if place + 1 < len(keys) else "",
    )


def _findings(step: Step, judgment_id: int) -> tuple[FindingView, ...]:
    titles = dict(step.criteria.values_list("key", "title"))
    kept = Judgment.objects.values_list("findings", flat=True).get(pk=judgment_id)
    return tuple(
        FindingView(
            criterion=finding["criterion"],
            criterion_title=titles.get(finding["criterion"]) or step.title,
            source=finding["source"],
            how=finding["how"],
            outcome=finding["outcome"],
            rests_on=finding["rests_on"],
            reason=finding["reason"],
            note=finding["note"],
            rule=finding["rule"],
            lean=finding["lean"],
            evidence=tuple(EvidenceLine(**line) for line in finding["evidence"]),
        )
        for finding in kept
    )


def _earlier(submission: Submission, step_key: str, shown_run: int | None) -> tuple[EarlierLook, ...]:
    rows = (
        Judgment.objects.filter(run__submission=submission, run__state="finished", step__key=step_key)
        .defer("findings")
        .order_by("-run_id")[:20]
    )
    return tuple(EarlierLook(row.run_id, row.verdict, row.reason, row.at) for row in rows if row.run_id != shown_run)
