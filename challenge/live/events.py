"""Reads the append-only record as news: the one place where live pages touch the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max, Q

from challenge.live.hub import DECIDED_FOR_ALL, News, is_of_a_contest
from challenge.models import Event

FIELDS = ("id", "kind", "submission_id", "cohort_id", "data", "at", "actor_id")


def last_id() -> int:
    """The newest event; a page reads it before its content, so that nothing falls between the two."""
    newest: int | None = Event.objects.aggregate(newest=Max("id"))["newest"]
    return newest or 0


def read_since(after: int, limit: int, *, scope: str = "", scope_id: int = 0, cohort: int = 0) -> list[News]:
    """The next events in order: of everybody, or of one "submission" or "cohort". cohort: and what is for all of this one."""
    found = Event.objects.filter(id__gt=after)
    if scope:
        found = found.filter(Q(**{f"{scope}_id": scope_id}) | Q(cohort_id=cohort or None, submission_id=None))
    return [_news(*row) for row in found.order_by("id").values_list(*FIELDS)[:limit]]


def let_go() -> None:
    """Close this thread's connection."""
    connection.close()


def _news(
    id: int,
    kind: str,
    submission: int | None,
    cohort: int | None,
    data: dict[str, Any],
    at: datetime,
    actor: int | None,
) -> News:
    return News(id, kind, submission, cohort, _rows(kind, data), at.timestamp(), actor)


def _rows(kind: str, data: dict[str, Any]) -> tuple[str, ...] | None:
    """The rows that turned; none for a source's progress and for who has it; None where any row may look different now."""
    if kind == "steps.turned":
        return tuple(data.get("steps", ()))
    if kind.startswith("decision.") or kind in DECIDED_FOR_ALL:
        return (data["step"],) if data.get("step") else None
    return () if kind.startswith(("source.", "review.")) or is_of_a_contest(kind) else None
