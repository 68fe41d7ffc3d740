"""The cohorts of a person, and a cohort's list of submissions with a verdict strip each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from challenge.access import Person
from challenge.models import Cohort


@dataclass(frozen=True)
class CohortCard:
    """roles: what the person is to it. may_review: sees the list of submissions."""

    key: str
    name: str
    challenge: str
    roles: tuple[str, ...]
    may_review: bool
    has_board: bool
    submissions: int
    due_at: datetime | None


@dataclass(frozen=True)
class StripCell:
    """verdict: a key of words.VERDICTS, or "" = not looked at yet."""

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


def list_cohorts(user: Person) -> tuple[CohortCard, ...]:
    """Every cohort this person is something to, by name."""
    raise NotImplementedError


def cohort_submissions(user: Person, cohort: Cohort) -> tuple[SubmissionCard, ...]:
    """All submissions for a reviewer or lead, by code; Hidden for others."""
    raise NotImplementedError


def own_submission_cards(user: Person) -> tuple[SubmissionCard, ...]:
    """What this person hands in, alone or with a team, in all cohorts."""
    raise NotImplementedError
