"""What an opened row shows: the evidence of the finding that decided, so that it belongs to the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from verifier.verdicts import Outcome, Verdict

MOST_SHOWN = 3


@dataclass(frozen=True)
class EvidenceLine:
    what: str
    seen: str
    wanted: str
    where: str


@dataclass(frozen=True)
class Deciding:
    """source: who said it, "" = nobody. more: how much of its evidence is not in `evidence`."""

    source: str = ""
    evidence: tuple[EvidenceLine, ...] = ()
    more: int = 0


def deciding(findings: Sequence[dict[str, Any]], *, verdict: str, reason: str) -> Deciding:
    """The finding whose sentence is the reason of the row; of several, one that says what the row came to.

    Under a pass what is exactly as asked comes first, under anything else what is not.
    """
    said = [finding for finding in findings if finding["reason"] == reason]
    if not said:
        return Deciding()
    wanted = Outcome.PASS if verdict == Verdict.CLAIMED else verdict
    finding = min(said, key=lambda one: (one["outcome"] != wanted, not one["evidence"]))
    lines = [EvidenceLine(**line) for line in finding["evidence"]]
    as_asked = finding["outcome"] == Outcome.PASS
    lines.sort(key=lambda line: (bool(line.wanted) and line.seen == line.wanted) is not as_asked)
    return Deciding(finding["source"], tuple(lines[:MOST_SHOWN]), max(0, len(lines) - MOST_SHOWN))
