"""Rows that somebody works at and that do not pass for a long while: whom a lead may want to ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from challenge.board.events import paused
from challenge.board.placed import pauses, went_by
from challenge.models import Cohort, Judgment
from challenge.rows.counts import Standing
from challenge.words.contest import span_text
from verifier.verdicts import Verdict

LONG = timedelta(minutes=45)
RED = frozenset({Verdict.FAIL.value, Verdict.DISAGREE.value})
"""It is there and not as asked. What is not there yet is not being worked at."""


@dataclass(frozen=True)
class Stuck:
    """since: the first of the looks in a row that said so. span: how long that is without pauses, in words."""

    key: str
    title: str
    since: datetime
    span: str


def stuck_rows(
    cohort: Cohort, standing: Mapping[int, Mapping[str, Standing]], now: datetime
) -> dict[int, tuple[Stuck, ...]]:
    """submission -> its rows that do not pass for 45 minutes and more, the longest first. Three queries for all."""
    red = {
        (pk, key)
        for pk, rows in standing.items()
        for key, one in rows.items()
        if one.look and one.look.verdict in RED and key not in cohort.excused
    }
    if not red:
        return {}
    titles = dict(cohort.version.steps.values_list("key", "title"))
    found: dict[int, list[Stuck]] = defaultdict(list)
    stood_still = pauses(paused(cohort), now)
    for (pk, key), since in _since(red).items():
        span = went_by(since, now, stood_still)
        if span >= LONG:
            found[pk].append(Stuck(key, titles[key], since, span_text(span.total_seconds())))
    return {pk: tuple(sorted(rows, key=lambda one: one.since)) for pk, rows in found.items()}


def _since(red: set[tuple[int, str]]) -> dict[tuple[int, str], datetime]:
    """(submission, step) -> when the looks began that say so to this day."""
    rows = Judgment.objects.filter(
        run__submission__in={pk for pk, _key in red}, step__key__in={key for _pk, key in red}, run__state="finished"
    )
    since: dict[tuple[int, str], datetime] = {}
    for pk, key, verdict, at in rows.order_by("run_id").values_list("run__submission", "step__key", "verdict", "at"):
        if (pk, key) not in red or verdict == Verdict.UNKNOWN:
            continue
        if verdict in RED:
            since.setdefault((pk, key), at)
        else:
            since.pop((pk, key), None)
    return since
