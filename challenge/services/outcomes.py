"""What a judgement of a run comes to: its rows, its points, what it proves and since when. Nothing is written here."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone

from challenge.contest.in_time import in_time
from challenge.contest.sweep_clock import belongs_to, stamp_after
from challenge.models import Contest, Run
from challenge.rows.asked import is_asked
from verifier.engine import Judgement, StepVerdict
from verifier.scoring import Claims, Score, total
from verifier.subjects import Judged
from verifier.verdicts import How, Outcome, Verdict

OUT_OF_TIME = "out-of-time"


def in_scope(run: Run, judgement: Judgement) -> list[StepVerdict]:
    """The rows that the run was asked about."""
    return [step for step in judgement.steps if not run.scope or step.key in run.scope]


def _counted(run: Run, judgement: Judgement) -> list[StepVerdict]:
    """Rows that the submission is not asked are judged, in case they are asked again, and count nowhere."""
    return [step for step in in_scope(run, judgement) if is_asked(run.submission, step.key)]


def score_of(run: Run, judgement: Judgement) -> Score:
    """The points of what counts, without the extras."""
    rows = [(s.verdict, s.max) for s in _counted(run, judgement) if not s.bonus]
    return total(rows, Claims(run.claims))


def subjects_of(judged: Judged) -> dict[str, Any]:
    """Which host, board, monitor, service and metric it was, as the run keeps it."""
    subjects = {name: asdict(getattr(judged, name)) for name in ("host", "board", "monitor", "service", "metric")}
    return subjects | {"host_reports_here": judged.host_reports_here}


def outcomes_of(run: Run, judgement: Judgement) -> dict[str, tuple[str, int, bool]]:
    """step -> (verdict, worth, bonus), as events tell it."""
    return {s.key: ((s.verdict or Verdict.UNKNOWN).value, s.max, s.bonus) for s in _counted(run, judgement)}


def only_told(run: Run, judgement: Judgement, seen_at: datetime) -> dict[str, str]:
    """The rows that read as done and prove nothing: step -> what showed it, where neither the account nor our own look at the
    machine did; in a contest every one that was seen before it opened, after the end, or while the clock stood.
    """
    done = [step for step in _counted(run, judgement) if step.verdict in (Verdict.PASS, Verdict.CLAIMED)]
    if not in_time(run.submission, seen_at):
        return {step.key: OUT_OF_TIME for step in done}
    return {step.key: _shown_by(step) for step in done if not _seen_by_us(step)}


def proves(run: Run, judgement: Judgement) -> set[str]:
    """The rows that it shows by a look of ours, were it in time."""
    return {step.key for step in _counted(run, judgement) if _seen_by_us(step)}


def _seen_by_us(step: StepVerdict) -> bool:
    seen = {one.criterion for one in step.observed if one.outcome is Outcome.PASS and one.how in (How.API, How.SSH)}
    return step.verdict is Verdict.PASS and seen == {key for key, _verdict in step.criteria}


def _shown_by(step: StepVerdict) -> str:
    """The nearest to a look of ours."""
    ways = {one.how for one in step.findings if one.outcome is Outcome.PASS}
    return next((how.value for how in How if how in ways), "")


def when_seen(run: Run) -> datetime:
    """When the last of the facts were taken: the moment from which the result was true.

    In a contest what was seen between two sweeps is true from the next one's stamp on: who presses gains no second. What
    a sweep saw is true from its own, a machine that it reached late from the next one's.
    """
    ends = [ended for ended in run.collections.values_list("ended_at", flat=True) if ended]
    seen = max(ends, default=run.ended_at or timezone.now())
    contest = Contest.objects.filter(cohort__submissions=run.submission_id, cohort__submissions__entry__isnull=False)
    seconds = contest.values_list("sweep_seconds", flat=True).first()
    if seconds is None:
        return seen
    return belongs_to(seen, run.created_at, seconds) if run.purpose == "sweep" else stamp_after(seen, seconds)
