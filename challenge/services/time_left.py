"""Until when somebody may hand in without being late."""

from __future__ import annotations

from datetime import datetime, timedelta

from challenge.models import Submission


def ends_at(submission: Submission) -> datetime | None:
    """The due date, or the end of the candidate's own hours where that is earlier; None: no end."""
    cohort, own = submission.cohort, None
    if submission.started_at and cohort.time_box_hours:
        own = submission.started_at + timedelta(hours=cohort.time_box_hours)
    return min((end for end in (cohort.due_at, own) if end is not None), default=None)
