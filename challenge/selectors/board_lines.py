"""What happened last on a board: what was proved, and what was corrected since. Never which row somebody fails.

Asks no permission, and takes the names and titles that its caller may show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from challenge.board.standings import Standing
from challenge.models import Cohort, Event

MOST_LINES = 6
CORRECTIONS = {
    "run.rejudged": "judged-again",
    "decision.made": "decided",
    "decision.undone": "taken-back",
    "entry.extended": "extended",
    "contest.paused": "paused",
    "contest.resumed": "resumed",
    "cohort.decided": "excused-for-all",
    "cohort.undone": "undone-for-all",
}
FOR_ALL = ("contest.paused", "contest.resumed", "cohort.decided", "cohort.undone")


@dataclass(frozen=True)
class Line:
    """What happened. kind: proved, or one of CORRECTIONS, excused or overridden. name: "" = it concerns everybody.

    title: of what was proved, or decided for everybody. by: how many rows more or less are proved after a correction, or
    minutes that were given.
    """

    at: datetime
    kind: str
    name: str
    title: str = ""
    by: int = 0


def board_lines(
    cohort: Cohort,
    standings: Iterable[Standing],
    names: Mapping[int, str],
    titles: Mapping[str, str],
    as_of: datetime,
) -> tuple[Line, ...]:
    """The newest gains, and every correction among the newest: which row it was, nobody is told who may not see it."""
    gains = [
        Line(proof.first, "proved", names[one.submission], titles.get(proof.step, ""))
        for one in standings
        for proof in one.proofs
        if proof.worth
    ]
    of_these = Q(submission_id__in=list(names)) | Q(kind__in=FOR_ALL)
    found = Event.objects.filter(of_these, cohort_id=cohort.pk, kind__in=CORRECTIONS, at__lte=as_of)
    if cohort.first_passes > 1:  # what one of two decides is told when both are over, as standings have it
        found = found.exclude(kind__startswith="decision.")
    rows = found.order_by("-id").values_list("kind", "submission_id", "data", "at")[:MOST_LINES]
    corrections = [
        _correction(kind, names.get(whose or 0, ""), data, at, titles.get(str(data.get("step")), ""))
        for kind, whose, data, at in rows
    ]
    told = [*gains, *(one for one in corrections if one is not None)]
    return tuple(sorted(told, key=lambda line: line.at, reverse=True)[:MOST_LINES])


def _correction(kind: str, name: str, data: Mapping[str, object], at: datetime, title: str) -> Line | None:
    """title: of the row, told only of what was decided for everybody."""
    word = CORRECTIONS[kind]
    if kind in FOR_ALL:
        return Line(at, word, "", title if kind.startswith("cohort.") else "")
    if word == "judged-again":
        gained, lost = data.get("gained") or (), data.get("lost") or ()
        assert isinstance(gained, list | tuple) and isinstance(lost, list | tuple)
        by = len(gained) - len(lost)
        return Line(at, word, name, by=by) if gained or lost else None
    if word == "extended":
        return Line(at, word, name, by=int(str(data.get("minutes") or 0)))
    decided = {"excuse": "excused", "override": "overridden"}.get(str(data.get("decided")), word)
    return Line(at, decided, name)
