"""The life of a sweep: asked for by the clock, claimed with a lease, read once, and judged for every entry.

As with a collection the row decides and not the message, and every write is under its fence. Who dies over one loses
nothing: what was read is kept on the row, and an entry that was judged bears its stamp; the next goes on from there.
"""

from __future__ import annotations

import gzip
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import SystemRandom
from threading import Event as Flag
from threading import Thread

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Max, Q
from django.utils import timezone

from challenge import bell
from challenge.contest import shared_account
from challenge.contest.sweep_clock import stamp_due
from challenge.database import let_go
from challenge.looks import kept
from challenge.models import Contest, ContestKey, Entry, Sweep
from challenge.models.contest import OPEN_SWEEP
from challenge.services import events, sweep_entries, sweep_looks
from challenge.services.events import News
from challenge.services.locking import Lost
from challenge.time_box import most_overtime
from verifier.facts import SourceFacts

log = logging.getLogger(__name__)

GAVE_UP = "Our worker broke off three times while it looked at the account."
TOO_LATE = "No worker of ours took this sweep in time."
ARCHIVED = "The contest was archived before its account was read."
ELSEWHERE = "Another account, or other keys of it, were given while this one was read."
OUR_FAULT = "Our look at the account broke down with an error of its own."
STALE = timedelta(minutes=5)
RAW_LIMIT_BYTES = 40_000_000


@dataclass(frozen=True)
class Lease:
    """The right to write a sweep and what it finds, until it is taken away."""

    sweep_id: int
    contest_id: int
    fence: int
    asked_at: datetime


def ask() -> list[Sweep]:
    """Ask for a sweep of every open contest whose stamp has come, and for its looks at machines. Asked twice it is one."""
    now = timezone.now()
    asked: list[Sweep] = []
    for contest in _open(now):
        try:
            asked += _asked_of(contest, now)
        except Exception:  # the others' stamp has come, too
            log.exception("No sweep of contest %s could be asked for.", contest.pk)
    return asked


def _asked_of(contest: Contest, now: datetime) -> list[Sweep]:
    last = contest.sweeps.aggregate(at=Max("asked_at"))["at"]
    stamp = stamp_due(now, last, contest.sweep_seconds)
    sweep = _asked(contest.pk, stamp) if stamp is not None else None
    if sweep is None:
        return []
    sweep_looks.ask(sweep)
    return [sweep]


def tend() -> None:
    """Take away what a dead worker held, end what nobody took in time, and ring again for what nobody heard of."""
    for sweep_id in Sweep.objects.filter(state__in=OPEN_SWEEP).values_list("pk", flat=True):
        with transaction.atomic():
            _take_away(Sweep.objects.select_for_update(of=("self",), no_key=True).defer("raw").get(pk=sweep_id))


def go_on(sweep_id: int) -> None:
    """Read and judge, unless somebody else already does."""
    lease = claim(sweep_id)
    if lease is None:
        return
    try:
        with held(lease):
            _work(lease)
    except Lost:
        log.info("Sweep %s was taken away while it was worked on.", sweep_id)


def claim(sweep_id: int) -> Lease | None:
    """Take a waiting sweep. None: it is taken, ended or gone."""
    with transaction.atomic():
        rows = Sweep.objects.select_for_update(of=("self",), no_key=True).select_related("contest__cohort").defer("raw")
        sweep = rows.filter(pk=sweep_id).first()
        if sweep is None or sweep.state != "waiting":
            return None
        if sweep.contest.cohort.archived_at is not None:
            _end(sweep, ARCHIVED)
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


def _work(lease: Lease) -> None:
    try:
        facts = _facts(lease)
        if facts is not None:
            _judge(lease, facts)
    except Lost:
        raise
    except Exception:
        log.exception("Sweep %s broke down.", lease.sweep_id)
        end(lease, failed=OUR_FAULT)


