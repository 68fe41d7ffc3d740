"""The life of a collection: claimed with a lease, reported on, ended. The row decides, not the message.

Every write is `WHERE id AND fence AND state = 'reading'`. Whoever finds no such row has lost the
collection (its lease ran out, or the run was cancelled) and throws its work away.
What is written is judged after the commit (`services.settling`), so a long judgement holds nobody up.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event as Flag
from threading import Lock, Thread
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from challenge.database import let_go
from challenge.looks import kept, pins
from challenge.models import Collection, Run
from challenge.services import events
from challenge.services.events import News
from challenge.services.locking import Lost, changed, lock
from challenge.services.settling import TRIES, settle
from verifier import recording
from verifier.facts import SourceFacts, SourceState
from verifier.gather import Reading, Report

log = logging.getLogger(__name__)

BURST_SECONDS = 0.4


@dataclass(frozen=True)
class Lease:
    """The right to write a collection, until it is taken away."""

    collection_id: int
    run_id: int
    source: str
    fence: int
    deadline_at: datetime


def claim(collection_id: int) -> Lease | None:
    """Take a waiting collection. None: it is taken, ended or gone, so there is nothing to do."""
    run_id = Collection.objects.filter(pk=collection_id).values_list("run_id", flat=True).first()
    if run_id is None:
        return None
    with transaction.atomic():
        run = lock(run_id)
        collection = run.collections.defer("raw").get(pk=collection_id)
        now = timezone.now()
        if collection.state != "waiting" or not run.is_open or now >= run.deadline_at:
            return None
        collection.state = "reading"
        collection.fence += 1
        collection.tries += 1
        collection.lease_until = _lease_end(now, run.deadline_at)
        collection.started_at = collection.started_at or now
        collection.save(update_fields=["state", "fence", "tries", "lease_until", "started_at"])
        news = [News("source.reading", run.submission, run, data={"source": collection.source})]
        if run.state == "waiting":
            run.state, run.started_at = "running", now
            run.save(update_fields=["state", "started_at"])
            news.insert(0, News("run.running", run.submission, run))
        tell(run, news)
    return Lease(collection.pk, run.pk, collection.source, collection.fence, run.deadline_at)


def renew(lease: Lease) -> bool:
    """Hold it for another while, never past the run's deadline. False: it is lost."""
    return _write(lease, lease_until=_lease_end(timezone.now(), lease.deadline_at))


@contextmanager
def held(lease: Lease) -> Iterator[Report]:
    """Renews the lease from a thread of its own while the work within goes on; gives what to report with."""
    reports, done = _Reports(lease), Flag()
    keeper = Thread(target=_keep, args=(lease, reports, done), name=f"lease-{lease.collection_id}", daemon=True)
    keeper.start()
    try:
        yield reports
    finally:
        done.set()
        keeper.join()


def report(lease: Lease, facts: SourceFacts, *, tries: int = TRIES) -> None:
    """More is known: keep it and judge again what it changes. Raises Lost."""
    told = _stored(facts)
    with transaction.atomic():
        run = lock(lease.run_id)
        ours = pins.known_so_far(run.submission_id, facts)
        _write_or_lose(lease, **(told if ours is facts else _stored(ours)))
        changed(run)
    settle(lease.run_id, tries=tries)


def end(lease: Lease, reading: Reading) -> None:
    """The look is over: keep what came of it, and finish the run if this was the last. Raises Lost."""
    keep(lease, reading)
    settle(lease.run_id)


def keep(lease: Lease, reading: Reading) -> None:
    """The look is over, and what came of it is not judged yet; who dies here leaves that to the sweep. Raises Lost."""
    told = _outcome(reading)
    with transaction.atomic():
        run = lock(lease.run_id)
        ours = pins.only_of_the_pinned(run.submission_id, reading)
        told = told if ours is reading else _outcome(ours)
        _write_or_lose(lease, ended_at=timezone.now(), lease_until=None, **told)
        target_id, since = _look_of(lease)
        pins.pin(run.submission_id, ours, target_id=target_id, since=since)
        changed(run)
        tell(run, [with_source(News(f"source.{told['state']}", run.submission, run), lease.source)])


def fail(lease: Lease, reason: str) -> None:
    """The look broke down on our side. Raises Lost."""
    with transaction.atomic():
        run = lock(lease.run_id)
        _write_or_lose(lease, **failure(reason))
        changed(run)
        tell(run, [with_source(News("source.failed", run.submission, run), lease.source)])
    settle(lease.run_id)


def failure(reason: str) -> dict[str, Any]:
    """The values of a collection that ended without an answer."""
    return {"state": "failed", "reason": reason[:500], "ended_at": timezone.now(), "lease_until": None}


def tell(run: Run, news: list[News]) -> None:
    """Append it, unless this is a look of a sweep, which tells nothing before it has found something."""
    if not run.is_quiet:
        events.append(news)


def with_source(news: News, source: str) -> News:
    return News(news.kind, news.submission, news.run, data={"source": source})


class _Reports:
    """Facts arrive in bursts, and judging costs more than they do: of several at once the last is judged."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._waiting: SourceFacts | None = None
        self._not_before = 0.0
        self._one_at_a_time = Lock()

    def __call__(self, facts: SourceFacts) -> None:
        self._waiting = facts
        if time.monotonic() >= self._not_before:
            self.flush()

    def flush(self, *, in_haste: bool = False) -> None:
        """in_haste: do not wait for who judges just now, nor judge twice; the lease is to be renewed."""
        if not self._one_at_a_time.acquire(blocking=not in_haste):
            return
        try:
            facts, self._waiting = self._waiting, None
            if facts is not None:
                report(self._lease, facts, tries=1 if in_haste else TRIES)
                let_go()
                self._not_before = time.monotonic() + BURST_SECONDS
        finally:
            self._one_at_a_time.release()


def _keep(lease: Lease, reports: _Reports, done: Flag) -> None:
    while not done.wait(settings.LEASE_RENEW_SECONDS):
        try:
            if not renew(lease):
                return  # the next report finds out
            reports.flush(in_haste=True)
        except Lost:
            return
        except DatabaseError:  # it may be away for a while
            log.warning("The lease of collection %s could not be renewed.", lease.collection_id, exc_info=True)
        finally:
            connection.close()


def _stored(facts: SourceFacts) -> dict[str, Any]:
    """Facts as columns. Large ones take their time, so this is done before a transaction begins."""
    return {"facts": kept.storable(recording.to_json(facts)), "facts_schema": recording.SCHEMA}


def _outcome(reading: Reading) -> dict[str, Any]:
    facts = reading.facts
    return _stored(facts) | {
        "state": "failed" if facts.state is SourceState.NOT_READ else "read",
        "reason": kept.storable(facts.reason)[:500],
        "raw": kept.pack(reading.raw),
        "host_key": reading.host_key,
    }


def _write(lease: Lease, **values: Any) -> bool:
    row = Collection.objects.filter(pk=lease.collection_id, fence=lease.fence, state="reading")
    return row.update(**values) == 1


def _write_or_lose(lease: Lease, **values: Any) -> None:
    if not _write(lease, **values):
        raise Lost(f"Collection {lease.collection_id} is not ours any more.")


def _look_of(lease: Lease) -> tuple[int | None, datetime | None]:
    """The machine that is looked at, and when the look began."""
    return Collection.objects.filter(pk=lease.collection_id).values_list("target_id", "started_at").get()


def _lease_end(now: datetime, deadline_at: datetime) -> datetime:
    return min(now + timedelta(seconds=settings.LEASE_SECONDS), deadline_at)
