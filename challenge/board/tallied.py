"""The events of one submission -> what it has on the board. Pure.

What counts is proof: seen in the account, or by us on the machine. A step that was proved in any finished run stays proved, with the
time of its first proof; only judging that run again, or a person's decision, can take it back. What a person decided
counts as that from then on, and what a person excused counts nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import fsum

from challenge.board.happened import COUNTED, JOINED, REJUDGED, ROWS_ASKED, STARTED, Happened
from challenge.board.held import Held, held
from challenge.board.rule import Adopted, Rule

PASS = "pass"
HATCHED = frozenset({PASS, "claimed"})
"""What a row that is not proved stands at where somebody says that it is done."""
COUNTS_AS = {"confirm": PASS, "reject": "fail"}


@dataclass(frozen=True)
class Proof:
    """A proved step: what it is worth, and when it was first and last seen."""

    step: str
    worth: float
    bonus: bool
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Tally:
    """What one submission has. latest: step -> the verdict that counts, as its newest event or a person told it.

    hatched: step -> how it is known ("own-run", "document"; "" where the event does not say), of rows that count
    nothing because nobody but the candidate says so. left_out: rows that count nowhere here: excused, not asked, worth 0.
    """

    submission: int
    points: float
    bonus: float
    last_gain: datetime | None
    joined_at: datetime | None
    started_at: datetime | None
    proofs: tuple[Proof, ...]
    latest: Mapping[str, str]
    hatched: Mapping[str, str]
    left_out: tuple[str, ...]

    @property
    def passes(self) -> int:
        return len(self.proofs)


@dataclass(frozen=True)
class _Look:
    """One finished run, as it was last judged. told: of the rows that only the candidate shows, how."""

    run: int
    at: datetime
    steps: Mapping[str, tuple[str, float, bool]]
    told: Mapping[str, str]


def tally(submission: int, events: Iterable[Happened], rule: Rule) -> Tally:
    """Of all these events, which are of this submission and in their order."""
    events = list(events)
    runs = {event.run: _look(event) for event in events if event.kind in COUNTED and event.run is not None}
    looks = sorted(runs.values(), key=lambda look: (look.at, look.run))
    holds = held(events, rule.passes)
    not_asked: list[str] = next((one.data["not_asked"] for one in reversed(events) if one.kind == ROWS_ASKED), [])
    excused = [key for key, one in holds.items() if one.decision.kind == "excuse"]
    left_out = {*not_asked, *excused, *(key for key in rule.points if not rule.counts(key))}
    proofs, latest = _seen(looks), _latest(looks, events)
    known = {**rule.rows, **{key: said[1:] for look in looks for key, said in look.steps.items()}}
    for key, adopted in rule.own.items():
        if key not in holds:
            _apply_rule(key, adopted, _turns(events, key), proofs, latest)
    for key, one in holds.items():
        _apply_decision(key, one, proofs, latest)
    told = {key: how for look in looks for key, how in look.told.items()}
    rows = [
        Proof(key, rule.worth(key, known.get(key, (0.0, False))[0]), known.get(key, (0.0, False))[1], first, last)
        for key, (first, last) in proofs.items()
        if key not in left_out
    ]
    counted = [proof for proof in rows if not proof.bonus]
    return Tally(
        submission=submission,
        points=fsum(proof.worth for proof in counted),
        bonus=fsum(proof.worth for proof in rows if proof.bonus),
        last_gain=max((proof.first for proof in counted if proof.worth), default=None),
        joined_at=next((event.at for event in events if event.kind == JOINED), None),
        started_at=next((event.effective_at for event in events if event.kind == STARTED), None),
        proofs=tuple(sorted(rows, key=lambda proof: (proof.first, proof.step))),
        latest={key: verdict for key, verdict in latest.items() if key not in left_out},
        hatched={
            key: told.get(key, "")
            for key, verdict in latest.items()
            if verdict in HATCHED and key not in proofs and key not in left_out
        },
        left_out=tuple(sorted(left_out)),
    )


def _look(event: Happened) -> _Look:
    steps = {
        key: (str(verdict), float(worth), bool(bonus))
        for key, (verdict, worth, bonus) in event.data.get("steps", {}).items()
    }
    return _Look(event.run or 0, event.effective_at, steps, event.data.get("told", {}))


def _seen(looks: Iterable[_Look]) -> dict[str, tuple[datetime, datetime]]:
    """step -> when it was first and last proved, of looks in the order of what they saw."""
    found: dict[str, tuple[datetime, datetime]] = {}
    for look in looks:
        for key, (verdict, _worth, _bonus) in look.steps.items():
            if verdict == PASS and key not in look.told:
                found[key] = (found[key][0] if key in found else look.at, look.at)
    return found


def _latest(looks: Iterable[_Look], events: Iterable[Happened]) -> dict[str, str]:
    seen = {key: verdict for look in looks for key, (verdict, _worth, _bonus) in look.steps.items()}
    for event in events:
        if event.kind in COUNTED:
            seen |= event.data.get("stands", {})
    return seen


def _turns(events: Iterable[Happened], key: str) -> list[tuple[datetime, str]]:
    """When it became known where the row stands, and at what, in the order of what was seen.

    A run that was judged again says what it says now; what it said before is as if it had never been.
    """
    found: dict[int, tuple[datetime, int, str]] = {}
    for event in events:
        if event.kind in COUNTED and event.run is not None:
            judged = event.data.get("steps", {}).get(key)
            said = judged[0] if judged else ""
            stands = event.data.get("stands", {}).get(key, said)
            found[event.run] = (event.effective_at, event.run, said if event.kind == REJUDGED else stands)
    return [(at, verdict) for at, _run, verdict in sorted(found.values()) if verdict]


def _apply_rule(
    key: str,
    adopted: Adopted,
    turns: Iterable[tuple[datetime, str]],
    proofs: dict[str, tuple[datetime, datetime]],
    latest: dict[str, str],
) -> None:
    """A row counts by the cohort's own rule since it stood so under the rule, and keeps that time when it is proved later."""
    rule, since, turns = adopted.rule, None, list(turns)
    for at, verdict in turns:
        if verdict == rule.upon:
            since = since or max(at, adopted.since or at)
        elif verdict != PASS:
            since = None
    stands = PASS if key in proofs else latest.get(key)
    if stands == rule.upon:
        latest[key] = rule.verdict
        if rule.verdict != PASS:
            proofs.pop(key, None)
    if since is None and stands == rule.upon and turns:
        since = max(turns[-1][0], adopted.since or turns[-1][0])
    if since is not None and rule.verdict == PASS and latest.get(key) == PASS:
        _proved_by_person(key, since, proofs)


def _apply_decision(key: str, one: Held, proofs: dict[str, tuple[datetime, datetime]], latest: dict[str, str]) -> None:
    if one.decision.kind in ("leave", "excuse"):
        return
    latest[key] = counts = COUNTS_AS.get(one.decision.kind, one.decision.verdict)
    if counts == PASS:
        _proved_by_person(key, one.since, proofs)
    else:
        proofs.pop(key, None)


def _proved_by_person(key: str, since: datetime, proofs: dict[str, tuple[datetime, datetime]]) -> None:
    first, last = proofs.get(key, (since, since))
    proofs[key] = (min(first, since), max(last, since))
