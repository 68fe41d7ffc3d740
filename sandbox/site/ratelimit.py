"""Counts requests in fixed windows, as the X-RateLimit headers describe them. Counts are kept in memory only."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.site.call import Limit
from sandbox.site.state import Organisation


@dataclass(frozen=True)
class Standing:
    """Where an organisation stands in a limit, after this request."""

    limit: Limit
    remaining: int
    reset: int
    exceeded: bool

    @property
    def headers(self) -> dict[str, str]:
        return {
            "x-ratelimit-limit": str(self.limit.requests),
            "x-ratelimit-period": str(self.limit.period),
            "x-ratelimit-remaining": str(self.remaining),
            "x-ratelimit-reset": str(self.reset),
            "x-ratelimit-name": self.limit.name,
        }


@dataclass
class Counters:
    _used: dict[tuple[str, str, int], int] = field(default_factory=dict)

    def count(self, organisation: Organisation, limit: Limit, *, now: float) -> Standing:
        """Count one request; the window is told from the clock alone."""
        if own := organisation.seed.rate_limits.get(limit.name):
            limit = Limit(limit.name, *own)
        window = int(now // limit.period)
        place = (organisation.seed.identity, limit.name, window)
        used = self._used[place] = self._used.get(place, 0) + 1
        reset = max(1, round((window + 1) * limit.period - now))
        return Standing(limit, max(0, limit.requests - used), reset, exceeded=used > limit.requests)
