"""One recurrence of a downtime, in the one form that v1 and v2 are brought to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Recurrence:
    """`start`: the wall clock of the downtime's zone, `YYYY-MM-DDTHH:MM[:SS]`, without offset.

    `duration_seconds` is also wall clock: 19:00 to 09:00 is 50,400 whatever the clocks do that night.
    `rrule`: RFC 5545, as Datadog keeps it (FREQ=WEEKLY;BYDAY=MO,TU).
    """

    start: str
    duration_seconds: int
    rrule: str


@dataclass(frozen=True)
class NotWeekly:
    """Why something silences no minutes that come again every week; one sentence for a candidate."""

    reason: str
