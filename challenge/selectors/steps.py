"""A submission's steps by section, each with what it came to when it was last looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from challenge import access
from challenge.access import Person
from challenge.models import DefinitionVersion, Judgment, Run, Step, Submission
from challenge.rows.decided import OwnRule, counts_neither_way, own_rules
from challenge.selectors.deciding import Deciding, EvidenceLine, deciding
from challenge.selectors.heads import RunCard, SubmissionView, history, submission_view
from challenge.selectors.rows import NOTHING, Standing, open_runs, points_of, standings_of, steps_asked
from challenge.selectors.settled import settled
from challenge.words import LOOKING
from verifier.verdicts import Verdict


@dataclass(frozen=True)
class StepView:
    """One row. verdict "" = never looked at.

    evidence: of the finding that decided, as the source `decided_by` said it; more_evidence: how much is left out.
    needs: titles of the rows that have to be done first, where the row waits for them.
    at, run_id: the look this is from. first_proved_at / last_proved_at: None = never proved.
    in_progress: the run that is on has not settled this row yet. could_not_look_at: a later look
    failed and so replaced nothing. own_rule: a rule of the cohort by which it counts as something else.
    excused: why the cohort excused the row for everybody, "" = it did not.
    """

    key: str
    title: str
    task: str
    hint: str
    section: str
    points: float
    max: float
    bonus: bool
    required: bool
    by_person: bool
    verdict: str
    reason: str
    note: str
    evidence: tuple[EvidenceLine, ...]
    more_evidence: int
    decided_by: str
    sources: tuple[str, ...]
    needs: tuple[str, ...]
    at: datetime | None
    run_id: int | None
    again_at: datetime | None
    first_proved_at: datetime | None
    last_proved_at: datetime | None
    could_not_look_at: datetime | None
    in_progress: bool
    own_rule: OwnRule | None = None
    excused: str = ""

    @property
    def counts_neither_way(self) -> bool:
        """Excused, and nothing was earned in it."""
        return counts_neither_way(self.points, excused=bool(self.excused))


@dataclass(frozen=True)
class SectionView:
    """earned and max count the steps that are not bonus; proved and steps count rows."""

    key: str
    title: str
    steps: tuple[StepView, ...]
    proved: int
    earned: float
    max: float


@dataclass(frozen=True)
class SubmissionSteps:
    """counts: verdict key ("" = not looked at, "looking" = for the first time now) -> rows. earned/open/lost points without bonus rows."""

    submission: SubmissionView
    sections: tuple[SectionView, ...]
    counts: Mapping[str, int]
    earned: float
    open: float
    lost: float
    max: float
    bonus_earned: float
    bonus_max: float
    runs: tuple[RunCard, ...]


def submission_steps(user: Person, submission: Submission) -> SubmissionSteps:
    """The whole page of one submission; Hidden unless its results are for this person."""
    if not access.may_see_results(user, submission):
        raise access.Hidden("Its results are not for you yet.")
    version = submission.cohort.version
    standing = settled(standings_of([submission.pk]).get(submission.pk, {}))
    running = open_runs([submission.pk]).get(submission.pk)
    views = with_own_rules(step_views(submission, standing, running), submission.cohort.own_rules)
    tally = points_of(submission, standing)
    return SubmissionSteps(
        submission=submission_view(user, submission, running),
        sections=_sections(version, views),
        counts=Counter(view.verdict or (LOOKING.key if view.in_progress else "") for view in views),
        earned=tally.earned,
        open=tally.open,
        lost=tally.lost,
        max=tally.max,
        bonus_earned=tally.bonus_earned,
        bonus_max=tally.bonus_max,
        runs=history(user, submission),
    )


def step_views(
    submission: Submission,
    standing: Mapping[str, Standing],
    running: Run | None,
    version: DefinitionVersion | None = None,
) -> tuple[StepView, ...]:
    """One view a row that is asked, in definition order. version: another one than the cohort's, of an earlier run."""
    shown = [row.look.id for row in standing.values() if row.look]
    findings = dict(Judgment.objects.filter(pk__in=shown).values_list("pk", "findings"))
    settled = set(running.judgments.filter(provisional=False).values_list("step__key", flat=True)) if running else set()
    steps = steps_asked(submission, version)
    undone = {
        step.key: step.title
        for step in steps
        if (look := standing.get(step.key, NOTHING).look) and look.verdict not in (Verdict.PASS, Verdict.CLAIMED)
    }
    return tuple(
        _view(
            step,
            standing.get(step.key, NOTHING),
            findings,
            undone,
            excused=submission.cohort.excused.get(step.key, ""),
            in_progress=running is not None
            and step.key not in settled
            and (not running.scope or step.key in running.scope),
        )
        for step in steps
    )


def with_own_rules(views: tuple[StepView, ...], kept: Mapping[str, Mapping[str, str]]) -> tuple[StepView, ...]:
    """The same rows, each with the rule of the cohort that applies to what it stands at."""
    rules = own_rules(kept)
    return tuple(
        replace(view, own_rule=rules[view.key]) if view.key in rules and rules[view.key].upon == view.verdict else view
        for view in views
    )


def _view(
    step: Step,
    row: Standing,
    findings: Mapping[int, list[dict[str, Any]]],
    undone: Mapping[str, str],
    *,
    excused: str,
    in_progress: bool,
) -> StepView:
    look = row.look
    found = findings.get(look.id, []) if look else []
    decided = deciding(found, verdict=look.verdict, reason=look.reason) if look else Deciding()
    return StepView(
        key=step.key,
        title=step.title,
        task=step.task,
        hint=step.hint,
        section=step.section.key,
        points=look.points if look else 0,
        max=step.points,
        bonus=step.bonus,
        required=step.required,
        by_person=step.judge == "person",
        verdict=look.verdict if look else "",
        reason=look.reason if look else "",
        note=look.note if look else "",
        evidence=decided.evidence,
        more_evidence=decided.more,
        decided_by=decided.source,
        sources=tuple(dict.fromkeys(finding["source"] for finding in found)),
        needs=tuple(undone[key] for key in step.needs if key in undone)
        if look and look.verdict == Verdict.BLOCKED
        else (),
        at=look.at if look else None,
        run_id=look.run_id if look else None,
        again_at=look.again_at if look else None,
        first_proved_at=row.first_proved_at,
        last_proved_at=row.last_proved_at,
        could_not_look_at=row.could_not_look_at,
        in_progress=in_progress,
        excused=excused,
    )


def _sections(version: DefinitionVersion, views: tuple[StepView, ...]) -> tuple[SectionView, ...]:
    sections = []
    for section in version.sections.order_by("position"):
        steps = tuple(view for view in views if view.section == section.key)
        if not steps:
            continue
        counted = [view for view in steps if not view.bonus]
        sections.append(
            SectionView(
                key=section.key,
                title=section.title,
                steps=steps,
                proved=sum(view.verdict == "pass" for view in steps),
                earned=sum(view.points for view in counted),
                max=sum(view.max for view in counted if not view.counts_neither_way),
            )
        )
    return tuple(sections)
