"""Rings for a worker. A message says "look at row N" and nothing else; losing it loses nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from celery import current_app
from django.db.models import F
from django.utils import timezone

from challenge.models import Collection, Import, Rejudging, Submission, Sweep

log = logging.getLogger(__name__)

TASK = "challenge.collect"
HAND_IN = "challenge.hand_in"
REJUDGE = "challenge.rejudge"
SWEEP = "challenge.sweep"
RING_AGAIN_SECONDS = 10
LONGEST_SECONDS = 300
IMPORT = "challenge.import"
SILENT = "host-silent"
"""The queue of machines that did not let us in the last time: those that answer never wait behind them."""


def ring(collections: Iterable[Collection]) -> None:
    """Tell the queues of their sources. A broker that cannot be reached is left to the sweep."""
    for collection in collections:
        Collection.objects.filter(pk=collection.pk).update(rung_at=timezone.now(), rings=F("rings") + 1)
        _tell(TASK, collection.pk, _queue(collection), "collection")


def ring_hand_in(submission_id: int) -> None:
    """Tell a worker that a hand-in goes on; losing it loses nothing, as above."""
    rows = Submission.objects.filter(pk=submission_id)
    rows.update(hand_in_rung_at=timezone.now(), hand_in_rings=F("hand_in_rings") + 1)
    _tell(HAND_IN, submission_id, "document", "the hand-in of")


def ring_rejudging(rejudging_id: int) -> None:
    """Tell a worker that a cohort is to be judged again; losing it loses nothing, as above."""
    Rejudging.objects.filter(pk=rejudging_id).update(rung_at=timezone.now(), rings=F("rings") + 1)
    _tell(REJUDGE, rejudging_id, "document", "rejudging")


def ring_sweep(sweep_id: int) -> None:
    """Tell a worker that a contest's account is to be read; losing it loses nothing, as above."""
    Sweep.objects.filter(pk=sweep_id).update(rung_at=timezone.now(), rings=F("rings") + 1)
    _tell(SWEEP, sweep_id, "account", "sweep")


def unheard(rung_at: datetime | None, rings: int) -> bool:
    """Is it time to ring (again)? Each ring waits twice as long as the one before, five minutes at most."""
    wait = min(RING_AGAIN_SECONDS * 2 ** min(max(0, rings - 1), 10), LONGEST_SECONDS)
    return rung_at is None or timezone.now() >= rung_at + timedelta(seconds=wait)


def ring_imports(import_ids: Iterable[int]) -> None:
    """Tell a worker that these are to be taken; losing it loses nothing, as above."""
    for pk in import_ids:
        Import.objects.filter(pk=pk).update(rung_at=timezone.now())
        _tell(IMPORT, pk, "document", "import")


def _tell(task: str, row_id: int, queue: str, what: str) -> None:
    try:
        current_app.send_task(task, args=[row_id], queue=queue, retry=False)
    except Exception as fault:  # whatever the broker's client raises; the row waits and the sweep rings again
        log.warning("No worker could be told of %s %s: %s.", what, row_id, type(fault).__name__)


def _queue(collection: Collection) -> str:
    """A queue a source, so that documents and accounts wait behind no machine. A key that was shown is an answer."""
    if collection.source != "host":
        return str(collection.source)
    ended = Collection.objects.filter(
        source="host", run__submission__runs=collection.run_id, state__in=("read", "failed")
    ).order_by("-run_id")
    last = ended.values_list("state", "host_key").first()
    return SILENT if last == ("failed", "") else "host"
