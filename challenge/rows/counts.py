"""What counts of all the looks at a step: what was seen stays seen, until somebody looks again and sees something else.

Shared by pages, points and events; asks no permission itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from verifier.verdicts import Verdict

FAULTS = frozenset({"fail", "absent"})
WAITS = "wait"
"""What a source saw that looked, and found that time will tell."""
TOLD = "told"
"""What the candidate's own run says for itself: it proves nothing, and takes back what an own run saw before."""
OWN_RUN = "-own-run"
"""Ends the place of an own run: a look of ours at the same source speaks for it too, and not the other way round."""


@dataclass(frozen=True)
class Look:
    """One judgment without its findings.

    seen: "criterion/source" -> pass, fail, absent or wait, of the sources that may prove it and did look;
    "criterion/source-own-run" -> told, fail, absent or wait, of the candidate's own run over that source.
    asked: the sources that its run was to look at; None = all.
    """

    id: int
    run_id: int
    run_open: bool
    step_key: str
    verdict: str
    points: float
    max: float
    reason: str
    note: str
    provisional: bool
    at: datetime
    again_at: datetime | None
    seen: Mapping[str, str]
    asked: frozenset[str] | None = None

    @property
    def saw(self) -> bool:
        """Somebody other than the candidate's own words knew something."""
        return any(outcome not in (WAITS, TOLD) for outcome in self.seen.values())

    @property
    def faults(self) -> frozenset[str]:
        return frozenset(place for place, outcome in self.seen.items() if outcome in FAULTS)

    @property
    def told(self) -> frozenset[str]:
        return frozenset(place for place, outcome in self.seen.items() if outcome == TOLD)

    @property
    def reached(self) -> frozenset[str]:
        """The places this look speaks for."""
        return frozenset(self.seen) | {place + OWN_RUN for place in self.seen if not place.endswith(OWN_RUN)}


@dataclass(frozen=True)
class Standing:
    """look: the one that is shown. could_not_look_at: a later look that did not see, and so replaced nothing."""

    look: Look | None
    first_proved_at: datetime | None
    last_proved_at: datetime | None
    could_not_look_at: datetime | None


NOTHING = Standing(None, None, None, None)


@dataclass(frozen=True)
class HandIn:
    """When a submission was handed in, and the run that was its last look (None: it had none)."""

    at: datetime
    run_id: int | None = None

    def is_before(self, look: Look) -> bool:
        """Whether this look came after the last one, which itself counts as any before it, whenever it is judged again."""
        return look.run_id > self.run_id if self.run_id is not None else look.at > self.at


def settled(standing: Mapping[str, Standing]) -> dict[str, Standing]:
    """Where the steps stand, without those that only a check that is on has said something about so far."""
    return {key: row for key, row in standing.items() if row.look and not (row.look.run_open and row.look.provisional)}


def standing(history: Sequence[Look], handed_in: HandIn | None = None) -> Standing:
    """Of the looks at one step, oldest first. One that is still on replaces nothing.

    owed: where a fault was seen and nobody has looked since.
    """
    counts: Look | None = None
    waits: Look | None = None
    failed: datetime | None = None
    owed: frozenset[str] = frozenset()
    for look in history:
        if counts is not None and look.run_open and look.provisional:
            continue
        if counts is not None and _lowers_late(look, counts, handed_in):
            failed = look.at if _missed(look, counts) else failed
            continue
        owed = owed - look.reached | look.faults
        if counts is None or _replaces(look, counts, owed):
            counts, waits, failed = look, None, None
        elif look.verdict == "wait" and WAITS in look.seen.values() and counts.verdict != "pass":
            waits, failed = look, None  # shown, but what it waits over is not forgotten
        else:
            waits, failed = None, look.at if _missed(look, counts) else failed
    proved = [look.at for look in history if look.verdict == "pass" and not look.run_open]
    return Standing(waits or counts, min(proved, default=None), max(proved, default=None), failed)


def _replaces(look: Look, counts: Look, owed: frozenset[str]) -> bool:
    """Words never replace what was seen; a fault is not taken back by looking elsewhere, nor proof by not looking."""
    if not counts.saw:
        return look.verdict != "unknown" or counts.verdict == "unknown"
    better = _rank(look) - _rank(counts)
    if not look.saw:
        return better > 0 and not owed and bool(counts.faults) and counts.faults <= look.told
    if better > 0:
        return owed <= look.reached
    return better == 0 or _covers(look, counts) or bool(look.faults)


def _lowers_late(look: Look, counts: Look, handed_in: HandIn | None) -> bool:
    """After the hand-in a look may add and never lower."""
    return handed_in is not None and handed_in.is_before(look) and _rank(look) < _rank(counts)


def _covers(look: Look, counts: Look) -> bool:
    return look.saw and counts.seen.keys() <= look.reached


def _missed(look: Look, counts: Look) -> bool:
    """It was to see again what counts, and did not. What it was never to look at it did not miss."""
    if _covers(look, counts):
        return False
    if look.asked is None or not counts.seen:
        return True
    unseen = counts.seen.keys() - look.reached
    return any(place.removesuffix(OWN_RUN).rpartition("/")[2] in look.asked for place in unseen)


def _rank(look: Look) -> int:
    return Verdict(look.verdict).badness
