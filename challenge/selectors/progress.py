"""A run, while it is on and afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from challenge.access import Person
from challenge.models import Run


@dataclass(frozen=True)
class SourceProgress:
    """state: a key of words.SOURCE_STATES. reason: why it could not be looked at, for people."""

    source: str
    state: str
    reason: str
    origin: str
    started_at: datetime | None
    ended_at: datetime | None
    tries: int


@dataclass(frozen=True)
class StepProgress:
    """verdict "" = nothing known yet. settled: the verdict will not change any more in this run."""

    key: str
    title: str
    section: str
    verdict: str
    reason: str
    points: float
    max: float
    settled: bool
    again_at: datetime | None


@dataclass(frozen=True)
class RunProgress:
    """last_event_id: what a live page resumes after. judged: subject -> what was judged."""

    id: int
    submission_id: int
    code: str
    state: str
    is_open: bool
    scope: tuple[str, ...]
    started_by: str
    created_at: datetime
    ended_at: datetime | None
    ended_because: str
    deadline_at: datetime
    seconds: float | None
    sources: tuple[SourceProgress, ...]
    steps: tuple[StepProgress, ...]
    counts: Mapping[str, int]
    known: int
    points: float | None
    max: float | None
    judged: Mapping[str, str]
    version: str
    engine: str
    may_cancel: bool
    last_event_id: int


def run_progress(user: Person, run: Run) -> RunProgress:
    """The state of a run; Hidden unless the results of its submission are for this person."""
    raise NotImplementedError
