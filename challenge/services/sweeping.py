"""What makes runs whole again: rings for what nobody took, takes leases away, ends what is past its time or unjudged.

Runs in the scheduler process, on the database and not through the broker. Doing it twice, or in
two processes at once, changes nothing.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from challenge import bell
from challenge.models import Collection, Run
from challenge.models.run import OPEN_COLLECTION, OPEN_RUN
from challenge.services.collecting import failure, tell, with_source
from challenge.services.events import News
from challenge.services.locking import changed, lock
from challenge.services.settling import settle

log = logging.getLogger(__name__)

GAVE_UP = "Our worker broke off three times while it looked, so this could not be looked at."
TOO_LATE = "The check took longer than it may, so this was not looked at to the end."
LEFT_SECONDS = 10
"""So long after the last look ended, whoever ended it may still be judging; then it is done here."""


def sweep() -> None:
    """One round over all runs that are open, or not judged by what is known. A run that cannot be helped does not stop the others."""
    for run_id in _in_need():
        try:
            _tend(run_id)
        except Exception:  # the next round tries again
            log.exception("The sweep could not tend to run %s.", run_id)
    bell.ring(_unheard())


def _in_need() -> list[int]:
    now = timezone.now()
    late = Q(deadline_at__lte=now)
    left = Q(collections__state="reading", collections__lease_until__lte=now)
    ended_just_now = Q(collections__ended_at__gt=now - timedelta(seconds=LEFT_SECONDS))
    done = ~Q(collections__state__in=OPEN_COLLECTION) & ~ended_just_now
    unjudged = Q(state="finished", facts_version__gt=F("judged_version"))
    runs = Run.objects.filter(Q(state__in=OPEN_RUN) & (late | left | done) | unjudged)
    return list(runs.order_by("pk").values_list("pk", flat=True).distinct())


def _tend(run_id: int) -> None:
    with transaction.atomic():
        run = lock(run_id)
        freed = _take_away(run) if run.is_open else []
    bell.ring(freed)
    settle(run_id)


def _take_away(run: Run) -> list[Collection]:
    """End what took too long or broke off too often. Gives those that somebody else is to take."""
    now = timezone.now()
    late = now >= run.deadline_at
    freed, news = [], []
    for collection in run.collections.defer("raw").filter(state__in=OPEN_COLLECTION):
        expired = collection.state == "reading" and (collection.lease_until or now) <= now
        if late:
            news.append(_give_up(run, collection, TOO_LATE))
        elif expired and collection.tries >= settings.LEASE_TRIES:
            collection.facts = None
            news.append(_give_up(run, collection, GAVE_UP))
        elif expired:
            collection.state = "waiting"
            collection.fence += 1
            collection.lease_until = None
            collection.save(update_fields=["state", "fence", "lease_until"])
            freed.append(collection)
    if news and late:
        run.ended_because = TOO_LATE
        run.save(update_fields=["ended_because"])
    if news:
        changed(run)
        tell(run, news)
    return freed


def _give_up(run: Run, collection: Collection, reason: str) -> News:
    for name, value in failure(reason).items():
        setattr(collection, name, value)
    collection.fence += 1
    collection.save()
    log.warning("Collection %s of run %s: %s", collection.pk, run.pk, reason)
    return with_source(News("source.failed", run.submission, run), collection.source)


def _unheard() -> list[Collection]:
    """Waiting rows whose message seems lost."""
    waiting = Collection.objects.defer("raw", "facts").filter(
        state="waiting", run__state__in=OPEN_RUN, run__deadline_at__gt=timezone.now()
    )
    return [collection for collection in waiting if bell.unheard(collection.rung_at, collection.rings)]
