"""Holds the record against itself, and the decisions of reviewers against the record. Reads only, in batches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from challenge import sums
from challenge.models import Cohort, Decision, Event, Submission
from challenge.services import events

AT_ONCE = 1_000
GIVEN, OPENED_AGAIN = ("review.finished", "outcome.settled"), "review.opened-again"
MADE, UNDONE = "decision.made", "decision.undone"
FOR_ALL, NOT_ANY_MORE = "cohort.decided", "cohort.undone"


def broken_events() -> Iterator[int]:
    """Ids of events that do not follow from the one before."""
    return events.broken_links(Event.objects.order_by("id").iterator(AT_ONCE))


def wrong_decisions() -> Iterator[str]:
    """One sentence a decision that the record tells otherwise, or does not know, or knows and is not there."""
    rows = Decision.objects.select_related("review", "submission").order_by("submission_id", "id").iterator(AT_ONCE)
    while batch := list(islice(rows, AT_ONCE)):
        told = _told({row.submission_id for row in batch})
        for row in batch:
            yield from _compared(row, told.get(_key(row)))
    yield from _gone()


def _key(row: Decision) -> tuple[int, str, int]:
    """Under which the record tells of it: an undo by the id of what it takes back."""
    if row.kind == "undo":
        return row.submission_id, UNDONE, row.undoes_id or 0
    return row.submission_id, MADE, row.pk


def _told(submissions: set[int]) -> Mapping[tuple[int, str, int], Sequence[tuple[int | None, dict[str, Any]]]]:
    found: dict[tuple[int, str, int], list[tuple[int | None, dict[str, Any]]]] = {}
    rows = Event.objects.filter(submission_id__in=submissions, kind__in=(MADE, UNDONE)).order_by("id")
    for submission_id, kind, actor_id, data in rows.values_list("submission_id", "kind", "actor_id", "data"):
        key = (submission_id or 0, kind, int(data.get("decision") or 0))
        found.setdefault(key, []).append((actor_id, data))
    return found


def _compared(row: Decision, told: Sequence[tuple[int | None, dict[str, Any]]] | None) -> Iterator[str]:
    if not told:
        yield f"Decision {row.pk} is in no event."
    elif len(told) > 1:
        yield f"Decision {row.pk} is in {len(told)} events."
    elif not _fits(row, *told[0]):
        yield f"Decision {row.pk} is not as its event tells it."


def _fits(row: Decision, actor_id: int | None, data: Mapping[str, Any]) -> bool:
    """Without a sum, where it was written before there were any: only what the event itself says."""
    said = {name: value for name, value in data.items() if name != "sum"}
    whole = "sum" not in data or data["sum"] == sums.of_decision(row.submission.salt, row)
    return whole and (actor_id, said) == (row.review.reviewer_id, _data(row))


def _data(row: Decision) -> dict[str, Any]:
    if row.kind == "undo":
        return {"decision": row.undoes_id, "step": row.step_key}
    counts = {"counts": row.verdict} if row.verdict else {}
    settles = {"settles": True} if row.settles else {}
    return {"decision": row.pk, "step": row.step_key, "decided": row.kind, "bulk": row.bulk, **counts, **settles}


def wrong_outcomes() -> Iterator[str]:
    """One sentence an outcome that nobody gave, as far as the record tells: since it was last opened again."""
    graded = Submission.objects.filter(withdrawn_at=None).exclude(outcome="").order_by("pk")
    rows = graded.values_list("pk", "outcome").iterator(AT_ONCE)
    while batch := list(islice(rows, AT_ONCE)):
        given: dict[int, set[str]] = {pk: set() for pk, _ in batch}
        told = Event.objects.filter(submission_id__in=given, kind__in=(*GIVEN, OPENED_AGAIN)).order_by("id")
        for pk, kind, data in told.values_list("submission_id", "kind", "data"):
            if kind == OPENED_AGAIN:
                given[pk or 0].clear()
            else:
                given[pk or 0].add(str(data.get("outcome", "")))
        for pk, outcome in batch:
            if outcome not in given[pk]:
                yield f"The outcome of submission {pk} is in no event."


def wrong_excuses() -> Iterator[str]:
    """One sentence a row that is excused for everybody in a cohort without the record, or is not in spite of it."""
    told: dict[int | None, set[str]] = defaultdict(set)
    rows = Event.objects.filter(kind__in=(FOR_ALL, NOT_ANY_MORE, "cohort.changed")).order_by("id")
    for cohort, kind, data in rows.values_list("cohort_id", "kind", "data").iterator(AT_ONCE):
        if kind == "cohort.changed":
            told[cohort] -= told[cohort] if "excused" in data.get("fields", ()) else set()
        elif data.get("decided") == "excuse":
            told[cohort] ^= {str(data["step"])}
    for pk, excused in Cohort.objects.order_by("pk").values_list("pk", "excused"):
        for key in sorted(told[pk] ^ excused.keys()):
            yield f"Whether row {key} is excused for everybody in cohort {pk} is not as the record tells."


def _gone() -> Iterator[str]:
    """Decisions go with work that was deleted, and with nothing else."""
    kept = Submission.objects.filter(withdrawn_at=None)
    rows = Event.objects.filter(kind=MADE, submission_id__in=kept.values("pk")).order_by("id")
    told = rows.values_list("pk", "data").iterator(AT_ONCE)
    while batch := list(islice(told, AT_ONCE)):
        ids = {int(data.get("decision") or 0) for _, data in batch}
        there = set(Decision.objects.filter(pk__in=ids).values_list("pk", flat=True))
        for event_id, data in batch:
            if data.get("decision") not in there:
                yield f"Event {event_id} tells of decision {data.get('decision')}, which is not there."
