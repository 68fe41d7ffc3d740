"""The decisions of submissions as they were taken; shared by pages and by what is kept of them, so it asks no permission."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from challenge.decided import Decided
from challenge.models import Decision


def decided(submission_ids: Iterable[int]) -> Mapping[int, tuple[Decided, ...]]:
    """submission -> its decisions, oldest first, in one query."""
    rows = Decision.objects.filter(submission_id__in=list(submission_ids)).select_related("review")
    found: dict[int, list[Decided]] = defaultdict(list)
    for row in rows.order_by("id"):
        found[row.submission_id].append(
            Decided(
                row.pk,
                row.step_key,
                row.kind,
                row.review.reviewer_id,
                verdict=row.verdict,
                upon=row.upon,
                reason=row.reason,
                bulk=row.bulk,
                settles=row.settles,
                undoes=row.undoes_id,
                at=row.at,
            )
        )
    return {key: tuple(value) for key, value in found.items()}
