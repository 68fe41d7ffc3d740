"""The run's row: held while something of it is written, and counting what changed of what it is judged by.

Locks are taken in the order cohort, contest, invitation, sweep or rejudging or recheck, submission, entry, run, collection,
machine or account, secrets, events (`tests/challenge/services/test_lock_order.py`). Each is taken with `no_key`: a row that is
held whole cannot be pointed at, and who does so waits for it at the commit, when they hold the record already.
"""

from __future__ import annotations

from challenge.models import Run


class Lost(Exception):
    """Somebody else has it now, or nobody is to have it any more."""


def lock(run_id: int) -> Run:
    """The run's row, held until the transaction ends. Raises Lost when it was deleted."""
    rows = Run.objects.select_for_update(of=("self",), no_key=True).select_related("submission__cohort", "version")
    run = rows.filter(pk=run_id).first()
    if run is None:
        raise Lost(f"Run {run_id} is gone.")
    return run


def changed(run: Run) -> None:
    """Something that this run is judged by is written in this transaction, which holds its row; `settle` it afterwards."""
    run.facts_version += 1
    run.save(update_fields=["facts_version"])
