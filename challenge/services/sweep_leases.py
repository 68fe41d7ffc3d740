"""The right to work on a sweep: taken by one, renewed while they work, and lost once somebody else may have it.

As with a collection the row decides and not the message, and every write is under its fence.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event as Flag
from threading import Thread

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from challenge.looks import kept
from challenge.models import Contest, Sweep
from challenge.models.contest import OPEN_SWEEP
from challenge.services import events
from challenge.services.events import News
from challenge.services.locking import Lost

log = logging.getLogger(__name__)

ARCHIVED = "The contest was archived before its account was read."
WRONG_ONE = "A lead said meanwhile that this is not the organisation of the contest."


@dataclass(frozen=True)
class Lease:
    """The right to write a sweep and what it finds, until it is taken away."""

    sweep_id: int
    contest_id: int
    fence: int
    asked_at: datetime


def claim(sweep_id: int) -> Lease | None:
    """Take a waiting sweep. None: it is taken, ended or gone."""
    with transaction.atomic():
        rows = Sweep.objects.select_for_update(of=("self",), no_key=True).select_related("contest__cohort").defer("raw")
        sweep = rows.filter(pk=sweep_id).first()
        if sweep is None or sweep.state != "waiting":
            return None
        if sweep.contest.cohort.archived_at is not None:
            close(sweep, ARCHIVED)
            return None
        sweep.state, sweep.fence, sweep.tries = "reading", sweep.fence + 1, sweep.tries + 1
        sweep.lease_until = timezone.now() + timedelta(seconds=settings.LEASE_SECONDS)
        sweep.save(update_fields=["state", "fence", "tries", "lease_until"])
    return Lease(sweep.pk, sweep.contest_id, sweep.fence, sweep.asked_at)


@contextmanager
def held(lease: Lease) -> Iterator[None]:
    """Renews the lease from a thread of its own while the work within goes on."""
    done = Flag()
    keeper = Thread(target=_keep, args=(lease, done), name=f"sweep-{lease.sweep_id}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def hold(lease: Lease) -> Sweep:
    """The row, held until the transaction ends. Raises Lost."""
    rows = Sweep.objects.select_for_update(of=("self",), no_key=True).select_related("contest__cohort").defer("raw")
    sweep = rows.filter(pk=lease.sweep_id, fence=lease.fence, state="reading").first()
    if sweep is None:
        raise Lost(f"Sweep {lease.sweep_id} is not ours any more.")
    return sweep


def end(lease: Lease, *, failed: str = "", requests: int | None = None, spans: bool | None = None) -> None:
    """It is over. failed: why nobody was judged by it. Raises Lost."""
    with transaction.atomic():
        sweep = hold(lease)
        sweep.requests = sweep.requests if requests is None else requests
        sweep.spans = sweep.spans if spans is None else spans
        close(sweep, failed)


def close(sweep: Sweep, failed: str) -> None:
    """As `end`, by whoever holds the row in a transaction."""
    sweep.state, sweep.ended_at, sweep.lease_until = ("failed" if failed else "read"), timezone.now(), None
    sweep.reason = kept.storable(failed)[:500] if failed else sweep.reason
    sweep.save(update_fields=["state", "ended_at", "lease_until", "reason", "requests", "spans", "fence"])
    cohort = sweep.contest.cohort
    events.append(
        [News(f"sweep.{sweep.state}", None, data={"sweep": sweep.pk}, effective_at=sweep.asked_at, cohort=cohort)]
    )


def stop(contest: Contest, because: str) -> None:
    """End the look that is on; nothing more of it is written. Within the transaction of whoever holds the contest."""
    rows = contest.sweeps.select_for_update(of=("self",), no_key=True).select_related("contest__cohort").defer("raw")
    for sweep in rows.filter(state__in=OPEN_SWEEP):
        sweep.fence += 1
        close(sweep, because)


def _keep(lease: Lease, done: Flag) -> None:
    while not done.wait(settings.LEASE_RENEW_SECONDS):
        try:
            until = timezone.now() + timedelta(seconds=settings.LEASE_SECONDS)
            rows = Sweep.objects.filter(pk=lease.sweep_id, fence=lease.fence, state="reading")
            if not rows.update(lease_until=until):
                return  # the next write finds out
        except DatabaseError:  # it may be away for a while
            log.warning("The lease of sweep %s could not be renewed.", lease.sweep_id, exc_info=True)
        finally:
            connection.close()
