"""The life of a sweep: asked for by the clock, claimed with a lease, read once, and judged for every entry.

Who dies over one loses nothing: what was read is kept on the row, and an entry that was judged bears its stamp; the next
goes on from there.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from secrets import SystemRandom

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from challenge import bell
from challenge.contest.sweep_clock import stamp_due
from challenge.database import let_go
from challenge.models import Contest, Entry, Sweep
from challenge.models.contest import OPEN_SWEEP
from challenge.services import events, sweep_entries, sweep_looks
from challenge.services.locking import Lost
from challenge.services.sweep_account import facts_of
from challenge.services.sweep_leases import Lease, claim, close, end, held, hold
from challenge.time_box import most_overtime
from verifier.facts import SourceFacts

log = logging.getLogger(__name__)

GAVE_UP = "Our worker broke off three times while it looked at the account."
TOO_LATE = "No worker of ours took this sweep in time."
OUR_FAULT = "Our look at the account broke down with an error of its own."
STALE = timedelta(minutes=5)


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


def _work(lease: Lease) -> None:
    try:
        facts = facts_of(lease)
        if facts is not None:
            _judge(lease, facts)
    except Lost:
        raise
    except Exception:
        log.exception("Sweep %s broke down.", lease.sweep_id)
        end(lease, failed=OUR_FAULT)


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
            close(sweep, GAVE_UP)
            return
        sweep.state, sweep.lease_until = "waiting", None
        sweep.save(update_fields=["state", "fence", "lease_until"])
        transaction.on_commit(lambda: bell.ring_sweep(sweep.pk))
    elif sweep.state == "waiting" and sweep.asked_at < now - STALE:
        close(sweep, TOO_LATE)
    elif sweep.state == "waiting" and bell.unheard(sweep.rung_at, sweep.rings):
        transaction.on_commit(lambda: bell.ring_sweep(sweep.pk))
