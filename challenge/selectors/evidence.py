"""Everything about one step of one submission: what each source says, and what it goes by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from challenge.access import Person
from challenge.models import Submission
from challenge.selectors.steps import StepView, SubmissionView


@dataclass(frozen=True)
class EvidenceLine:
    what: str
    seen: str
    wanted: str
    where: str


@dataclass(frozen=True)
class FindingView:
    """What one source said about one criterion; words of `outcome`, `how`, `rests_on` are verifier's keys."""

    criterion: str
    criterion_title: str
    source: str
    how: str
    outcome: str
    rests_on: str
    reason: str
    note: str
    rule: str
    lean: str
    evidence: tuple[EvidenceLine, ...]


@dataclass(frozen=True)
class EarlierLook:
    """The same step in an earlier run, newest first."""

    run_id: int
    verdict: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class StepEvidence:
    """previous_key / next_key: the neighbours in definition order, "" at the ends."""

    submission: SubmissionView
    step: StepView
    section_title: str
    findings: tuple[FindingView, ...]
    earlier: tuple[EarlierLook, ...]
    previous_key: str
    next_key: str


def step_evidence(user: Person, submission: Submission, step_key: str) -> StepEvidence:
    """Hidden unless the results are for this person and the step exists."""
    raise NotImplementedError
