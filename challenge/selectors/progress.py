"""A run, while it is on and afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.db.models.fields.json import KeyTextTransform

from challenge import access
from challenge.access import Person
from challenge.models import Event, Judgment, Run, Step
from challenge.names.naming import people_of, veil_for
from challenge.rows.decided import counts_neither_way
from challenge.selectors.heads import FEW_ROWS, judged_names, titles_asked
from challenge.selectors.rows import steps_asked
from challenge.words import LOOKING
from verifier.facts import SourceState
from verifier.verdicts import Source


@dataclass(frozen=True)
class SourceProgress:
    """state: a key of words.SOURCE_STATES. reason: why it, or a part of it, could not be looked at, for people."""

    source: str
    state: str
    reason: str
    origin: str
    started_at: datetime | None
    ended_at: datetime | None
    tries: int


@dataclass(frozen=True)
class StepProgress:
    """verdict "" = nothing known yet. settled: the verdict will not change any more in this run. counts_neither_way: it was
    excused for everybody, and nothing was earned in it.
    """

    key: str
    title: str
    section: str
    verdict: str
    reason: str
    points: float
    max: float
    settled: bool
    again_at: datetime | None
    counts_neither_way: bool = False


@dataclass(frozen=True)
class RunProgress:
    """last_event_id: what a live page resumes after. scope: titles of the asked steps. judged: subject -> what was judged."""

    id: int
    submission_id: int
    code: str
    state: str
    is_open: bool
    scope: tuple[str, ...]
    started_by: str
    created_at: datetime
    ended_at: datetime | None
    ended_because: str
    deadline_at: datetime
    seconds: float | None
    sources: tuple[SourceProgress, ...]
    steps: tuple[StepProgress, ...]
    counts: Mapping[str, int]
    known: int
    points: float | None
    max: float | None
    judged: Mapping[str, str]
    version: str
    engine: str
    may_cancel: bool
    may_judge_again: bool
    last_event_id: int

    @property
    def one_by_one(self) -> bool:
        """Whether single rows were asked for, few enough to be named, and not all rows of a source."""
        return 0 < len(self.scope) <= FEW_ROWS

    @property
    def places(self) -> tuple[str, ...]:
        """The sources that are looked at."""
        return tuple(place.source for place in self.sources)


def run_progress(user: Person, run: Run) -> RunProgress:
    """The state of a run; Hidden unless the results of its submission are for this person."""
    if not access.may_see_results(user, run.submission):
        raise access.Hidden("There is no such run for you.")
    # The newest event before anything else, so that nothing falls between this page and its stream.
    last_event = Event.objects.aggregate(newest=Max("id"))["newest"] or 0
    run = Run.objects.select_related(
        "submission__cohort", "submission__owner", "submission__team", "version", "started_by"
    ).get(pk=run.pk)
    steps = _steps(run)
    return RunProgress(
        id=run.pk,
        submission_id=run.submission_id,
        code=run.submission.code,
        state=run.state,
        is_open=run.is_open,
        scope=titles_asked(run),
        started_by=people_of(user, run.submission)(run.started_by) if run.started_by else "by itself",
        created_at=run.created_at,
        ended_at=run.ended_at,
        ended_because=run.ended_because,
        deadline_at=run.deadline_at,
        seconds=run.seconds,
        sources=_sources(run),
        steps=steps,
        counts=Counter(step.verdict if step.settled or not run.is_open else LOOKING.key for step in steps),
        known=sum(step.settled for step in steps),
        points=run.points,
        max=run.max,
        judged=judged_names(run.judged, veil_for(user, run.submission)),
        version=run.version.label,
        engine=run.engine,
        may_cancel=run.is_open and access.may_cancel_run(user, run),
        may_judge_again=access.may_judge_again(user, run),
        last_event_id=last_event,
    )


def _sources(run: Run) -> tuple[SourceProgress, ...]:
    told = {name: KeyTextTransform(name.removeprefix("facts_"), "facts") for name in FACTS}
    rows = run.collections.annotate(**told).values_list(
        "source", "state", "reason", *FACTS, "started_at", "ended_at", "tries"
    )
    found = [
        SourceProgress(source, *_told(state, reason, facts_state, facts_reason), origin or "", *rest)
        for source, state, reason, facts_state, facts_reason, origin, *rest in rows
    ]
    return tuple(sorted(found, key=lambda source: ORDER.index(source.source)))


def _told(state: str, reason: str, facts_state: str | None, facts_reason: str | None) -> tuple[str, str]:
    """A look that came back may still have been refused a part; only its facts say so."""
    if state == "read" and facts_state == SourceState.PARTLY:
        return "partly", facts_reason or reason
    return state, reason


def _steps(run: Run) -> tuple[StepProgress, ...]:
    rows = {row.step_id: row for row in run.judgments.defer("findings")}
    steps = [step for step in steps_asked(run.submission, run.version) if not run.scope or step.key in run.scope]
    excused = run.submission.cohort.excused
    return tuple(_step(step, rows.get(step.pk), excused=step.key in excused) for step in steps)


def _step(step: Step, row: Judgment | None, *, excused: bool) -> StepProgress:
    return StepProgress(
        key=step.key,
        title=step.title,
        section=step.section.key,
        verdict=row.verdict if row else "",
        reason=row.reason if row else "",
        points=row.points if row else 0,
        max=step.points,
        settled=row is not None and not row.provisional,
        again_at=row.again_at if row else None,
        counts_neither_way=counts_neither_way(row.points if row else 0, excused=excused),
    )


FACTS = ("facts_state", "facts_reason", "facts_origin")
ORDER = [source.value for source in Source]
