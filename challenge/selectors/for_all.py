"""What is decided for a whole cohort, for its leads: what is in force, and what deciding it or taking it back would change.

By codes, never by names. Of two first passes only what counts, and nothing of practice that is private.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator

from challenge import access
from challenge.access import Person
from challenge.models import Cohort, CohortDecision, Step, Submission
from challenge.rows.asked import is_asked
from challenge.rows.counts import NOTHING
from challenge.rows.decided import Grade, OwnRule, grade, own_rules, worth_here
from challenge.rows.histories import standings_of
from challenge.selectors.repeated import in_force_of
from challenge.selectors.settled import settled
from verifier.verdicts import Verdict

PER_PAGE = 50
EXCUSE, RULE = "excuse", "rule"


@dataclass(frozen=True)
class ForAll:
    """One that is in force, or was. rule: None where the row is excused. by: "" = not known, or somebody who left."""

    kind: str
    step: str
    title: str
    reason: str
    rule: OwnRule | None
    by: str
    at: datetime | None
    ended_by: str = ""
    ended_at: datetime | None = None
    ended_reason: str = ""


@dataclass(frozen=True)
class DecidedForAll:
    """steps: (key, title) of the rows that could still be excused."""

    excused: tuple[ForAll, ...]
    rules: tuple[ForAll, ...]
    over: tuple[ForAll, ...]
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Turned:
    """One submission: what the row counts as and is worth, now and then. graded: its outcome stays as it is."""

    submission_id: int
    code: str
    old: Grade
    new: Grade
    graded: bool

    @property
    def lower(self) -> bool:
        """In points, in what it counts as, or because it counts again with nothing in it."""
        was, now = Verdict(self.old.verdict or "absent").badness, Verdict(self.new.verdict or "absent").badness
        return now < was or self.new.points < self.old.points or self.new.max > self.old.max


@dataclass(frozen=True)
class ForAllPreview:
    """changed: how many submissions change; lower: how many of them get lower. kept: that earned something in the row,
    and keep it. private: practise in private, and are not looked at. digest: of what is shown here.
    """

    step: str
    title: str
    reason: str
    rule: OwnRule | None
    changed: int
    lower: int
    kept: int
    private: int
    lines: Page[Turned]
    digest: str


def decided_for_all(user: Person, cohort: Cohort) -> DecidedForAll:
    """Hidden for anybody but a lead."""
    _lead(user, cohort)
    titles = dict(cohort.version.steps.order_by("position").values_list("key", "title"))
    rows = list(CohortDecision.objects.filter(cohort=cohort).select_related("by", "ended_by"))
    open_ = {(row.kind, row.step_key): row for row in rows if row.ended_at is None}
    rules = own_rules(cohort.own_rules)
    return DecidedForAll(
        excused=tuple(
            _in_force(EXCUSE, key, title, cohort.excused[key], None, open_.get((EXCUSE, key)))
            for key, title in titles.items()
            if key in cohort.excused
        ),
        rules=tuple(
            _in_force(RULE, key, title, rules[key].because, rules[key], open_.get((RULE, key)))
            for key, title in titles.items()
            if key in rules
        ),
        over=tuple(_over(row, titles.get(row.step_key, row.step_key)) for row in rows if row.ended_at is not None),
        steps=tuple((key, title) for key, title in titles.items() if key not in cohort.excused),
    )


def excuse_preview(user: Person, cohort: Cohort, step_key: str, *, number: str = "") -> ForAllPreview:
    """What excusing the row for everybody would change. Hidden for others than leads, and where there is no such row."""
    step = _step(user, cohort, step_key)
    rule = own_rules(cohort.own_rules).get(step_key)
    there = step_key in cohort.excused
    return _preview(user, cohort, step, (there, rule), (True, rule), number)


def taking_back_preview(user: Person, cohort: Cohort, kind: str, step_key: str, *, number: str = "") -> ForAllPreview:
    """What taking it back would change. Hidden also where nothing of this kind is in force."""
    step = _step(user, cohort, step_key)
    rule, excused = own_rules(cohort.own_rules).get(step_key), step_key in cohort.excused
    if not {EXCUSE: excused, RULE: rule is not None}.get(kind, False):
        raise access.Hidden("Nothing of the kind is in force.")
    then = (False, rule) if kind == EXCUSE else (excused, None)
    return _preview(user, cohort, step, (excused, rule), then, number, shown=rule if kind == RULE else None)


Policy = tuple[bool, OwnRule | None]
"""Whether a row is excused for everybody, and the cohort's own rule of it."""


