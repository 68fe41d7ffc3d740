"""Draws boards for everybody who watches them: once a cohort and level in each web process, when something moved them.

Besides events, what moves a board is time: the opening, the freeze, the end of a look. One question a second asks for that,
of all boards that are watched.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.utils import timezone

from challenge.board.happened import JOINED, OF_AN_ENTRY
from challenge.live.hub import Drawn, News, Place
from challenge.live.shown import shown
from challenge.live.stream import signal
from challenge.models import Cohort
from challenge.selectors.watching import PUBLIC

log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
MOVES = frozenset({JOINED, *OF_AN_ENTRY, "submission.withdrawn"})
MOVE_ALL = ("contest.", "cohort.", "entry.", "rejudging.")
"""Kinds of event, and beginnings of kinds, that may change what a board shows."""


class Drawer:
    """Remembers what it drew, so that a board that looks the same is not sent again. One thread uses it."""

    def __init__(self, *, every: float = EVERY_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._every = every
        self._clock = clock
        self._next = 0.0
        self._due: set[Place] = set()
        self._moments: dict[int, tuple[Any, ...]] = {}
        self._shown: dict[Place, tuple[int, str]] = {}

    def __call__(self, places: Mapping[Place, int], news: Sequence[News]) -> list[Drawn]:
        """The boards that look different now, or that nobody watched until now."""
        self._shown = {place: shown for place, shown in self._shown.items() if places.get(place) == shown[0]}
        moved = {item.cohort for item in news if item.kind in MOVES or item.kind.startswith(MOVE_ALL)}
        if self._clock() >= self._next:
            self._next = self._clock() + self._every
            moved |= self._moved_by_time({cohort for cohort, _level in places})
        self._due |= {place for place in places if place[0] in moved or place not in self._shown}
        self._due &= places.keys()
        drawn = [self._draw(place, places[place]) for place in sorted(self._due)]
        return [one for one in drawn if one is not None]

    def _draw(self, place: Place, began: int) -> Drawn | None:
        """None if it looks as before, or could not be drawn: then it is drawn the next time."""
        try:
            drawn = draw(place)
        except Exception:
            log.exception("The board of cohort %s could not be drawn; it is tried again.", place[0])
            return None
        self._due.discard(place)
        same = self._shown.get(place) == (began, drawn.digest)
        self._shown[place] = (began, drawn.digest)
        return None if same else drawn

    def _moved_by_time(self, cohorts: set[int]) -> set[int | None]:
        now = _moments(cohorts)
        moved = {pk for pk in cohorts if pk in self._moments and self._moments[pk] != now.get(pk)}
        self._moments = now
        return {*moved}


def draw(place: Place) -> Drawn:
    """The board as a page is sent it. Where there is none any more, the page is sent away to ask for it."""
    pk, level = place
    cohort = Cohort.objects.select_related("version").filter(pk=pk, has_board=True)
    if level == PUBLIC:
        cohort = cohort.filter(archived_at=None).exclude(contest=None).exclude(contest__public_token="")
    found = cohort.first()
    if found is None:
        return Drawn(place, "none", signal("renew"))
    now = shown(found, level)
    data = json.dumps({"digest": now.digest, "html": now.html}, separators=(",", ":"))
    return Drawn(place, now.digest, f"id: {now.board.last_event_id}\nevent: board\ndata: {data}\n\n".encode())


def _moments(cohorts: set[int]) -> dict[int, tuple[Any, ...]]:
    """What a board depends on and no event may tell: one question for all of them."""
    now = timezone.now()
    rows = Cohort.objects.filter(pk__in=cohorts).annotate(looked=Max("contest__sweeps__ended_at"))
    dates = ("opens_at", "freezes_at", "due_at")
    others = ("has_board", "looked", "contest__paused_at", "contest__revealed_at", "contest__public_token")
    return {
        row["pk"]: (*(row[name] is not None and row[name] <= now for name in dates), *(row[name] for name in others))
        for row in rows.values("pk", *dates, *others)
    }