def _facts(lease: Lease) -> SourceFacts | None:
    """What the account shows; None: the sweep failed, and nobody is judged by it. Read once, whoever dies meanwhile."""
    raw = kept.unpack(Sweep.objects.values_list("raw", flat=True).get(pk=lease.sweep_id))
    if raw:
        return shared_account.read(raw)
    sweep = Sweep.objects.defer("raw").select_related("contest__cohort").get(pk=lease.sweep_id)
    keys = _keys_of(lease)
    reading = shared_account.look(sweep)
    failed = reading.failed or shared_account.other_organisation(lease.contest_id, reading.facts)
    if failed:
        end(lease, failed=failed, requests=reading.requests, spans=reading.spans)
        return None
    packed = gzip.compress(reading.raw, mtime=0) if len(reading.raw) <= RAW_LIMIT_BYTES else b""
    with transaction.atomic():
        contest = Contest.objects.select_for_update(of=("self",), no_key=True).get(pk=lease.contest_id)
        hold(lease)
        there, read = (contest.site, contest.api_url), (sweep.contest.site, sweep.contest.api_url)
        if there != read or _keys_of(lease) != keys:
            end(lease, failed=ELSEWHERE, requests=reading.requests, spans=reading.spans)
            return None
        Sweep.objects.filter(pk=lease.sweep_id).update(
            raw=packed, reason=kept.storable(reading.facts.reason)[:500], requests=reading.requests, spans=reading.spans
        )
        Sweep.objects.filter(contest_id=lease.contest_id).exclude(pk=lease.sweep_id).exclude(raw=b"").update(raw=b"")
        shared_account.pin(lease.contest_id, reading.facts)
    return reading.facts


def _keys_of(lease: Lease) -> list[tuple[str, str]]:
    """As they are kept, so that it is seen when others take their place."""
    return list(ContestKey.objects.filter(contest=lease.contest_id).order_by("kind").values_list("kind", "ciphertext"))


def _judge(lease: Lease, facts: SourceFacts) -> None:
    """Every entry that does not bear the stamp yet, in an order of its own each time."""
    rows = Entry.objects.filter(submission__cohort__contest=lease.contest_id, submission__withdrawn_at=None)
    tags = dict(rows.values_list("pk", "tag"))
    unseen = rows.filter(Q(looked_at=None) | Q(looked_at__lt=lease.asked_at)).select_related("submission__cohort")
    waiting = [entry.pk for entry in unseen if sweep_entries.has_time(entry, lease.asked_at)]
    SystemRandom().shuffle(waiting)
    for entry_id in waiting:
        seen = sweep_entries.judge(entry_id, facts, tags, lease.asked_at)
        let_go()
        if seen is None:
            continue
        with transaction.atomic():
            hold(lease)
            events.append(sweep_entries.write(seen, lease.asked_at))
    end(lease)


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
        _end(sweep, failed)


def _end(sweep: Sweep, failed: str) -> None:
    sweep.state, sweep.ended_at, sweep.lease_until = ("failed" if failed else "read"), timezone.now(), None
    sweep.reason = kept.storable(failed)[:500] if failed else sweep.reason
    sweep.save(update_fields=["state", "ended_at", "lease_until", "reason", "requests", "spans", "fence"])
    cohort = sweep.contest.cohort
    events.append(
        [News(f"sweep.{sweep.state}", None, data={"sweep": sweep.pk}, effective_at=sweep.asked_at, cohort=cohort)]
    )


def _open(now: datetime) -> list[Contest]:
    """Contests that are on: opened, not paused, not archived, with keys, and somebody still has time."""
    begun = Q(cohort__opens_at=None) | Q(cohort__opens_at__lte=now)
    rows = Contest.objects.filter(begun, paused_at=None, cohort__archived_at=None, keys__isnull=False).distinct()
    longest = most_overtime("cohort__submissions__entry")
    return [
        contest
        for contest in rows.select_related("cohort").annotate(extra=longest)
        if contest.cohort.due_at is None or now - timedelta(seconds=contest.extra or 0) <= contest.cohort.due_at
    ]


def _asked(contest_id: int, stamp: datetime) -> Sweep | None:
    with transaction.atomic():
        contest = Contest.objects.select_for_update(of=("self",), no_key=True).get(pk=contest_id)
        if contest.sweeps.filter(Q(state__in=OPEN_SWEEP) | Q(asked_at__gte=stamp)).exists():
            return None
        sweep = Sweep.objects.create(contest=contest, asked_at=stamp)
        transaction.on_commit(lambda: bell.ring_sweep(sweep.pk))
    return sweep


def _take_away(sweep: Sweep) -> None:
    now = timezone.now()
    if sweep.state == "reading" and sweep.lease_until is not None and sweep.lease_until <= now:
        sweep.fence += 1
        if sweep.tries >= settings.LEASE_TRIES:
            _end(sweep, GAVE_UP)
            return
        sweep.state, sweep.lease_until = "waiting", None
        sweep.save(update_fields=["state", "fence", "lease_until"])
        transaction.on_commit(lambda: bell.ring_sweep(sweep.pk))
    elif sweep.state == "waiting" and sweep.asked_at < now - STALE:
        _end(sweep, TOO_LATE)
    elif sweep.state == "waiting" and bell.unheard(sweep.rung_at, sweep.rings):
        transaction.on_commit(lambda: bell.ring_sweep(sweep.pk))


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
