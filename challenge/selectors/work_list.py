"""The work of a cohort's reviewers: one line a submission, who waits longest first.

Filters, order and counts are the database's, over what is kept (`models.Summary`); only the lines of a page are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from challenge import access
from challenge.access import Person
from challenge.models import Assignment, Cohort, Run, Step, Submission, Summary
from challenge.names.naming import names_of
from challenge.selectors.cohorts import Strip, handed_in, looking_now, strip_of
from challenge.selectors.rows import is_asked, open_runs, steps_of
from challenge.selectors.work_filters import Asked, Reader, held, named, order, search, shows

PAGE = 50


@dataclass(frozen=True)
class Numbers:
    """rows: how many were asked and are not excused for everybody. The others as in `challenge.rows.summed`."""

    rows: int
    proved: int
    needs: int
    differ: int
    claimed: int
    unknown: int
    pictures: int


@dataclass(frozen=True)
class WorkLine:
    """strip, open_run_id, run_id, checked_at: None where the results are not for this reader. numbers, outcome: neither
    where the work is the reader's own, because they tell what reviewers decided.

    name: "" where it is hidden. held_by: (name, until) of who has taken it.
    """

    id: int
    code: str
    name: str
    strip: Strip | None
    numbers: Numbers | None
    questions: int
    waiting_since: datetime | None
    handed_in_at: datetime | None
    checked_at: datetime | None
    run_id: int | None
    open_run_id: int | None
    trial_ends_on: date | None
    outcome: str
    graded: bool
    held_by: tuple[tuple[str, datetime], ...]
    mine: bool
    may_grade: bool
    may_take: bool


@dataclass(frozen=True)
class WorkList:
    """counts: each filter, and "" for all -> how many it shows of what was searched for."""

    asked: Asked
    lines: tuple[WorkLine, ...]
    counts: Mapping[str, int]
    page: int
    pages: int
    may_import: bool

    @property
    def has_previous(self) -> bool:
        return self.page > 1

    @property
    def has_next(self) -> bool:
        return self.page < self.pages

    @property
    def followed(self) -> tuple[int, ...]:
        """The submissions on this page whose news are for this reader."""
        return tuple(line.id for line in self.lines if line.strip is not None)


def work_list(user: Person, cohort: Cohort, asked: Asked, *, only: Collection[str] | None = None) -> WorkList:
    """One page of it; with `only`, the lines with these ids, wherever they stand. Hidden for all but reviewers."""
    if not access.is_reviewer(user, cohort):
        raise access.Hidden("The list of this cohort is not for you.")
    reader = Reader.of(user, cohort)
    found = named(cohort.submissions.filter(withdrawn_at=None)).filter(search(reader, asked.text))
    filters = shows(reader)
    counts = found.aggregate(all=Count("pk"), **{name: Count("pk", filter=one) for name, one in filters.items()})
    counts[""] = counts.pop("all")
    pages = max(1, -(-counts[asked.show] // PAGE))
    page = min(max(1, asked.page), pages)
    if only is None:  # the ids first, so that the database sorts nothing but them
        rows = found.filter(filters.get(asked.show, Q())).order_by(*order(reader, asked))
        ids = list(rows.values_list("pk", flat=True)[(page - 1) * PAGE : page * PAGE])
    else:
        ids = _ids(only)
    return WorkList(asked, _lines(reader, ids), counts, page, pages, cohort.archived_at is None)


def followed(user: Person, cohort: Cohort, given: Iterable[str]) -> tuple[int, ...]:
    """Of these submissions, those whose news this reviewer may follow."""
    if not access.is_reviewer(user, cohort):
        raise access.Hidden("The list of this cohort is not for you.")
    rows = cohort.submissions.filter(Reader.of(user, cohort).sees, withdrawn_at=None, pk__in=_ids(given))
    return tuple(rows.order_by("pk").values_list("pk", flat=True))


def _ids(given: Iterable[str]) -> list[int]:
    return [int(one) for one in list(given)[: 2 * PAGE] if one.isascii() and one.isdigit() and len(one) < 19]


def _lines(reader: Reader, ids: list[int]) -> tuple[WorkLine, ...]:
    """In the order of the ids."""
    found = reader.cohort.submissions.filter(withdrawn_at=None).select_related("owner", "team", "summary").in_bulk(ids)
    rows = [found[pk] for pk in ids if pk in found]
    running, holders, steps = open_runs(ids), _holders(reader, ids), steps_of(reader.cohort.version)
    for row in rows:
        row.cohort = reader.cohort
    names = names_of(reader.user, rows)
    return tuple(
        _line(
            reader,
            row,
            steps,
            name=names[row.pk],
            running=running.get(row.pk),
            held_by=holders.get(row.pk, []),
        )
        for row in rows
    )


def _line(
    reader: Reader,
    row: Submission,
    steps: list[Step],
    *,
    name: str,
    running: Run | None,
    held_by: list[Assignment],
) -> WorkLine:
    own = row.pk in reader.own
    sees = own or access.results_are_open(row)
    reads = sees and not own
    run = running if sees else None
    kept = getattr(row, "summary", None) or Summary(submission=row)
    grades = reads and reader.cohort.archived_at is None
    by_me = any(one.reviewer_id == reader.user.pk for one in held_by)
    return WorkLine(
        id=row.pk,
        code=row.code,
        name=name,
        strip=strip_of([step for step in steps if is_asked(row, step.key)], looking_now(steps, run) | kept.verdicts)
        if sees
        else None,
        numbers=_numbers(kept, _counted(row, steps, kept)) if reads else None,
        questions=kept.questions,
        waiting_since=kept.waiting_since,
        handed_in_at=handed_in(row),
        checked_at=kept.checked_at if sees else None,
        run_id=kept.checked_run if sees else None,
        open_run_id=run.pk if run else None,
        trial_ends_on=row.trial_ends_on,
        outcome=str(reader.cohort.outcomes.get(row.outcome, row.outcome)) if reads else "",
        graded=reads and row.graded_at is not None,
        held_by=tuple((_name(one), one.until) for one in held_by),
        mine=by_me,
        may_grade=grades,
        may_take=grades and not by_me and len(held_by) < reader.cohort.first_passes and row.graded_at is None,
    )


def _counted(row: Submission, steps: list[Step], kept: Summary) -> int:
    asked = [step.key for step in steps if is_asked(row, step.key)]
    return sum(key not in row.cohort.excused or kept.verdicts.get(key) == "pass" for key in asked)


def _numbers(kept: Summary, rows: int) -> Numbers:
    return Numbers(rows, kept.proved, kept.needs, kept.differ, kept.claimed, kept.unknown, kept.pictures)


def _holders(reader: Reader, ids: list[int]) -> Mapping[int, list[Assignment]]:
    found: dict[int, list[Assignment]] = defaultdict(list)
    for one in held(reader.now).filter(submission_id__in=ids).select_related("reviewer").order_by("pk"):
        found[one.submission_id].append(one)
    return found


def _name(assignment: Assignment) -> str:
    return assignment.reviewer.get_full_name() or assignment.reviewer.get_username()
