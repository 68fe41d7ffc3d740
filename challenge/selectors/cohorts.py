"""The cohorts of a person, and a cohort's list of submissions with a verdict strip each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from challenge import access
from challenge.access import Person
from challenge.models import AccountLink, Cohort, Contest, Run, Step, Submission
from challenge.names.naming import names_of
from challenge.selectors import work_filters
from challenge.selectors.rows import Standing, open_runs, points_of, standings_of, steps_asked
from challenge.selectors.settled import settled
from challenge.words import LOOKING


@dataclass(frozen=True)
class CohortCard:
    """roles: what the person is to it. may_review: sees the list of submissions. needing: how many wait for this person."""

    key: str
    name: str
    challenge: str
    roles: tuple[str, ...]
    may_review: bool
    has_board: bool
    is_contest: bool
    submissions: int
    needing: int
    due_at: datetime | None


@dataclass(frozen=True)
class StripCell:
    """verdict: a key of words.VERDICTS, "looking" = for the first time now, or "" = not looked at yet."""

    key: str
    title: str
    section: str
    verdict: str


@dataclass(frozen=True)
class Strip:
    """One cell a step, in definition order, and how many of each verdict."""

    cells: tuple[StripCell, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class SubmissionCard:
    """A row of the list. strip, points, max, checked_at: None where the results are not for this person.

    open_run_id: the run that is on. run_id: the last finished one.
    """

    id: int
    code: str
    name: str
    cohort_key: str
    strip: Strip | None
    points: float | None
    max: float | None
    open_run_id: int | None
    run_id: int | None
    checked_at: datetime | None
    handed_in_at: datetime | None


def handed_in(submission: Submission) -> datetime | None:
    """When the button was pressed, which is the time that counts; None while the last look is on."""
    return submission.hand_in_asked_at or submission.handed_in_at if submission.handed_in_at else None


def list_cohorts(user: Person) -> tuple[CohortCard, ...]:
    """Every cohort this person is something to, by name."""
    cohorts = Cohort.objects.select_related("version__challenge").annotate(
        entries=Count("submissions", filter=Q(submissions__withdrawn_at=None)),
        rehearsals=Count("submissions", filter=Q(submissions__withdrawn_at=None, submissions__entry__hidden=True)),
        is_contest=Exists(Contest.objects.filter(cohort=OuterRef("pk"))),
    )
    named = [(cohort, access.roles(user, cohort)) for cohort in cohorts.order_by(Lower("name"), "pk")]
    needing = work_filters.needing(
        user, [cohort.pk for cohort, roles in named if not roles.isdisjoint(access.SEES_ALL)]
    )
    cards = []
    for cohort, roles in named:
        if roles:
            sees_all = not roles.isdisjoint(access.SEES_ALL)
            cards.append(
                CohortCard(
                    key=cohort.key,
                    name=cohort.name,
                    challenge=cohort.version.challenge.name,
                    roles=tuple(sorted(roles)),
                    may_review=sees_all,
                    has_board=cohort.has_board,
                    is_contest=cohort.is_contest,
                    submissions=cohort.entries if sees_all else cohort.entries - cohort.rehearsals,
                    needing=needing.get(cohort.pk, 0),
                    due_at=cohort.due_at,
                )
            )
    return tuple(cards)


def own_submission_cards(user: Person) -> tuple[SubmissionCard, ...]:
    """What this person hands in, alone or with a team, in all cohorts."""
    if not user.is_authenticated:
        return ()
    return _cards(user, Submission.objects.filter(access.own_submissions(user)).distinct())


def shows_sandbox(cohort_keys: Iterable[str]) -> bool:
    """Whether any submission of these cohorts is looked at in a sandbox; a page that shows one must say so."""
    links = AccountLink.objects.filter(submission__cohort=OuterRef("pk"), api_url__gt="")
    there = Exists(links) | Q(contest__api_url__gt="")  # by themselves: joined, every submission is read to find none
    return Cohort.objects.filter(there, key__in=list(cohort_keys)).exists()


def is_contest(cohort: Cohort) -> bool:
    return Contest.objects.filter(cohort=cohort).exists()


def strip(submission: Submission, verdicts: Mapping[str, str]) -> Strip:
    """One cell a row that is asked."""
    return strip_of(steps_asked(submission), verdicts)


def strip_of(steps: Iterable[Step], verdicts: Mapping[str, str]) -> Strip:
    """One cell for each of these steps."""
    cells = tuple(StripCell(step.key, step.title, step.section.key, verdicts.get(step.key, "")) for step in steps)
    return Strip(cells, Counter(cell.verdict for cell in cells))


def _cards(user: Person, found: QuerySet[Submission]) -> tuple[SubmissionCard, ...]:
    submissions = list(
        found.filter(withdrawn_at=None)
        .select_related("cohort__version", "owner", "team")
        .order_by("cohort_id", Lower("code"), "pk")
    )
    ids = [submission.pk for submission in submissions]
    standing, running, finished = standings_of(ids), open_runs(ids), _last_finished(ids)
    names = names_of(user, submissions)
    return tuple(
        _card(
            submission,
            name=names[submission.pk],
            may_see=access.may_see_results(user, submission),
            standing=settled(standing.get(submission.pk, {})),
            running=running.get(submission.pk),
            finished=finished.get(submission.pk),
        )
        for submission in submissions
    )


def _card(
    submission: Submission,
    *,
    name: str,
    may_see: bool,
    standing: Mapping[str, Standing],
    running: Run | None,
    finished: Run | None,
) -> SubmissionCard:
    steps = steps_asked(submission)
    verdicts = looking_now(steps, running) | {key: row.look.verdict for key, row in standing.items() if row.look}
    tally = points_of(submission, standing) if may_see else None
    return SubmissionCard(
        id=submission.pk,
        code=submission.code,
        name=name,
        cohort_key=submission.cohort.key,
        strip=strip_of(steps, verdicts) if may_see else None,
        points=tally.earned if tally else None,
        max=tally.max if tally else None,
        open_run_id=running.pk if running and may_see else None,
        run_id=finished.pk if finished and may_see else None,
        checked_at=finished.ended_at if finished and may_see else None,
        handed_in_at=handed_in(submission),
    )


def looking_now(steps: Iterable[Step], running: Run | None) -> dict[str, str]:
    """The steps that the check that is on looks at."""
    if running is None:
        return {}
    return dict.fromkeys(running.scope or [step.key for step in steps], LOOKING.key)


def _last_finished(submission_ids: list[int]) -> Mapping[int, Run]:
    runs = Run.objects.filter(submission_id__in=submission_ids, state="finished").order_by("pk")
    return {run.submission_id: run for run in runs}
