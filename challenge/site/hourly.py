"""How often somebody may do something in an hour of the clock, counted by all processes together."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.cache import cache
from django.utils import timezone

HOUR = 3_600


def full_until(what: str, who: str, *, most: int) -> datetime | None:
    """Counts this one time; when it is one too many, the moment from which there are new ones."""
    hour = int(timezone.now().timestamp()) // HOUR
    key = f"{what}:{hour}:{who}"
    cache.add(key, 0, 2 * HOUR)  # longer than its hour, so that it is there to the end of it
    return datetime.fromtimestamp((hour + 1) * HOUR, UTC) if cache.incr(key) > most else None
