"""What a board shows at a level, drawn once for all who ask: page, polling, files, and stream of this process.

Whoever asks costs three small questions: whether anything moved. Only then is it drawn anew. Who may ask at which level
is settled before (`selectors.watchers`); nothing here knows who does.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from challenge.board.events import on_the_board
from challenge.models import Cohort, Contest, Event
from challenge.names.naming import real_name
from challenge.selectors.watching import Watched, watched
from challenge.site import zones

MOST = 64
"""Boards that are kept, each at one level and in one language; those that nobody has asked for longest are left."""
MINUTE = timedelta(minutes=1)

Asked = tuple[int, str, str | None]
Mark = tuple[Any, ...]


@dataclass(frozen=True)
class Shown:
    """html: the part of the page that changes, in the zone of the cohort. digest: of that, so that a page knows what it has."""

    board: Watched
    html: str
    digest: str


@dataclass
class _Place:
    """One at a time draws it; who asks meanwhile is given the same."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    mark: Mark | None = None
    shown: Shown | None = None


_places: OrderedDict[Asked, _Place] = OrderedDict()
_guard = threading.Lock()


def shown(cohort: Cohort, level: str) -> Shown:
    """As it stands now. cohort: as the database has it."""
    place = _place((cohort.pk, level, get_language()))
    with place.lock:
        mark = mark_of(cohort, timezone.now())
        if place.shown is None or place.mark != mark:
            place.shown, place.mark = _drawn(cohort, level), mark
        return place.shown


def forget() -> None:
    """Draw everything anew."""
    with _guard:
        _places.clear()


def mark_of(cohort: Cohort, now: datetime) -> Mark:
    """The same as long as every level of the board is: what was settled, what happened, who is on it, and the time.

    Read before the board is drawn, so that what is written between the two is drawn again, and never missed.
    """
    looked = Max("sweeps__asked_at", filter=Q(sweeps__state="read"))
    contest = Contest.objects.filter(cohort_id=cohort.pk).annotate(looked=looked).values().first()
    last = contest["looked"] + timedelta(seconds=contest["sweep_seconds"]) if contest and contest["looked"] else None
    moments = (cohort.opens_at, cohort.freezes_at, cohort.due_at, last)
    return (
        [getattr(cohort, one.attname) for one in Cohort._meta.concrete_fields],
        contest,
        Event.objects.filter(cohort_id=cohort.pk).aggregate(newest=Max("id"))["newest"],
        [(pk, row.code, real_name(row)) for pk, row in on_the_board(cohort).items()],
        now.replace(second=0, microsecond=0),
        [moment and (now - moment) // MINUTE for moment in moments],
    )


def _place(asked: Asked) -> _Place:
    with _guard:
        place = _places.setdefault(asked, _Place())
        _places.move_to_end(asked)
        if len(_places) > MOST:
            _places.popitem(last=False)
        return place


def _drawn(cohort: Cohort, level: str) -> Shown:
    board = watched(cohort, level)
    with timezone.override(zones.named(board.zone)):
        html = render_to_string("challenge/_watched.html", {"board": board})
    return Shown(board, html, hashlib.sha256(html.encode()).hexdigest()[:12])
