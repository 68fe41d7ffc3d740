"""The scheduler process: sweeps every few seconds until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from challenge import vault
from challenge.services import handing_in, importing_workers, rechecking, rejudging_rounds, sweeps, withdrawing
from challenge.services.feedback import release_due
from challenge.services.own_looks import start_unread
from challenge.services.purging import purge, purge_contests
from challenge.services.queueing import start_queued
from challenge.services.reminders import remind
from challenge.services.sweeping import sweep
from challenge.services.waiting import look_again
from challenge.site.beats import beat
from challenge.site.shared_cache import forget_expired

log = logging.getLogger(__name__)


def sign_of_life() -> None:
    beat("scheduler")


ROUND = (
    sign_of_life,
    sweep,
    sweeps.tend,
    sweeps.ask,
    start_queued,
    handing_in.sweep,
    rejudging_rounds.sweep,
    rechecking.go_on,
    withdrawing.sweep,
    importing_workers.sweep,
    look_again,
    start_unread,
    remind,
    release_due,
    purge,
    purge_contests,
    forget_expired,
)
"""What is done every few seconds, each doing nothing where there is nothing to do. One that fails stops no other."""


class Command(BaseCommand):
    help = "Rings again for what no worker took, takes back what a dead worker held, ends what is past its time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="One round only.")

    def handle(self, *_args: Any, once: bool, **_options: Any) -> None:
        closed = vault.unreadable()
        if closed:
            raise CommandError(f"{len(closed)} stored credentials cannot be decrypted with PROOFBOARD_KEYS.")
        stop = threading.Event()
        if not once:
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: stop.set())
            log.info("The scheduler looks after runs every %s seconds.", settings.SWEEP_SECONDS)
        while True:
            for turn in ROUND:
                try:
                    turn()
                except Exception:  # the database may be away for a while; the next round tries again
                    log.exception("A round of the scheduler failed: %s.", turn.__name__)
            if once or stop.wait(settings.SWEEP_SECONDS):
                return
            close_old_connections()
