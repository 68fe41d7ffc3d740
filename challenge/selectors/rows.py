"""The steps of a submission and the points of where they stand (`challenge.rows.counts` says where).

Shared by the pages' selectors; asks no permission itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from challenge.models import DefinitionVersion, Run, Step, Submission
from challenge.models.run import runs_on
from challenge.rows.asked import as_asked, asked_of, is_asked
from challenge.rows.counts import NOTHING, Standing
from challenge.rows.decided import counts_neither_way
from challenge.rows.histories import standings_of
from verifier.scoring import OPEN

__all__ = [
    "NOTHING",
    "Standing",
    "Tally",
    "is_asked",
    "open_runs",
    "points_of",
    "standings_of",
    "steps_asked",
    "steps_of",
]


def steps_asked(submission: Submission, version: DefinitionVersion | None = None) -> list[Step]:
    """The rows of this submission, in definition order. version: another one than its cohort's, of an earlier run."""
    version = version or submission.cohort.version
    asked = [step for step in steps_of(version) if is_asked(submission, step.key)]
    return as_asked(asked, asked_of(submission, version))


def steps_of(version: DefinitionVersion) -> list[Step]:
    """Every row there is, with the usual values; of one submission, `steps_asked`."""
    return list(version.steps.select_related("section").order_by("position"))


def open_runs(submission_ids: Iterable[int]) -> Mapping[int, Run]:
    runs = runs_on().filter(submission_id__in=list(submission_ids))
    return {run.submission_id: run for run in runs}


@dataclass(frozen=True)
class Tally:
    """Points without bonus rows, and those of the bonus rows apart. earned + open + lost = max."""

    earned: float
    open: float
    lost: float
    max: float
    bonus_earned: float
    bonus_max: float


def points_of(submission: Submission, standing: Mapping[str, Standing]) -> Tally:
    """The points where every step stands now, as they were judged; not looked at is open, excused for everybody is left out."""
    earned = open_ = most = bonus_earned = bonus_max = 0.0
    for step in steps_asked(submission):
        look = standing.get(step.key, NOTHING).look
        points = look.points if look else 0.0
        if counts_neither_way(points, excused=step.key in submission.cohort.excused):
            continue
        if step.bonus:
            bonus_earned, bonus_max = bonus_earned + points, bonus_max + step.points
            continue
        most += step.points
        earned += points
        if look is None or look.verdict in OPEN or look.verdict == "claimed":
            open_ += step.points - points
    return Tally(earned, open_, most - earned - open_, most, bonus_earned, bonus_max)
