"""What changed with the last check that somebody asked for, against what stood before it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from verifier.verdicts import Verdict

GAINED, LOST, OTHER = "gained", "lost", "other"


@dataclass(frozen=True)
class Changes:
    """since: when that check was asked for; None = there was none before it. rows: step -> gained, lost or other."""

    since: datetime | None
    rows: Mapping[str, str]

    def number(self, kind: str, keys: Iterable[str] | None = None) -> int:
        """How many rows, or of these rows, changed so."""
        return sum(self.rows.get(key) == kind for key in (self.rows if keys is None else keys))


NO_CHANGES = Changes(None, {})


def changes(before: Mapping[str, str], now: Mapping[str, str], since: datetime) -> Changes:
    """before, now: step -> verdict, "" or left out = not looked at. Gained and lost are proofs; anything else is other."""
    found = {}
    for key, verdict in now.items():
        earlier = before.get(key, "")
        if earlier == verdict:
            continue
        if verdict == Verdict.PASS:
            found[key] = GAINED
        elif earlier == Verdict.PASS:
            found[key] = LOST
        elif earlier:
            found[key] = OTHER
    return Changes(since, found)
