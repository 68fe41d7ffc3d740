"""When a candidate's time begins and ends. Pure: the moment is given."""

from __future__ import annotations

from datetime import datetime, timedelta

from challenge.models import Cohort, Entry, Submission

TRIAL_DAYS = 14
"""How long Datadog's trial lasts, from its first day to its last."""


def state(submission: Submission, now: datetime) -> str:
    """Where the submission is between the opening and its end, in the words of `selectors.TimeBox`."""
    if submission.handed_in_at or submission.hand_in_asked_at or submission.withdrawn_at:
        return "handed-in"
    ends, stopped = ends_at(submission), stopped_at(submission)
    if ends is not None and ends <= min(now, stopped or now):
        return "over"
    if submission.started_at:
        return "running"
    opens = submission.cohort.opens_at
    return "before" if opens is not None and now < opens else "unstarted"


def ends_at(submission: Submission) -> datetime | None:
    """The due date, or the end of the candidate's own hours where that is earlier; None: no end.

    In a contest a lead may have given minutes, and the own hours go on by as long as the clock stood still.
    """
    cohort: Cohort = submission.cohort
    entry = entry_of(submission)
    extra = timedelta(minutes=entry.extra_minutes) if entry else timedelta()
    own = None
    if submission.started_at and cohort.time_box_hours:
        stood = timedelta(seconds=entry.stood_seconds) if entry else timedelta()
        own = submission.started_at + timedelta(hours=cohort.time_box_hours) + stood
    end = min((end for end in (cohort.due_at, own) if end is not None), default=None)
    return end + extra if end is not None else None


def stopped_at(submission: Submission) -> datetime | None:
    """Since when the clock stands still; None: it goes."""
    return submission.cohort.contest.paused_at if entry_of(submission) else None


def entry_of(submission: Submission) -> Entry | None:
    """Its place in a contest, if it is in one. Lists select `entry` with the row."""
    entry: Entry | None = getattr(submission, "entry", None)
    return entry
