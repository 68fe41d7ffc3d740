"""Whether what was seen at a moment counts in a contest: from the opening to the own end, while the clock goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from challenge.models import Submission
from challenge.time_box import ends_at, entry_of


def in_time(submission: Submission, at: datetime) -> bool:
    """Outside a contest always: there it is told that something is late."""
    if entry_of(submission) is None:
        return True
    opens, ends = submission.cohort.opens_at, ends_at(submission, at)
    if (opens is not None and at < opens) or (ends is not None and at > ends):
        return False
    return not any(since < at and (until is None or at < until) for since, until in _pauses(submission))


def _pauses(submission: Submission) -> Iterator[tuple[datetime, datetime | None]]:
    """Of its contest; None: it is still on."""
    began = None
    acts = submission.cohort.contest.acts.filter(kind__in=("paused", "resumed")).order_by("pk")
    for kind, at in acts.values_list("kind", "at"):
        if kind == "paused":
            began = began or at
        elif began is not None:
            yield began, at
            began = None
    if began is not None:
        yield began, None
