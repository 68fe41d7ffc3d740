"""How much time there is: the cohort's dates, the candidate's own hours, and the Datadog trial."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from challenge import access
from challenge.access import Person
from challenge.time_box import TRIAL_DAYS, ends_at, left, standing_still, state


@dataclass(frozen=True)
class TimeBox:
    """state: "before" (not open yet), "unstarted", "running", "over", "handed-in". Dates are in the reader's zone.

    hours: from the start to the end, None where only the due date counts. trial_day: 1 to TRIAL_DAYS, None when
    nobody said when the trial ends, or it is a longer one; trial_over: its last day is past. stands_still: a contest's
    clock was stopped, and `left` stays until it goes on.
    """

    submission_id: int
    state: str
    own: bool
    opens_at: datetime | None
    due_at: datetime | None
    started_at: datetime | None
    ends_at: datetime | None
    left: timedelta | None
    stands_still: bool
    hours: int | None
    trial_ends_on: date | None
    trial_day: int | None
    trial_over: bool
    today: date
    zone: str
    trial_days: int = TRIAL_DAYS

    @property
    def may_start(self) -> bool:
        return self.own and self.state == "unstarted"

    @property
    def tells(self) -> bool:
        """Whether there is any time to tell."""
        return bool(self.state in ("before", "over") or self.ends_at or self.started_at or self.trial_ends_on)

    @property
    def asks_for_the_trial(self) -> bool:
        return self.own and self.trial_ends_on is None and self.state in ("unstarted", "running")


def time_box(user: Person, submission_id: int, now: datetime | None = None) -> TimeBox:
    """Of a submission that this person may know of. Raises Hidden. The trial is the candidate's own business."""
    submission = access.submission_for(user, submission_id)
    own = access.is_owner(user, submission)
    now = now or timezone.now()
    today = timezone.localdate(now)
    ends_on = submission.trial_ends_on if own else None
    day = TRIAL_DAYS - (ends_on - today).days if ends_on else None
    return TimeBox(
        submission_id=submission.pk,
        state=state(submission, now),
        own=own,
        opens_at=submission.cohort.opens_at,
        due_at=submission.cohort.due_at,
        started_at=submission.started_at,
        ends_at=ends_at(submission, now),
        left=left(submission, now),
        stands_still=standing_still(submission, now),
        hours=submission.cohort.time_box_hours,
        trial_ends_on=ends_on,
        trial_day=day if day is not None and 1 <= day <= TRIAL_DAYS else None,
        trial_over=bool(ends_on and ends_on < today),
        today=today,
        zone=timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " "),
    )
