"""When a candidate's time begins and ends. Pure: the moment is given."""

from __future__ import annotations

from datetime import datetime, timedelta

from challenge.models import Cohort, Submission

TRIAL_DAYS = 14
"""How long Datadog's trial lasts, from its first day to its last."""


def state(submission: Submission, now: datetime) -> str:
    """Where the submission is between the opening and its end, in the words of `selectors.TimeBox`."""
    if submission.handed_in_at or submission.hand_in_asked_at or submission.withdrawn_at:
        return "handed-in"
    ends = ends_at(submission)
    if ends is not None and ends <= now:
        return "over"
    if submission.started_at:
        return "running"
    opens = submission.cohort.opens_at
    return "before" if opens is not None and now < opens else "unstarted"


def ends_at(submission: Submission) -> datetime | None:
    """The due date, or the end of the candidate's own hours where that is earlier; None: no end."""
    cohort: Cohort = submission.cohort
    own = None
    if submission.started_at and cohort.time_box_hours:
        own = submission.started_at + timedelta(hours=cohort.time_box_hours)
    return min((end for end in (cohort.due_at, own) if end is not None), default=None)
