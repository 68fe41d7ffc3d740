"""By what a board counts, apart from the events: ties, points, and what the cohort decided once for all. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from challenge.rows.decided import OwnRule, worth_here

SHARED, ELAPSED, CLOCK = "shared", "elapsed", "clock"


@dataclass(frozen=True)
class Adopted:
    """A rule of the cohort's own, and since when it is one; None = from the beginning."""

    rule: OwnRule
    since: datetime | None = None


@dataclass(frozen=True)
class Rule:
    """ties: shared, elapsed or clock. opens_at: when the time of those begins who did not begin it themselves.

    points: step -> what it is worth here, 0 = it counts nowhere. rows: step -> (worth, bonus) of the definition, for rows
    that were decided on and never judged. passes: so many reviewers have to finish before a decision counts.
    own: step -> the cohort's own rule.
    """

    ties: str = CLOCK
    opens_at: datetime | None = None
    points: Mapping[str, float] = field(default_factory=dict)
    rows: Mapping[str, tuple[float, bool]] = field(default_factory=dict)
    passes: int = 1
    own: Mapping[str, Adopted] = field(default_factory=dict)

    def at(self, moment: datetime) -> Rule:
        """As it was then: without the cohort's own rules that came later."""
        known = {key: one for key, one in self.own.items() if one.since is None or one.since <= moment}
        return replace(self, own=known)

    def worth(self, key: str, usual: float) -> float:
        return worth_here(self.points, key, usual)

    def counts(self, key: str) -> bool:
        """Whether the cohort lets the row count at all."""
        return self.worth(key, 1) != 0

    def digest(self) -> str:
        """Of what a submission's own numbers depend on; how ties are broken is no part of that."""
        parts = {name: value for name, value in asdict(self).items() if name not in ("ties", "opens_at")}
        said = json.dumps(parts, sort_keys=True, default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:16]
