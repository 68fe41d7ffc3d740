"""A submission's steps by section, each with what it came to when it was last looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from challenge.access import Person
from challenge.models import Submission


@dataclass(frozen=True)
class StepView:
    """One row. verdict "" = never looked at.

    seen, wanted, where: of the finding that decided, "" where there is none.
    at, run_id: the look this is from. first_proved_at / last_proved_at: None = never proved.
    in_progress: the run that is on has not settled this row yet.
    """

    key: str
    title: str
    task: str
    hint: str
    section: str
    points: float
    max: float
    bonus: bool
    required: bool
    by_person: bool
    verdict: str
    reason: str
    note: str
    seen: str
    wanted: str
    where: str
    sources: tuple[str, ...]
    at: datetime | None
    run_id: int | None
    again_at: datetime | None
    first_proved_at: datetime | None
    last_proved_at: datetime | None
    in_progress: bool


@dataclass(frozen=True)
class SectionView:
    """earned and max count the steps that are not bonus; proved and steps count rows."""

    key: str
    title: str
    steps: tuple[StepView, ...]
    proved: int
    earned: float
    max: float


@dataclass(frozen=True)
class RunCard:
    """A run in the history, newest first."""

    id: int
    state: str
    scope: tuple[str, ...]
    started_by: str
    created_at: datetime
    ended_at: datetime | None
    seconds: float | None
    points: float | None
    max: float | None


@dataclass(frozen=True)
class SubmissionView:
    """What the head of the page says. practice: the results are seen by `seen_by` only.

    document: a short name of what is read, "" = none. machine, account: for people, "" = none.
    judged: subject -> what was judged in the last finished run.
    cool_down_until: no new run before. may_start: this person may press "Check now".
    """

    id: int
    code: str
    name: str
    cohort_key: str
    cohort_name: str
    is_owner: bool
    practice: bool
    seen_by: str
    handed_in_at: datetime | None
    due_at: datetime | None
    document: str
    machine: str
    machine_key: str
    account: str
    organisation: str
    sandbox: bool
    judged: Mapping[str, str]
    version: str
    claims: str
    open_run_id: int | None
    may_start: bool
    cool_down_until: datetime | None


@dataclass(frozen=True)
class SubmissionSteps:
    """counts: verdict key ("" = not looked at) -> rows. earned/open/lost points without bonus rows."""

    submission: SubmissionView
    sections: tuple[SectionView, ...]
    counts: Mapping[str, int]
    earned: float
    open: float
    lost: float
    max: float
    bonus_earned: float
    bonus_max: float
    runs: tuple[RunCard, ...]


def submission_steps(user: Person, submission: Submission) -> SubmissionSteps:
    """The whole page of one submission; Hidden unless its results are for this person."""
    raise NotImplementedError
