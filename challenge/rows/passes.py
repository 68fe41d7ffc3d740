"""The decisions that were taken, and whose first passes are over. Asks nothing: whoever shows them asks `access`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from challenge.models import Decision, Review, Submission
from challenge.rows.decided import Decided, agreed


def decided(submission_ids: Iterable[int], *, steps: Iterable[str] | None = None) -> Mapping[int, tuple[Decided, ...]]:
    """submission -> its decisions, oldest first, in one query. steps: those on these rows alone."""
    rows = Decision.objects.filter(submission_id__in=list(submission_ids)).select_related("review")
    if steps is not None:
        rows = rows.filter(step_key__in=list(steps))
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


def finished_by(submission: Submission) -> tuple[int, ...]:
    """Ids of the reviewers whose first pass is over."""
    done = Review.objects.filter(submission=submission, finished_at__isnull=False)
    return tuple(done.order_by("finished_at", "id").values_list("reviewer_id", flat=True))


def sees_others(submission: Submission) -> bool:
    """Whether reviewers may read each other's decisions, scores, outcomes, questions and comments: where two first
    passes are asked for, when both are over.
    """
    wanted = submission.cohort.first_passes
    return wanted == 1 or len(finished_by(submission)) >= wanted


def differing(submission: Submission) -> frozenset[str]:
    """Rows that two reviewers decided differently and nobody has settled."""
    history = decided([submission.pk]).get(submission.pk, ())
    return agreed(history, finished_by(submission), submission.cohort.first_passes)[1]
