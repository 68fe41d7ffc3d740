"""The receipt of a hand-in: what was handed in, when, and what was frozen of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from challenge.models import Submission
from challenge.names.naming import real_name


@dataclass(frozen=True)
class NotLooked:
    """A source that the last look could not see, or not as a whole."""

    source: str
    reason: str


@dataclass(frozen=True)
class PictureLeft:
    """A picture that could not be kept. where: its place in the document."""

    target: str
    where: str
    why: str


@dataclass(frozen=True)
class Receipt:
    """asked_at: the button was pressed, which counts. looked_at: the last look ended. bundle: digest, "" = none was written.

    counts: verdict ("" = not looked at) -> rows, as they stood then. more_pictures: left out of pictures_left.
    """

    submission_id: int
    code: str
    name: str
    cohort_name: str
    challenge: str
    asked_at: datetime | None
    looked_at: datetime | None
    handed_in_at: datetime
    late: bool
    commit: str
    bundle: str
    definition: str
    engine: str
    counts: Mapping[str, int]
    points: float | None
    max: float | None
    not_looked: tuple[NotLooked, ...]
    pictures_kept: int
    pictures_left: tuple[PictureLeft, ...]
    more_pictures: int


def receipt_of(submission: Submission) -> Receipt | None:
    """None: it is not handed in. For the candidate alone, whose name stands in it."""
    if submission.handed_in_at is None:
        return None
    told: dict[str, Any] = submission.receipt
    left = tuple(PictureLeft(**one) for one in told.get("pictures_left", ()))
    return Receipt(
        submission_id=submission.pk,
        code=submission.code,
        name=real_name(submission),
        cohort_name=submission.cohort.name,
        challenge=submission.cohort.version.challenge.name,
        asked_at=submission.hand_in_asked_at,
        looked_at=parse_datetime(told["looked_at"]) if told.get("looked_at") else None,
        handed_in_at=submission.handed_in_at,
        late=bool(told.get("late", False)),
        commit=told.get("commit", ""),
        bundle=submission.bundle_digest,
        definition=told.get("definition", submission.cohort.version.label),
        engine=told.get("engine", ""),
        counts=told.get("counts", {}),
        points=told.get("points"),
        max=told.get("max"),
        not_looked=tuple(NotLooked(one["source"], one["reason"]) for one in told.get("not_looked", ())),
        pictures_kept=told.get("pictures_kept", 0),
        pictures_left=left,
        more_pictures=told.get("pictures_left_count", len(left)) - len(left),
    )
