"""Events -> ranks, as of a time. Pure: no database, no clock. Freeze is nothing but `as_of`.

`challenge.board.tallied` says what each has, `challenge.board.placed` who is before whom.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from challenge.board.happened import COUNTED, JOINED, OF_AN_ENTRY, Happened
from challenge.board.placed import Standing, pauses, placed
from challenge.board.rule import Rule
from challenge.board.tallied import Proof, Tally, tally

__all__ = ["COUNTED", "JOINED", "Happened", "Proof", "Rule", "Standing", "standings", "tallies"]


def standings(events: Iterable[Happened], as_of: datetime, rule: Rule | None = None) -> tuple[Standing, ...]:
    """Everybody who had joined by then, best first; within a place by who gained last the earliest."""
    rule, events = rule or Rule(), list(events)
    return placed(tallies(events, as_of, rule), rule, pauses(events, as_of))


def tallies(events: Iterable[Happened], as_of: datetime, rule: Rule) -> list[Tally]:
    """What everybody has, in no order that means anything."""
    own: dict[int, list[Happened]] = defaultdict(list)
    for event in sorted(events, key=lambda event: event.id):
        known = event.kind == JOINED or event.kind in OF_AN_ENTRY
        if known and event.submission is not None and event.at <= as_of:
            own[event.submission].append(event)
    then = rule.at(as_of)
    return [tally(submission, happened, then) for submission, happened in own.items()]
