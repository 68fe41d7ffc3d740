"""When a candidate's time begins and ends. Pure: the moment is given."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Max

from challenge.models import Cohort, Contest, Entry, Submission

TRIAL_DAYS = 14
"""How long Datadog's trial lasts, from its first day to its last."""


def state(submission: Submission, now: datetime) -> str:
    """Where the submission is between the opening and its end, in the words of `selectors.TimeBox`."""
    if submission.handed_in_at or submission.hand_in_asked_at or submission.withdrawn_at:
        return "handed-in"
    ends = ends_at(submission, now)
    if ends is not None and ends <= now:
        return "over"
    if submission.started_at:
        return "running"
    opens = submission.cohort.opens_at
    return "before" if opens is not None and now < opens else "unstarted"


def ends_at(submission: Submission, now: datetime) -> datetime | None:
    """The due date, or the end of the candidate's own hours where that is earlier; None: no end.

    In a contest a lead may have given minutes, and the end moves on by as long as the clock stood still. While it
    stands, this is the end that there would be if it went on now.
    """
    return _moved_on(end_without_pause(submission), stopped_at(submission), now)


def closes_at(cohort: Cohort, now: datetime) -> datetime | None:
    """The due date, in a pause likewise as if it went on now."""
    contest: Contest | None = getattr(cohort, "contest", None)
    return _moved_on(cohort.due_at, contest.paused_at if contest else None, now)


def _moved_on(end: datetime | None, stopped: datetime | None, now: datetime) -> datetime | None:
    """What was over when the clock was stopped is over."""
    if end is None or stopped is None or stopped >= end:
        return end
    return end + max(now - stopped, timedelta())


def standing_still(submission: Submission, now: datetime) -> bool:
    """Whether it has time left, and that does not pass now."""
    return stopped_at(submission) is not None and left(submission, now) is not None


def left(submission: Submission, now: datetime) -> timedelta | None:
    """How much time there is; None: no end, or it is over."""
    end = ends_at(submission, now)
    return end - now if end is not None and end > now else None


def end_without_pause(submission: Submission) -> datetime | None:
    """As `ends_at`, but for a pause that is on."""
    cohort: Cohort = submission.cohort
    entry = entry_of(submission)
    extra = timedelta(minutes=entry.extra_minutes, seconds=entry.overtime_stood_seconds) if entry else timedelta()
    own = None
    if submission.started_at and cohort.time_box_hours:
        stood = timedelta(seconds=entry.stood_seconds) if entry else timedelta()
        own = submission.started_at + timedelta(hours=cohort.time_box_hours) + stood
    end = min((end for end in (cohort.due_at, own) if end is not None), default=None)
    return end + extra if end is not None else None


def most_overtime(entry: str) -> Max:
    """For a query: the seconds beyond the due date of whoever has most of them. entry: the path to it."""
    return Max(F(f"{entry}__extra_minutes") * 60 + F(f"{entry}__overtime_stood_seconds"))


def stopped_at(submission: Submission) -> datetime | None:
    """Since when the clock stands still; None: it goes."""
    return submission.cohort.contest.paused_at if entry_of(submission) else None


def entry_of(submission: Submission) -> Entry | None:
    """Its place in a contest, if it is in one. Lists select `entry` with the row."""
    entry: Entry | None = getattr(submission, "entry", None)
    return entry
