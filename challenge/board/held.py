"""Which decisions of reviewers hold, and since when. Pure: `challenge.rows.decided` says how, the events say what.

One that was taken back was never there. Of two independent passes nothing holds until both are over, so that a board
tells nobody what the first of them decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from challenge.board.happened import DECIDED, PASS_OVER, TAKEN_BACK, Happened
from challenge.rows.decided import Decided, agreed


@dataclass(frozen=True)
class Held:
    """The decision that holds, and since when the row counts as it says."""

    decision: Decided
    since: datetime

    @property
    def says(self) -> tuple[str, str]:
        return self.decision.kind, self.decision.verdict


def held(events: Iterable[Happened], passes: int) -> dict[str, Held]:
    """step -> what holds, of the events of one submission in their order."""
    events = list(events)
    gone = {event.data["decision"] for event in events if event.kind == TAKEN_BACK}
    history: list[Decided] = []
    finished: list[int] = []
    holds: dict[str, Held] = {}
    for event in events:
        if event.kind == DECIDED and event.data["decision"] not in gone:
            history.append(_decided(event))
        elif event.kind == PASS_OVER and event.actor is not None and event.actor not in finished:
            finished.append(event.actor)
        else:
            continue
        now = _in_force(history, finished, passes)
        holds = {key: _since(one, holds.get(key), event.effective_at) for key, one in now.items()}
    return holds


def _in_force(history: list[Decided], finished: list[int], passes: int) -> dict[str, Decided]:
    if passes == 1:
        return {one.step_key: one for one in history}
    return agreed(history, finished, passes)[0]


def _since(one: Decided, before: Held | None, at: datetime) -> Held:
    new = Held(one, at)
    return before if before is not None and before.says == new.says else new


def _decided(event: Happened) -> Decided:
    return Decided(
        id=event.data["decision"],
        step_key=event.data["step"],
        kind=event.data["decided"],
        reviewer_id=event.actor or 0,
        verdict=event.data.get("counts", ""),
        settles=bool(event.data.get("settles")),
    )
