"""A candidate's home: what matters now, how we look, what is judged, and what changed with the last check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from challenge import access
from challenge.access import Person
from challenge.models import Run, Submission
from challenge.rows.asked import asked_of
from challenge.rows.histories import standings_of
from challenge.selectors.changes import NO_CHANGES, Changes, changes
from challenge.selectors.how_we_look import HowWeLook, how_we_look
from challenge.selectors.next_steps import Group, Row, next_steps, still_to_do, unblocks
from challenge.selectors.rows import is_asked
from challenge.selectors.settled import settled
from challenge.selectors.steps import StepView, SubmissionSteps
from challenge.services.queueing import starts_at
from challenge.words import SUBJECTS
from verifier.checks.registry import all_checks
from verifier.verdicts import Source, Verdict


@dataclass(frozen=True)
class NextView:
    """One line of "next for you". rows: how many it stands for; key: the first of them. where: it was seen.

    section: the title that all of them share, "" = they are of several. source: who could not look.
    at, again_at: of a row that waits, when it was looked at, and when it is looked at again.
    """

    verdict: str
    key: str
    title: str
    rows: int
    section: str
    source: str
    reason: str
    what: str
    saw: str
    where: str
    wanted: str
    how: str
    bonus: bool
    at: datetime | None
    again_at: datetime | None


@dataclass(frozen=True)
class JudgedView:
    """One judged object. of: how many there are to choose from. chosen: by a person."""

    subject: str
    label: str
    name: str
    of: int
    chosen: bool


@dataclass(frozen=True)
class Home:
    """to_do: all rows that the candidate can do something about; more: those of them that `next` leaves out.

    queued_until: a check waits, and starts then.
    fresh: nothing is connected. provable: source -> how many rows it may prove.
    could_prove: source that is not connected -> how many rows it may prove that nothing proves or disproves now.
    other_metric: the candidate's own name for the metric, while nobody has confirmed it.
    """

    next: tuple[NextView, ...]
    to_do: int
    more: int
    look: HowWeLook
    judged: tuple[JudgedView, ...]
    other_metric: str
    wanted_metric: str
    changes: Changes
    gained: int
    lost: int
    sections: Mapping[str, SectionChange]
    queued_until: datetime | None
    fresh: bool
    provable: Mapping[str, int]
    could_prove: Mapping[str, int]


@dataclass(frozen=True)
class SectionChange:
    """Rows of a section that gained or lost their proof with the last check."""

    gained: int
    lost: int


def home(user: Person, submission: Submission, page: SubmissionSteps) -> Home:
    """What only the candidate's own page has; Hidden from everybody else."""
    if not access.is_owner(user, submission):
        raise access.Hidden("This is for the candidate alone.")
    views = {view.key: view for section in page.sections for view in section.steps}
    titles = {section.key: section.title for section in page.sections}
    rows = _rows(submission, views)
    look = how_we_look(submission, [view.reason for view in views.values() if view.verdict == Verdict.UNKNOWN])
    changed = _changes(submission, views)
    groups, to_do, provable = next_steps(rows), still_to_do(rows), _provable(submission)
    judged = judged_objects(submission)
    own_name = judged.get("metric", {}).get("name", "")
    wanted = asked_of(submission).metric
    return Home(
        next=tuple(_next(group, views, titles) for group in groups),
        to_do=to_do,
        more=to_do - sum(len(group.keys) for group in groups),
        look=look,
        judged=tuple(_judged_view(subject, value, submission) for subject, value in judged.items()),
        other_metric=own_name if own_name != wanted and not submission.choices.get("metric") else "",
        wanted_metric=wanted,
        changes=changed,
        gained=changed.number("gained"),
        lost=changed.number("lost"),
        sections={
            section.key: SectionChange(
                changed.number("gained", [step.key for step in section.steps]),
                changed.number("lost", [step.key for step in section.steps]),
            )
            for section in page.sections
        },
        queued_until=starts_at(submission),
        fresh=look.nothing,
        provable={source: len(keys) for source, keys in provable.items()},
        could_prove=_could_prove(provable, views, look.connected()),
    )