def _preview(
    user: Person,
    cohort: Cohort,
    step: Step,
    now: Policy,
    then: Policy,
    number: str,
    *,
    shown: OwnRule | None = None,
) -> ForAllPreview:
    there = cohort.submissions.filter(withdrawn_at=None).exclude(access.own_submissions(user)).select_related("cohort")
    rows = [row for row in there.filter(access.open_results()).order_by("code", "pk") if is_asked(row, step.key)]
    turned, kept = [], 0
    for row, (old, new) in zip(rows, _grades(cohort, rows, step, now, then), strict=True):
        if _told(old) != _told(new):
            turned.append(Turned(row.pk, row.code, old, new, row.graded_at is not None))
        kept += then[0] and not new.excused
    turned.sort(key=lambda one: (not one.lower, one.code.lower()))
    told = [(one.submission_id, *_told(one.old), *_told(one.new)) for one in turned]
    digest = hashlib.sha256(json.dumps([step.key, repr(now), told]).encode()).hexdigest()[:32]
    return ForAllPreview(
        step=step.key,
        title=step.title,
        reason=shown.because if shown else cohort.excused.get(step.key, ""),
        rule=shown,
        changed=len(turned),
        lower=sum(one.lower for one in turned),
        kept=kept,
        private=there.exclude(access.open_results()).count(),
        lines=Paginator(turned, PER_PAGE).get_page(number or 1),
        digest=digest,
    )


def _grades(cohort: Cohort, rows: list[Submission], step: Step, now: Policy, then: Policy) -> list[tuple[Grade, Grade]]:
    standing = standings_of([row.pk for row in rows], steps={step.key})
    decisions = in_force_of(cohort, {step.key})
    worth = worth_here(cohort.points, step.key, step.points)
    found = []
    for row in rows:
        look = settled(standing.get(row.pk, {})).get(step.key, NOTHING).look
        verdict, earned = (look.verdict, look.points) if look else ("", 0.0)
        earned = earned * worth / step.points if step.points else 0.0
        decision = decisions.get(row.pk, {}).get(step.key)
        old, new = (grade(verdict, earned, worth, decision, rule, excused=out) for out, rule in (now, then))
        found.append((old, new))
    return found


def _told(one: Grade) -> tuple[str, float, float, bool]:
    return one.verdict, one.points, one.max, one.needs_person


def _step(user: Person, cohort: Cohort, step_key: str) -> Step:
    _lead(user, cohort)
    step = cohort.version.steps.filter(key=step_key).first()
    if step is None:
        raise access.Hidden("There is no such row.")
    return step


def _lead(user: Person, cohort: Cohort) -> None:
    if not access.may_run_cohort(user, cohort):
        raise access.Hidden("This is for its leads.")


def _in_force(kind: str, key: str, title: str, reason: str, rule: OwnRule | None, row: CohortDecision | None) -> ForAll:
    return ForAll(kind, key, title, reason, rule, _name(row.by) if row else "", row.at if row else None)


def _over(row: CohortDecision, title: str) -> ForAll:
    rule = OwnRule(row.upon, row.verdict, row.reason) if row.kind == RULE else None
    ended = {"ended_by": _name(row.ended_by), "ended_reason": row.ended_reason}
    return ForAll(
        row.kind, row.step_key, title, row.reason, rule, _name(row.by), row.at, ended_at=row.ended_at, **ended
    )


def _name(user: User | None) -> str:
    return (user.get_full_name() or user.get_username()) if user else ""
