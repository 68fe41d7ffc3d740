"""What an installation needs before it starts: the tables, the challenge, work lists and boards. Several machines may run it at once."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

DEFINITIONS = Path(__file__).resolve().parents[2] / "definitions"
LOCK = 7_307_041
"""Any number that nothing else in this database locks on."""


class Command(BaseCommand):
    help = "Migrate the database and load the challenges that come with this version."

    def handle(self, *_args: Any, **_options: Any) -> None:
        with _alone():
            call_command("migrate", interactive=False, verbosity=1, stdout=self.stdout)
            for path in sorted(DEFINITIONS.glob("*.yaml")):
                call_command("load_definition", str(path), stdout=self.stdout)
            call_command("rebuild_summaries", missing=True, stdout=self.stdout)
            call_command("rebuild_standings", missing=True, stdout=self.stdout)


@contextmanager
def _alone() -> Iterator[None]:
    """A second starter waits for the first."""
    if connection.vendor != "postgresql":  # SQLite locks for one migration, not for all of them
        with (settings.VAR / "prepare.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
