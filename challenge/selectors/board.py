"""The board of a cohort: ranks from the events, frozen where the cohort says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from challenge import access
from challenge.access import Person
from challenge.decided import counts_neither_way
from challenge.models import Cohort, Event, Step, Submission
from challenge.naming import names_of
from challenge.selectors.cohorts import Strip, StripCell
from challenge.selectors.rows import is_asked, steps_of
from challenge.standings import COUNTED, JOINED, Happened, Standing, standings


@dataclass(frozen=True)
class BoardRow:
    """rank: None = nothing was looked at yet. passes: rows proved of `of`. last_gain: when the points were last raised.

    may_open: this person may see the results that stand behind it.
    """

    rank: int | None
    submission_id: int
    code: str
    name: str
    points: float
    bonus: float
    passes: int
    of: int
    last_gain: datetime | None
    strip: Strip
    may_open: bool


@dataclass(frozen=True)
class Board:
    """as_of: what was known then is shown. frozen: as_of lies in the past because the cohort is frozen.

    max: without the rows that were excused for everybody; excused: their titles, each with why.
    """

    cohort_key: str
    cohort_name: str
    rows: tuple[BoardRow, ...]
    as_of: datetime
    frozen: bool
    max: float
    excused: tuple[tuple[str, str], ...]
    last_event_id: int


def board(user: Person, cohort: Cohort) -> Board:
    """Hidden unless the cohort has a board and this person belongs to the cohort."""
    if not access.may_see_board(user, cohort):
        raise access.Hidden("There is no board for you here.")
    now = timezone.now()
    frozen = cohort.freezes_at is not None and cohort.freezes_at <= now
    as_of = cohort.freezes_at if cohort.freezes_at is not None and frozen else now
    last_event = Event.objects.filter(at__lte=as_of).aggregate(newest=Max("id"))["newest"] or 0
    submissions = {row.pk: row for row in cohort.submissions.filter(withdrawn_at=None).select_related("owner", "team")}
    steps = steps_of(cohort.version)
    reviews = access.is_reviewer(user, cohort)
    own = set(cohort.submissions.filter(access.own_submissions(user)).values_list("pk", flat=True))
    names = names_of(user, submissions.values())
    rows = [
        _row(
            standing,
            submissions[standing.submission],
            steps,
            excused=cohort.excused,
            name=names[standing.submission],
            may_open=standing.submission in own
            or (reviews and access.results_are_open(submissions[standing.submission])),
        )
        for standing in standings(happened(cohort), as_of)
        if standing.submission in submissions
    ]
    return Board(
        cohort_key=cohort.key,
        cohort_name=cohort.name,
        rows=tuple(rows),
        as_of=as_of,
        frozen=frozen,
        max=sum(step.points for step in steps if not step.bonus and step.key not in cohort.excused),
        excused=tuple((step.title, cohort.excused[step.key]) for step in steps if step.key in cohort.excused),
        last_event_id=last_event,
    )


def happened(cohort: Cohort) -> Iterator[Happened]:
    """What the standings are made of: who joined and did not withdraw, and their events."""
    there = {row.pk: row for row in cohort.submissions.filter(withdrawn_at=None).only("created_at", "not_asked")}
    for pk, created in ((pk, row.created_at) for pk, row in there.items()):
        yield Happened(0, JOINED, pk, None, {}, created, created)
    rows = Event.objects.filter(cohort_id=cohort.pk, submission_id__in=there, kind__in=COUNTED).order_by("id")
    for id_, kind, whose, run_id, data, *times in rows.values_list(
        "id", "kind", "submission_id", "run_id", "data", "at", "effective_at"
    ):
        yield Happened(id_, kind, whose or 0, run_id, _of_rows_asked(there[whose or 0], data), *times)


def _of_rows_asked(submission: Submission, data: dict[str, Any]) -> dict[str, Any]:
    """What an event told, without the rows that the submission is not asked."""
    return {
        name: {key: value for key, value in told.items() if is_asked(submission, key)}
        if isinstance(told, dict)
        else told
        for name, told in data.items()
    }


def _row(
    standing: Standing,
    submission: Submission,
    steps: list[Step],
    *,
    excused: Collection[str],
    name: str,
    may_open: bool,
) -> BoardRow:
    steps = [step for step in steps if is_asked(submission, step.key)]
    proved = {proof.step for proof in standing.proofs}
    out = {key for key in excused if counts_neither_way(float(key in proved), excused=True)}
    verdicts = {**standing.latest, **dict.fromkeys(proved, "pass")}
    cells = tuple(StripCell(step.key, step.title, step.section.key, verdicts.get(step.key, "")) for step in steps)
    return BoardRow(
        rank=standing.rank if standing.latest else None,
        submission_id=submission.pk,
        code=submission.code,
        name=name,
        points=standing.points,
        bonus=standing.bonus,
        passes=standing.passes,
        of=sum(step.key not in out for step in steps),
        last_gain=standing.last_gain,
        strip=Strip(cells, Counter(cell.verdict for cell in cells)),
        may_open=may_open,
    )
