"""A cohort as a table for a spreadsheet: one line a submission, one column a row of the challenge.

Made batch by batch while it is sent. What somebody typed can be no formula: a cell that would begin one gets a sign before it.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.db.models import Max
from django.utils import timezone

from challenge import access
from challenge.access import Person
from challenge.models import Cohort, Review, Run, Step, Submission
from challenge.names import about
from challenge.names.naming import real_name
from challenge.rows.counts import NOTHING, Standing
from challenge.rows.decided import Decided, Grade, agreed, grade, in_force, own_rules, worth_here
from challenge.rows.histories import standings_of
from challenge.selectors.cohorts import handed_in
from challenge.selectors.decisions import decided
from challenge.selectors.report import points_by_ground
from challenge.selectors.rows import steps_of
from challenge.selectors.settled import settled
from challenge.services.bundle_parts import is_late
from challenge.site import zones
from challenge.time_box import ends_at
from challenge.words import EXCUSED_FOR_ALL, VERDICTS, decision_text, word_for

AT_ONCE = 100
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"
"""By which spreadsheets know that it is UTF-8."""

HEAD = ("code", "name", "started", "handed in", "late", "due", "last check")
SUMS = (
    *("points", "points proved", "points said", "points decided", "points in part", "most points", "bonus points"),
    *("open for a person", "outcome", "graded"),
)


@dataclass(frozen=True)
class _Known:
    """Of one batch: what each submission's lines are made of."""

    standing: Mapping[int, Mapping[str, Standing]]
    decisions: Mapping[int, tuple[Decided, ...]]
    finished: Mapping[int, tuple[int, ...]]
    checked: Mapping[int, datetime]


def lines(user: Person, cohort: Cohort) -> Iterator[bytes]:
    """Hidden for others than its reviewers. Of work whose results are not for this person: code, name and dates alone."""
    if not access.is_reviewer(user, cohort):
        raise access.Hidden("The table of this cohort is not for you.")
    return _lines(user, cohort)


def _lines(user: Person, cohort: Cohort) -> Iterator[bytes]:
    steps, zone = steps_of(cohort.version), zones.named(cohort.time_zone)
    own = set(cohort.submissions.filter(access.own_submissions(user)).values_list("pk", flat=True))
    with about.others():
        words = [str(word.tally) for word in VERDICTS.values()]
    writer = csv.writer(_Echo())
    yield (BYTE_ORDER_MARK + writer.writerow([*HEAD, *words, *SUMS, *(step.key for step in steps)])).encode()
    for batch in _batches(cohort):
        known, hidden = _known(batch), access.names_hidden_from(user, batch)
        for row in batch:
            name = "" if row.pk in hidden else real_name(row)
            cells = [row.code, name, *_dates(row, zone)]
            if access.results_are_open(row) and row.pk not in own:
                cells += [_at(known.checked.get(row.pk), zone), *_results(row, steps, known, zone)]
            yield writer.writerow([plain(cell) for cell in cells]).encode()


def _batches(cohort: Cohort) -> Iterator[list[Submission]]:
    """By code; who hands something in while it is sent is not in it."""
    rows = cohort.submissions.select_related("cohort__contest", "entry", "owner", "team")
    ids = list(rows.filter(withdrawn_at=None).order_by("code", "pk").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        yield list(rows.filter(pk__in=ids[start : start + AT_ONCE], withdrawn_at=None).order_by("code", "pk"))


def _known(batch: Iterable[Submission]) -> _Known:
    ids = [row.pk for row in batch]
    finished: dict[int, tuple[int, ...]] = {}
    over = Review.objects.filter(submission_id__in=ids, finished_at__isnull=False).order_by("finished_at", "id")
    for submission_id, reviewer_id in over.values_list("submission_id", "reviewer_id"):
        finished[submission_id] = (*finished.get(submission_id, ()), reviewer_id)
    checks = Run.objects.filter(submission_id__in=ids, state="finished").values("submission_id")
    checked = checks.annotate(at=Max("ended_at")).order_by().values_list("submission_id", "at")
    return _Known(standings_of(ids), decided(ids), finished, dict(checked))


def _dates(row: Submission, zone: tzinfo) -> list[str]:
    late = ("yes" if is_late(row) else "no") if row.handed_in_at else ""
    return [_at(row.started_at, zone), _at(handed_in(row), zone), late, _at(ends_at(row, timezone.now()), zone)]


def _results(row: Submission, steps: list[Step], known: _Known, zone: tzinfo) -> list[Any]:
    standing = settled(known.standing.get(row.pk, {}))
    said = known.decisions.get(row.pk, ())
    passes = row.cohort.first_passes
    decisions = in_force(said) if passes == 1 else agreed(said, known.finished.get(row.pk, ()), passes)[0]
    asked = [step for step in steps if step.key not in row.not_asked]
    grades = {step.key: _grade(row.cohort, step, standing, decisions.get(step.key)) for step in asked}
    counts = Counter(look.verdict for step in asked if (look := standing.get(step.key, NOTHING).look))
    points = points_by_ground(grades[step.key] for step in asked if not step.bonus)
    bonus = points_by_ground(grades[step.key] for step in asked if step.bonus)
    return [
        *(counts.get(verdict, 0) for verdict in VERDICTS),
        *(_number(sum_) for sum_ in (points.earned, points.proved, points.claimed, points.decided, points.partly)),
        *(_number(points.max), _number(bonus.earned)),
        sum(one.needs_person for one in grades.values()),
        str(row.cohort.outcomes.get(row.outcome, row.outcome)),
        _at(row.graded_at, zone),
        *(_cell(grades.get(step.key)) for step in steps),
    ]


def _grade(cohort: Cohort, step: Step, standing: Mapping[str, Standing], decision: Decided | None) -> Grade:
    look = standing.get(step.key, NOTHING).look
    worth = worth_here(cohort.points, step.key, step.points)
    earned = look.points * worth / step.points if look and step.points else 0.0
    rule = own_rules(cohort.own_rules).get(step.key)
    return grade(look.verdict if look else "", earned, worth, decision, rule, excused=step.key in cohort.excused)


def _cell(one: Grade | None) -> str:
    """What the row counts as; in brackets what a person decided on it, or that it was excused for everybody."""
    if one is None:
        return "not asked"
    with about.others():
        word = str(word_for(one.verdict).label)
    if one.excused:
        return f"{word} ({EXCUSED_FOR_ALL})"
    return f"{word} ({decision_text(one.decision.kind)})" if one.decision else word


def _at(moment: datetime | None, zone: tzinfo) -> str:
    """In the zone of the cohort, with its offset."""
    return timezone.localtime(moment, zone).isoformat(timespec="seconds") if moment else ""


def _number(value: float) -> str:
    return f"{value:g}"


def plain(cell: Any) -> str:
    """A cell that no program takes for a formula."""
    text = str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(BEGINS_A_FORMULA) else text


class _Echo:
    """What csv writes to: `writerow` then gives the line."""

    def write(self, line: str) -> str:
        return line
