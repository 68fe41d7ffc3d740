"""What each step of a submission stands at: the newest look that knew something, and when it was proved.

Shared by the pages' selectors; asks no permission itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from challenge.models import DefinitionVersion, Judgment, Run, Step
from challenge.models.run import OPEN_RUN
from verifier.scoring import OPEN
from verifier.verdicts import Verdict

OBSERVED = frozenset({"pass", "fail", "disagree", "absent"})
"""Verdicts that somebody other than the document had a part in. Only these may replace a proof."""


@dataclass(frozen=True)
class Look:
    """One judgment without its findings."""

    id: int
    run_id: int
    run_open: bool
    step_key: str
    verdict: str
    points: float
    max: float
    reason: str
    note: str
    provisional: bool
    at: datetime
    again_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """look: the one that is shown. could_not_look_at: a later look that saw nothing and so replaced nothing."""

    look: Look | None
    first_proved_at: datetime | None
    last_proved_at: datetime | None
    could_not_look_at: datetime | None


NOTHING = Standing(None, None, None, None)


def steps_of(version: DefinitionVersion) -> list[Step]:
    return list(version.steps.select_related("section").order_by("position"))


def standings_of(submission_ids: Iterable[int]) -> Mapping[int, Mapping[str, Standing]]:
    """submission -> step -> where it stands. Cancelled runs say nothing."""
    fields = (
        "id",
        "run_id",
        "run__state",
        "step__key",
        "verdict",
        "points",
        "max",
        "reason",
        "note",
        "provisional",
        "at",
        "again_at",
        "run__submission_id",
        "run__submission__handed_in_at",
    )
    rows = (
        Judgment.objects.filter(run__submission_id__in=list(submission_ids))
        .exclude(run__state="cancelled")
        .order_by("run_id")
        .values_list(*fields)
    )
    looks: dict[int, dict[str, list[Look]]] = defaultdict(lambda: defaultdict(list))
    handed_in: dict[int, datetime | None] = {}
    for id_, run_id, state, key, *rest, submission_id, handed_in[submission_id] in rows:
        look = Look(id_, run_id, state in OPEN_RUN, key, *rest)
        looks[submission_id][key].append(look)
    return {
        submission_id: {key: standing(history, handed_in[submission_id]) for key, history in steps.items()}
        for submission_id, steps in looks.items()
    }


def standing(history: Sequence[Look], handed_in_at: datetime | None = None) -> Standing:
    """Of the looks at one step, oldest first. One that is still on replaces nothing."""
    shown: Look | None = None
    failed: datetime | None = None
    for look in history:
        if shown is None or (not (look.run_open and look.provisional) and _replaces(look, shown, handed_in_at)):
            shown, failed = look, None
        elif look.verdict not in OBSERVED and not look.provisional:
            failed = look.at
    proved = [look.at for look in history if look.verdict == "pass" and not look.run_open]
    return Standing(shown, min(proved, default=None), max(proved, default=None), failed)


def _replaces(look: Look, shown: Look, handed_in_at: datetime | None) -> bool:
    """What was seen stays seen: a look that failed replaces nothing, and after the hand-in none lowers."""
    if handed_in_at is not None and look.at > handed_in_at:
        return Verdict(look.verdict).badness >= Verdict(shown.verdict).badness
    if shown.verdict == "pass":
        return look.verdict in OBSERVED
    return look.verdict != "unknown" or shown.verdict == "unknown"


def open_runs(submission_ids: Iterable[int]) -> Mapping[int, Run]:
    runs = Run.objects.filter(submission_id__in=list(submission_ids), state__in=OPEN_RUN)
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


def points_of(version: DefinitionVersion, standing: Mapping[str, Standing]) -> Tally:
    """The points where every step stands now, as they were judged; not looked at is open."""
    earned = open_ = most = bonus_earned = bonus_max = 0.0
    for step in steps_of(version):
        look = standing.get(step.key, NOTHING).look
        points = look.points if look else 0.0
        if step.bonus:
            bonus_earned, bonus_max = bonus_earned + points, bonus_max + step.points
            continue
        most += step.points
        earned += points
        if look is None or look.verdict in OPEN or look.verdict == "claimed":
            open_ += step.points - points
    return Tally(earned, open_, most - earned - open_, most, bonus_earned, bonus_max)
