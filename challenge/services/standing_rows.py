"""Keeps what each submission has on a board. `events.append` calls `keep` with whatever it has written.

The events are the truth and a row a convenience: one that is missing, or was counted by another rule of the cohort, is
not read (`challenge.board.boards`), and `differences` says where the two do not agree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import partial

from django.db import transaction

from challenge.board.boards import COLUMNS, EVER, as_columns, derived, kept
from challenge.board.events import paused, rule_of
from challenge.board.happened import JOINED, OF_AN_ENTRY
from challenge.board.placed import pauses, placed
from challenge.board.tallied import Tally
from challenge.database import one_at_a_time
from challenge.models import Cohort, Event, StandingRow

AT_ONCE = 50
"""Submissions that are derived while others wait to write."""
RULES = frozenset({"points", "own_rules", "first_passes", "version"})
"""What of a cohort its submissions' numbers go by."""


def keep(written: Iterable[Event]) -> None:
    """Write the rows of the submissions that these events may have changed, within the transaction that wrote them.

    The caller holds the lock of the record, so of two writers the second reads the events of the first. After a change
    of the cohort's rule the others follow behind, a few at a time; until then they are derived by whoever reads them.
    """
    written = list(written)
    kinds = {JOINED, *OF_AN_ENTRY}
    _write({event.submission_id for event in written if event.submission_id and event.kind in kinds})
    for event in written:
        if event.kind == "cohort.changed" and event.cohort_id and RULES & set(event.data["fields"]):
            transaction.on_commit(partial(rebuild_cohort, event.cohort_id), robust=True)


def rebuild_cohort(cohort_id: int) -> int:
    """Derive anew those of a cohort. Returns how many had said something else."""
    rows = Cohort.objects.get(pk=cohort_id).submissions.filter(withdrawn_at=None)
    return rebuild(rows.order_by("pk").values_list("pk", flat=True))


def rebuild(ids: Iterable[int]) -> int:
    """Derive these anew, a few at a time. Returns how many had said something else."""
    ids, differed = list(ids), 0
    for start in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            one_at_a_time()
            wrong = _wrong(ids[start : start + AT_ONCE])
            _write(wrong)
            differed += len(wrong)
    return differed


def differences(cohort: Cohort) -> Iterator[str]:
    """Where the rows do not say what the events do, a sentence each: of the numbers, and of the places they come to."""
    codes = dict(cohort.submissions.filter(withdrawn_at=None).order_by("pk").values_list("pk", "code"))
    ids = list(codes)
    suspects = _wrong(ids)
    if not suspects:
        return
    with transaction.atomic():  # what was written between two reads is no difference
        one_at_a_time()
        wrong = _wrong(suspects)
        there, right = kept(ids), {pk: row for pk, (row, _digest) in derived(wrong).items()}
        digests = dict(StandingRow.objects.filter(pk__in=wrong).values_list("pk", "rule"))
        stood_still = pauses(paused(cohort), EVER)
    rule = rule_of(cohort)
    places = {row.submission: row.rank for row in placed(there.values(), rule, stood_still)}
    by_events = {row.submission: row.rank for row in placed((there | right).values(), rule, stood_still)}
    for pk in ids:
        said = list(_said(there.get(pk), right[pk])) if pk in right else []
        if pk in right and pk in there and not said and digests[pk] != rule.digest():
            said = ["it was counted by a rule that the cohort had before"]
        if pk in places and places[pk] != by_events[pk]:
            said.append(f"its place is kept as {places[pk]} and is {by_events[pk]}")
        yield from (f"{cohort.key} {codes[pk]}: {one}." for one in said)


def _said(row: Tally | None, right: Tally) -> Iterator[str]:
    if row is None:
        yield "it has no row"
        return
    before, after = as_columns(row), as_columns(right)
    for name in COLUMNS:
        if before[name] != after[name]:
            yield f"{name} is kept as {before[name]} and is {after[name]} by the events"


def _wrong(ids: Collection[int]) -> set[int]:
    """Those whose rows are not what their events come to, in a few queries."""
    there, now = kept(ids), derived(ids)
    digests = dict(StandingRow.objects.filter(pk__in=ids).values_list("pk", "rule"))
    return {pk for pk, (row, digest) in now.items() if there.get(pk) != row or digests.get(pk) != digest}


def _write(ids: Collection[int]) -> None:
    rows = [StandingRow(submission_id=pk, rule=digest, **as_columns(row)) for pk, (row, digest) in derived(ids).items()]
    fields = [*COLUMNS, "rule"]
    StandingRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["submission"], update_fields=fields)
