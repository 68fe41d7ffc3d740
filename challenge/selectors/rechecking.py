"""Having many submissions of a cohort checked: which there are, and how far it is. By codes, never by names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise

from challenge import access, left_out
from challenge.access import Person
from challenge.models import Cohort, Recheck, Submission
from challenge.models.run import OPEN_RUN, runs_on
from challenge.rows.counts import Standing
from challenge.rows.histories import standings_of
from challenge.selectors.settled import settled

PER_PAGE = 100
UNSEEN = "unknown"


@dataclass(frozen=True)
class Checkable:
    """A submission that may be checked. unseen: rows that could not be looked at. is_on: a check is on now."""

    id: int
    code: str
    unseen: int
    is_on: bool


@dataclass(frozen=True)
class WantedView:
    """How far one of them is. state: of its check, or "waiting", "left", "stopped"; run_id: None = it has none."""

    submission_id: int
    code: str
    state: str
    run_id: int | None
    why: str | Promise


@dataclass(frozen=True)
class RecheckView:
    is_open: bool
    done: int
    total: int
    wanted: tuple[WantedView, ...]


@dataclass(frozen=True)
class CheckPage:
    """show: "" = all, "unseen" = those with rows that could not be looked at."""

    now: RecheckView | None
    rows: Page[Checkable]
    all: int
    unseen: int
    show: str


def check_page(user: Person, cohort: Cohort, *, show: str = "", number: str = "") -> CheckPage:
    """Hidden unless this person may have many of the cohort checked."""
    if not access.may_judge_cohort_again(user, cohort):
        raise access.Hidden("This is for its reviewers.")
    rows = checkable(cohort)
    unseen = [row for row in rows if row.unseen]
    last = cohort.rechecks.first()
    return CheckPage(
        now=_recheck(last) if last is not None else None,
        rows=Paginator(unseen if show == "unseen" else rows, PER_PAGE).get_page(number or 1),
        all=len(rows),
        unseen=len(unseen),
        show="unseen" if show == "unseen" else "",
    )


def checkable(cohort: Cohort) -> list[Checkable]:
    """Everybody's whose results are open to reviewers, by code; asks no permission itself."""
    found = Submission.objects.filter(access.open_results(), cohort=cohort).order_by("code", "pk")
    rows = dict(found.values_list("pk", "code"))
    busy = set(found.filter(runs__in=runs_on()).values_list("pk", flat=True))
    standing = standings_of(rows)
    return [Checkable(pk, code, _unseen(standing.get(pk, {})), pk in busy) for pk, code in rows.items()]


def recheck_progress(user: Person, cohort: Cohort) -> RecheckView | None:
    """How far the last one is; Hidden as above."""
    if not access.may_judge_cohort_again(user, cohort):
        raise access.Hidden("This is for its reviewers.")
    last = cohort.rechecks.first()
    return _recheck(last) if last is not None else None


def _unseen(standing: Mapping[str, Standing]) -> int:
    rows = settled(standing)
    return sum(row.look is not None and row.look.verdict == UNSEEN for row in rows.values())


def _recheck(row: Recheck) -> RecheckView:
    open_now = Submission.objects.filter(access.open_results(), cohort_id=row.cohort_id)
    found = row.wanted.filter(submission__in=open_now).select_related("submission", "run")
    wanted = tuple(
        WantedView(
            one.submission_id,
            one.submission.code,
            one.run.state if one.run is not None else one.state,
            one.run_id,
            left_out.SENTENCES.get(one.why, ""),
        )
        for one in found
    )
    going = sum(one.state in ("waiting", "started", *OPEN_RUN) for one in wanted)
    return RecheckView(row.ended_at is None or going > 0, len(wanted) - going, len(wanted), wanted)