def _provable(submission: Submission) -> dict[str, set[str]]:
    """Source -> the rows that it may prove."""
    checks = all_checks()
    found: dict[str, set[str]] = defaultdict(set)
    for step in asked_of(submission).steps:
        for criterion in step.criteria if is_asked(submission, step.key) else ():
            for source in (checks[name].source for name in criterion.checks):
                if source in criterion.observers and not step.person:
                    found[source.value].add(step.key)
    return dict(found)


def _could_prove(
    provable: Mapping[str, set[str]], views: Mapping[str, StepView], connected: set[str]
) -> dict[str, int]:
    """Only the account and the machine: a document says, and others prove."""
    found = {
        source.value: sum(views[key].verdict in UNPROVED for key in provable.get(source.value, ()))
        for source in (Source.ACCOUNT, Source.HOST)
        if source.value not in connected
    }
    return {source: number for source, number in found.items() if number}


def _rows(submission: Submission, views: Mapping[str, StepView]) -> list[Row]:
    needs = {step.key: step.needs for step in asked_of(submission).steps}
    undone = {key for key, view in views.items() if view.verdict not in (Verdict.PASS, Verdict.CLAIMED)}
    waiting = unblocks(needs, undone)
    return [
        Row(
            key=view.key,
            verdict=view.verdict,
            open=view.max - view.points,
            required=view.required and not view.bonus,
            unblocks=waiting.get(view.key, 0),
            by_person=view.by_person,
            reason=view.reason,
            source=view.decided_by,
        )
        for view in views.values()
        if not view.counts_neither_way
    ]


def _next(group: Group, views: Mapping[str, StepView], titles: Mapping[str, str]) -> NextView:
    first = views[group.keys[0]]
    sections = {views[key].section for key in group.keys}
    line = first.evidence[0] if first.evidence else None
    return NextView(
        verdict=group.verdict,
        key=first.key,
        title=first.title,
        rows=len(group.keys),
        section=titles[first.section] if len(sections) == 1 else "",
        source=first.decided_by,
        reason=first.reason,
        what=line.what if line else "",
        saw=line.seen if line else "",
        where=line.where if line else "",
        wanted=line.wanted if line else "",
        how=first.hint,
        bonus=first.bonus,
        at=first.at,
        again_at=first.again_at,
    )


def judged_objects(submission: Submission) -> dict[str, dict[str, Any]]:
    """Subject -> what was judged in the last check that knew of one."""
    found: dict[str, dict[str, Any]] = {}
    for judged in submission.runs.filter(state="finished").order_by("-pk").values_list("judged", flat=True)[:LATEST]:
        for subject in SUBJECTS:
            value = judged.get(subject)
            if subject not in found and isinstance(value, dict) and value.get("name"):
                found[subject] = value
    return {subject: found[subject] for subject in SUBJECTS if subject in found}


def _judged_view(subject: str, value: dict[str, Any], submission: Submission) -> JudgedView:
    return JudgedView(
        subject=subject,
        label=str(SUBJECTS[subject]),
        name=str(value["name"]),
        of=1 + len(value.get("others", ())),
        chosen=bool(submission.choices.get(subject)),
    )


def _changes(submission: Submission, views: Mapping[str, StepView]) -> Changes:
    """Against what stood before the last finished check that somebody asked for; nothing before the second one."""
    last: list[Run] = list(submission.runs.filter(state="finished", started_by__isnull=False).order_by("-pk")[:1])
    if not last:
        return NO_CHANGES
    before = settled(standings_of([submission.pk], before_run=last[0].pk).get(submission.pk, {}))
    if not before:
        return NO_CHANGES
    now = {key: view.verdict for key, view in views.items()}
    return changes(
        {key: row.look.verdict for key, row in before.items() if row.look and key in now}, now, last[0].created_at
    )


UNPROVED = frozenset({Verdict.CLAIMED, Verdict.UNKNOWN, Verdict.ABSENT})

LATEST = 5
"""Checks back in which a judged object is looked for: a check of single rows knows not all of them."""
