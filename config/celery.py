"""The Celery app. Messages only say "look at row N"; the database is the truth.

Worker: `celery -A config worker -Q host,host-silent,account,document`.
"""

from __future__ import annotations

import os
import threading
from typing import Any

from celery import Celery
from celery.signals import worker_init, worker_ready, worker_shutdown

from config import folder_queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

folder_queue.use()
app = Celery("proofboard")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

_beating: list[threading.Event] = []


@worker_init.connect
def _refuse_closed_credentials(**_: Any) -> None:
    """A worker that cannot open what is stored would fail run by run; it must not start."""
    from challenge.vault import refuse_unreadable

    refuse_unreadable()


@worker_ready.connect
def _begin_to_beat(**_: Any) -> None:
    from challenge.site.beats import keep_beating

    _beating.append(keep_beating("worker"))


@worker_shutdown.connect
def _stop_beating(**_: Any) -> None:
    while _beating:
        _beating.pop().set()
