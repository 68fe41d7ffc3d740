"""Rings for a worker. A message says "look at row N" and nothing else; losing it loses nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from celery import current_app
from django.db.models import F
from django.utils import timezone

from challenge.models import Collection

log = logging.getLogger(__name__)

TASK = "challenge.collect"


def ring(collections: Iterable[Collection]) -> None:
    """Tell the queues of their sources. A broker that cannot be reached is left to the sweep."""
    for collection in collections:
        Collection.objects.filter(pk=collection.pk).update(rung_at=timezone.now(), rings=F("rings") + 1)
        try:
            current_app.send_task(TASK, args=[collection.pk], queue=collection.source, retry=False)
        except Exception as fault:  # whatever the broker's client raises; the row waits and the sweep rings again
            log.warning("No worker could be told of collection %s: %s.", collection.pk, type(fault).__name__)
