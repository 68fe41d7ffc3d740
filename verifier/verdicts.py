"""The words of judging: outcome, evidence, finding, verdict.

A *finding* is what one source says about one criterion; a *verdict* is what all findings of a
criterion, or of a step, come to. Nothing here looks or decides; `engine` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where a finding comes from, in the order findings are always listed."""

    HOST = "host"
    ACCOUNT = "account"
    DOCUMENT = "document"


class How(StrEnum):
    """How a source was read."""

    SSH = "ssh"
    OWN_RUN = "own-run"
    API = "api"
    DOCUMENT = "document"


class Outcome(StrEnum):
    """What one source says: `UNKNOWN` could not look, `ABSENT` looked and nothing speaks of it."""

    PASS = "pass"
    FAIL = "fail"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class RestsOn(StrEnum):
    """What a finding goes by. A picture or words can never prove anything to a machine."""

    OBSERVATION = "observation"
    TEXT = "text"
    PICTURE = "picture"
    WORDS = "words"


class Verdict(StrEnum):
    """What the findings come to, worst first (a step takes the worst of its criteria)."""

    FAIL = "fail"
    DISAGREE = "disagree"
    ABSENT = "absent"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    WAIT = "wait"
    REVIEW = "review"
    CLAIMED = "claimed"
    PASS = "pass"

    @property
    def badness(self) -> int:
        """0 is the worst."""
        return list(Verdict).index(self)


@dataclass(frozen=True)
class Evidence:
    """One thing that was seen: `where` is `file:line`, an address, or a command."""

    what: str
    seen: str = ""
    wanted: str = ""
    where: str = ""


@dataclass(frozen=True)
class Finding:
    """What one source says about one criterion.

    A check fills outcome, reason, evidence, rests_on, note, rule, wait_seconds, lean and measured; the
    engine fills the rest.

    note: passes, but a person should know this. rule: the house rule that decided it.
    wait_seconds: with UNKNOWN, time will tell; look again after so many seconds.
    lean: for answers in words, "right" or "wrong" with the reason in `reason`; never a verdict.
    measured: (average, off by at most) where a pass allows some tolerance.
    looked: False when the source could not be read at all. nothing_there: there is no object to look at.
    """

    outcome: Outcome
    reason: str
    evidence: tuple[Evidence, ...] = ()
    rests_on: RestsOn = RestsOn.OBSERVATION
    note: str = ""
    rule: str = ""
    wait_seconds: int | None = None
    lean: str = ""
    looked: bool = True
    nothing_there: bool = False
    measured: tuple[float, float] | None = None
    criterion: str = ""
    source: Source = Source.HOST
    how: How = How.SSH


def passed(
    reason: str,
    *evidence: Evidence,
    rests_on: RestsOn = RestsOn.OBSERVATION,
    note: str = "",
    rule: str = "",
    measured: tuple[float, float] | None = None,
) -> Finding:
    """It is as asked."""
    return Finding(Outcome.PASS, reason, evidence, rests_on, note=note, rule=rule, measured=measured)


def failed(
    reason: str, *evidence: Evidence, rests_on: RestsOn = RestsOn.OBSERVATION, note: str = "", rule: str = ""
) -> Finding:
    """It is there, and not as asked."""
    return Finding(Outcome.FAIL, reason, evidence, rests_on, note=note, rule=rule)


def absent(reason: str, *evidence: Evidence, rests_on: RestsOn = RestsOn.OBSERVATION) -> Finding:
    """We looked, and nothing there speaks of it."""
    return Finding(Outcome.ABSENT, reason, evidence, rests_on)


def unknown(
    reason: str,
    *evidence: Evidence,
    rests_on: RestsOn = RestsOn.OBSERVATION,
    wait_seconds: int | None = None,
    lean: str = "",
) -> Finding:
    """We could not look, or could not tell."""
    return Finding(Outcome.UNKNOWN, reason, evidence, rests_on, wait_seconds=wait_seconds, lean=lean)
