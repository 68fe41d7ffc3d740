"""Signs of life: processes write them, /readyz reads them."""

from __future__ import annotations

import logging
import os
import socket
import threading
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from challenge.models import Beat

log = logging.getLogger(__name__)

FORGET_AFTER = timedelta(days=1)


def beat(name: str) -> None:
    """This process lives."""
    now = timezone.now()
    process = f"{socket.gethostname()}:{os.getpid()}"
    Beat.objects.update_or_create(name=name, process=process, defaults={"at": now})
    Beat.objects.filter(at__lt=now - FORGET_AFTER).delete()


def last(name: str) -> datetime | None:
    """The newest sign of life of any process of this name."""
    return Beat.objects.filter(name=name).order_by("-at").values_list("at", flat=True).first()


def keep_beating(name: str) -> threading.Event:
    """Beat from a thread of its own until the returned event is set."""
    stop = threading.Event()

    def run() -> None:
        while True:
            try:
                beat(name)
            except Exception:  # the database may be away for a while
                log.warning("No sign of life could be written.", exc_info=True)
            connection.close()
            if stop.wait(settings.SWEEP_SECONDS):
                return

    threading.Thread(target=run, name=f"beat-{name}", daemon=True).start()
    return stop
