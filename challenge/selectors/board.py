"""The board of a cohort: places from what is kept of everybody, frozen where the cohort says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from challenge import access, boards
from challenge.access import Person
from challenge.board_events import frozen_at, on_the_board, paused, rule_of
from challenge.board_rule import ELAPSED, Rule
from challenge.decided import counts_neither_way
from challenge.models import Cohort, Event, Step, Submission
from challenge.naming import names_of
from challenge.placed import pauses, placed
from challenge.selectors.cohorts import Strip, StripCell
from challenge.selectors.rows import steps_of
from challenge.standings import Standing


@dataclass(frozen=True)
class BoardRow:
    """rank: None = nothing was looked at yet. passes: rows proved of `of`. last_gain: when the points were last raised.

    hatched: step -> how it is known, of rows that count nothing because nobody but the candidate says so. elapsed: from
    the own start to the last gain. may_open: this person may see the results that stand behind it.
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
    elapsed: timedelta | None
    hatched: Mapping[str, str]
    strip: Strip
    may_open: bool


@dataclass(frozen=True)
class Board:
    """as_of: what was known then is shown. frozen: as_of lies in the past because the cohort is frozen. ties: how they are broken.

    max: without the rows that were excused for everybody; excused: their titles, each with why.
    """

    cohort_key: str
    cohort_name: str
    rows: tuple[BoardRow, ...]
    as_of: datetime
    frozen: bool
    ties: str
    max: float
    excused: tuple[tuple[str, str], ...]
    last_event_id: int


def board(user: Person, cohort: Cohort) -> Board:
    """Hidden unless the cohort has a board and this person belongs to the cohort."""
    if not access.may_see_board(user, cohort):
        raise access.Hidden("There is no board for you here.")
    now = timezone.now()
    frozen = frozen_at(cohort, now)
    as_of = frozen or now
    last_event = Event.objects.filter(at__lte=as_of).aggregate(newest=Max("id"))["newest"] or 0
    submissions = on_the_board(cohort)
    rule, steps = rule_of(cohort), steps_of(cohort.version)
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
        for standing in places(cohort, submissions, rule, frozen, now)
    ]
    return Board(
        cohort_key=cohort.key,
        cohort_name=cohort.name,
        rows=tuple(rows),
        as_of=as_of,
        frozen=frozen is not None,
        ties=rule.ties,
        max=sum(
            rule.worth(step.key, step.points) for step in steps if not step.bonus and step.key not in cohort.excused
        ),
        excused=tuple((step.title, cohort.excused[step.key]) for step in steps if step.key in cohort.excused),
        last_event_id=last_event,
    )


def places(
    cohort: Cohort, there: Collection[int], rule: Rule, frozen: datetime | None, now: datetime
) -> tuple[Standing, ...]:
    """From the rows that are kept, or as of the freeze; hidden entries are not in it, so they shift nobody."""
    rows = boards.frozen(cohort, there, frozen, rule) if frozen else boards.present(cohort, there, rule)
    return placed(rows, rule, pauses(paused(cohort), frozen or now) if rule.ties == ELAPSED else ())


def _row(
    standing: Standing,
    submission: Submission,
    steps: list[Step],
    *,
    excused: Collection[str],
    name: str,
    may_open: bool,
) -> BoardRow:
    steps = [step for step in steps if step.key not in standing.left_out]
    proved = {proof.step for proof in standing.proofs}
    out = {key for key in excused if counts_neither_way(float(key in proved), excused=True)}
    verdicts = {**standing.latest, **dict.fromkeys(standing.hatched, "claimed"), **dict.fromkeys(proved, "pass")}
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
        elapsed=standing.elapsed,
        hatched=standing.hatched,
        strip=Strip(cells, Counter(cell.verdict for cell in cells)),
        may_open=may_open,
    )
