"""Whether a contest is looked at: when last, when next, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from challenge import access
from challenge.access import Person
from challenge.contest.sweep_clock import stamp_at
from challenge.models import Cohort, Contest, Sweep
from challenge.models.contest import OPEN_SWEEP
from challenge.time_box import most_overtime


@dataclass(frozen=True)
class SweepView:
    """One look at everybody. took: seconds, None = it is on. failed, reason: one sentence; a reason without failed is a caveat."""

    asked_at: datetime
    state: str
    took: float | None
    requests: int
    reason: str

    @property
    def failed(self) -> bool:
        return self.state == "failed"


@dataclass(frozen=True)
class ContestState:
    """phase: "before", "on", "paused", "over" or "no-keys".

    looked_at: the stamp of the last sweep that counted. next_at: of the next one; None = none comes. looking: one is on.
    failing: the last sweep failed, so nothing has changed since looked_at; because: why, for who runs the contest, else "".
    """

    phase: str
    looked_at: datetime | None
    next_at: datetime | None
    looking: bool
    failing: bool
    because: str
    every_seconds: int
    paused_at: datetime | None
    organisation: str


def contest_of(user: Person, cohort: Cohort) -> Contest:
    """The contest that this cohort is. Hidden where it is none, or this person may not see its board."""
    if not (access.may_see_board(user, cohort) or access.may_run_cohort(user, cohort)):
        raise access.Hidden("There is no contest for you here.")
    contest = Contest.objects.select_related("cohort").filter(cohort=cohort).first()
    if contest is None:
        raise access.Hidden("This cohort is no contest.")
    return contest


def state_of(user: Person, cohort: Cohort) -> ContestState:
    """For the board and the lead's page. Three queries, however many entries there are."""
    contest = contest_of(user, cohort)
    leads = access.may_run_cohort(user, cohort)
    now = timezone.now()
    newest = list(contest.sweeps.defer("raw").order_by("-pk")[:2])
    ended = next((sweep for sweep in newest if sweep.state not in OPEN_SWEEP), None)
    failing = ended is not None and ended.state == "failed"
    phase = _phase(contest, now)
    return ContestState(
        phase=phase,
        looked_at=contest.sweeps.filter(state="read").aggregate(at=Max("asked_at"))["at"],
        next_at=_next_at(contest, phase, now),
        looking=bool(newest) and newest[0].state in OPEN_SWEEP,
        failing=failing,
        because=ended.reason if ended is not None and leads else "",
        every_seconds=contest.sweep_seconds,
        paused_at=contest.paused_at,
        organisation=contest.organisation if leads else "",
    )


def next_moment(*moments: datetime | None) -> datetime | None:
    """The first of these that has not come: then a page is another one, though nobody has done anything."""
    now = timezone.now()
    return min((one for one in moments if one is not None and one > now), default=None)


def sweeps_of(user: Person, cohort: Cohort, *, most: int = 20) -> tuple[SweepView, ...]:
    """The last ones, the newest first, for who runs the contest."""
    contest = contest_of(user, cohort)
    if not access.may_run_cohort(user, cohort):
        raise access.Hidden("Only who runs the contest reads this.")
    return tuple(_view(sweep) for sweep in contest.sweeps.defer("raw").order_by("-pk")[:most])


def _view(sweep: Sweep) -> SweepView:
    took = (sweep.ended_at - sweep.asked_at).total_seconds() if sweep.ended_at else None
    return SweepView(sweep.asked_at, sweep.state, took, sweep.requests, sweep.reason)


def _phase(contest: Contest, now: datetime) -> str:
    cohort = contest.cohort
    if cohort.opens_at is not None and now < cohort.opens_at:
        return "before"
    ends, stopped = _ends_at(contest), contest.paused_at
    if cohort.archived_at is not None or (ends is not None and ends < (stopped or now)):
        return "over"
    if stopped is not None:
        return "paused"
    return "on" if contest.keys.exists() else "no-keys"


def _ends_at(contest: Contest) -> datetime | None:
    """When nobody has any time left."""
    due = contest.cohort.due_at
    if due is None:
        return None
    extra = contest.cohort.submissions.aggregate(longest=most_overtime("entry"))["longest"]
    return due + timedelta(seconds=extra or 0)


def _next_at(contest: Contest, phase: str, now: datetime) -> datetime | None:
    opens = contest.cohort.opens_at
    if phase == "before" and opens is not None:
        return opens
    return stamp_at(now, contest.sweep_seconds) + timedelta(seconds=contest.sweep_seconds) if phase == "on" else None
