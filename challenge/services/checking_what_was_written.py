"""Holds what people wrote, passes, feedback and the outcome's reason, against the sums that events carry. Reads only, in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from challenge import sums
from challenge.models import Event, Review, Submission

AT_ONCE = 1_000
OF_A_PASS = ("review.saved", "review.finished", "review.opened-again")
SUMMED = (*OF_A_PASS, "decision.made", "decision.undone", "feedback.released", "outcome.settled")
"""Kinds of event that carry the sum of what was written, since there are sums."""


def wrong_passes() -> Iterator[str]:
    """One sentence a pass that is not as the newest event of it tells, or that was saved and is in none."""
    first = first_summed()
    rows = (
        Review.objects.select_related("submission")
        .filter(submission__withdrawn_at=None)
        .order_by("pk")
        .iterator(AT_ONCE)
    )
    while batch := list(islice(rows, AT_ONCE)):
        told: dict[int, str] = {}
        events = Event.objects.filter(submission_id__in={row.submission_id for row in batch}, kind__in=OF_A_PASS)
        for data in events.order_by("id").values_list("data", flat=True):
            if "sum" in data:
                told[int(data.get("review") or 0)] = str(data["sum"])
        for row in batch:
            if row.pk in told and told[row.pk] != sums.of_review(row.submission.salt, row):
                yield f"Pass {row.pk} is not as its event tells it."
            elif row.pk not in told and row.edition and _is_newer(row.submission_id, first):
                yield f"Pass {row.pk} is in no event."
    yield from _gone_passes()


def wrong_feedback() -> Iterator[str]:
    """One sentence a feedback that is not as it was released."""
    yield from _texts("feedback.released", "feedback", sums.of_feedback, lambda row: bool(row.feedback))


def wrong_reasons() -> Iterator[str]:
    """One sentence an outcome over two reviewers whose reason is not as it was given."""
    yield from _texts("outcome.settled", "reason of the outcome", sums.of_outcome, lambda row: bool(row.outcome_reason))


def before() -> int:
    """How many events tell of something written before they carried sums: whether its words were changed nobody can say."""
    told = Event.objects.filter(kind__in=SUMMED).values_list("data", flat=True).iterator(AT_ONCE)
    return sum("sum" not in data for data in told)


def first_summed() -> int | None:
    """The first event with a sum: whatever is told after it has one."""
    rows = Event.objects.filter(kind__in=SUMMED).order_by("id").values_list("pk", "data").iterator(AT_ONCE)
    return next((pk for pk, data in rows if "sum" in data), None)


def without_sums() -> Iterator[str]:
    """Events that should carry a sum and do not: they came after one that did."""
    first = first_summed()
    rows = Event.objects.filter(kind__in=SUMMED, pk__gt=first or 0).order_by("id").values_list("pk", "data")
    for pk, data in rows.iterator(AT_ONCE) if first else ():
        if "sum" not in data:
            yield f"Event {pk} carries no sum of what was written."


def _is_newer(submission_id: int, first: int | None) -> bool:
    """Whether the submission began when events carried sums already."""
    begun = Event.objects.filter(submission_id=submission_id).order_by("id").first()
    return first is not None and begun is not None and begun.pk > first


def _gone_passes() -> Iterator[str]:
    kept = Submission.objects.filter(withdrawn_at=None).values("pk")
    rows = Event.objects.filter(submission_id__in=kept, kind__in=OF_A_PASS).order_by("id").values_list("pk", "data")
    told = {int(data["review"]): pk for pk, data in rows.iterator(AT_ONCE) if data.get("review")}
    there = set(Review.objects.values_list("pk", flat=True))
    for review, pk in told.items():
        if review not in there:
            yield f"Event {pk} tells of pass {review}, which is not there."


def _texts(kind: str, what: str, of: Callable[[Submission], str], has: Callable[[Submission], bool]) -> Iterator[str]:
    newest: dict[int, str] = {}
    for pk, data in (
        Event.objects.filter(kind=kind).order_by("id").values_list("submission_id", "data").iterator(AT_ONCE)
    ):
        newest[pk or 0] = str(data.get("sum", ""))
    opened = _opened_after() if kind == "outcome.settled" else set()
    for row in Submission.objects.filter(withdrawn_at=None).order_by("pk").iterator(AT_ONCE):
        told = newest.get(row.pk)
        if told is None and has(row):
            yield f"The {what} of submission {row.pk} is in no event."
        elif told and row.pk not in opened and told != of(row):
            yield f"The {what} of submission {row.pk} is not as its event tells it."


def _opened_after() -> set[int]:
    """Submissions that were opened again, or finished anew, after their outcome was settled: it stands no more."""
    last: dict[int, str] = {}
    kinds = ("outcome.settled", "review.opened-again", "review.finished")
    for pk, kind in Event.objects.filter(kind__in=kinds).order_by("id").values_list("submission_id", "kind"):
        last[pk or 0] = kind
    return {pk for pk, kind in last.items() if kind != "outcome.settled"}
