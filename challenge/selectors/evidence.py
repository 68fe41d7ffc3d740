"""Everything about one step of one submission: what each source says, and what it goes by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from challenge import access
from challenge.access import Person
from challenge.models import Judgment, Run, Step, Submission
from challenge.rows.asked import definition_of
from challenge.rows.counts import Look, Standing
from challenge.selectors.deciding import EvidenceLine
from challenge.selectors.heads import SubmissionView, submission_view
from challenge.selectors.rows import NOTHING, open_runs, standings_of
from challenge.selectors.settled import settled
from challenge.selectors.steps import StepView, step_views, with_own_rules


@dataclass(frozen=True)
class FindingView:
    """What one source said about one criterion; words of `outcome`, `how`, `rests_on` are verifier's keys.

    rule: the sentence of the house rule that decided it, "" = none.
    """

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
    """previous_key / next_key: the neighbours in definition order, "" at the ends.

    past_run_id, past_run_at: of the check that was asked for, if it is not the one that counts.
    """

    submission: SubmissionView
    step: StepView
    section_title: str
    findings: tuple[FindingView, ...]
    earlier: tuple[EarlierLook, ...]
    previous_key: str
    next_key: str
    past_run_id: int | None
    past_run_at: datetime | None


def step_evidence(user: Person, submission: Submission, step_key: str, run: Run | None = None) -> StepEvidence:
    """How the step stands, or what it came to in one run.

    Hidden unless the results are for this person, the step exists, and the run is one of this submission.
    """
    if not access.may_see_results(user, submission):
        raise access.Hidden("Its results are not for you yet.")
    if run is not None and run.submission_id != submission.pk:
        raise access.Hidden("There is no such check of this submission.")
    now = standings_of([submission.pk]).get(submission.pk, {})
    running = open_runs([submission.pk]).get(submission.pk)
    counts = now.get(step_key, NOTHING).look
    past = run if run is not None and not (counts and counts.run_id == run.pk) else None
    version = past.version if past else submission.cohort.version
    standing = _standing_in(past) if past else now
    views = step_views(submission, settled(standing), running if past in (None, running) else None, version)
    views = with_own_rules(views, submission.cohort.own_rules)
    keys = [view.key for view in views]
    if step_key not in keys:
        raise access.Hidden("There is no such step.")
    place = keys.index(step_key)
    step = version.steps.select_related("section", "version").get(key=step_key)
    look = standing.get(step_key, NOTHING).look
    return StepEvidence(
        submission=submission_view(user, submission, running),
        step=views[place],
        section_title=step.section.title,
        findings=_findings(step, views[place].title, look.id) if look else (),
        earlier=_earlier(submission, step_key, past.pk if past else look.run_id if look else None),
        previous_key=keys[place - 1] if place else "",
        next_key=keys[place + 1] if place + 1 < len(keys) else "",
        past_run_id=past.pk if past else None,
        past_run_at=past.created_at if past else None,
    )


def _standing_in(run: Run) -> dict[str, Standing]:
    """What each step came to in this run alone."""
    rows = run.judgments.select_related("step").defer("findings")
    return {row.step.key: Standing(_look(row, run), None, None, None) for row in rows}


def _look(row: Judgment, run: Run) -> Look:
    return Look(
        id=row.pk,
        run_id=run.pk,
        run_open=run.is_open,
        step_key=row.step.key,
        verdict=row.verdict,
        points=row.points,
        max=row.max,
        reason=row.reason,
        note=row.note,
        provisional=row.provisional,
        at=row.at,
        again_at=row.again_at,
        seen=row.seen,
    )


def _findings(step: Step, title: str, judgment_id: int) -> tuple[FindingView, ...]:
    titles = dict(step.criteria.values_list("key", "title"))
    rules = {rule.name: rule.text for rule in definition_of(step.version).house_rules}
    kept = Judgment.objects.values_list("findings", flat=True).get(pk=judgment_id)
    return finding_views(kept, titles=titles, otherwise=title, rules=rules)


def finding_views(
    kept: Iterable[Mapping[str, Any]], *, titles: Mapping[str, str], otherwise: str, rules: Mapping[str, str]
) -> tuple[FindingView, ...]:
    """The findings of one row as they were kept. otherwise: the title of a criterion that has none of its own."""
    return tuple(
        FindingView(
            criterion=finding["criterion"],
            criterion_title=titles.get(finding["criterion"]) or otherwise,
            source=finding["source"],
            how=finding["how"],
            outcome=finding["outcome"],
            rests_on=finding["rests_on"],
            reason=finding["reason"],
            note=finding["note"],
            rule=rules.get(finding["rule"], finding["rule"]),
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
