"""Derives anew what the boards say of every submission, after a restore or a change made by hand."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from challenge.models import Cohort, Submission
from challenge.services import standing_rows


class Command(BaseCommand):
    help = "Derive from the events what boards show, and tell how much of it said something else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("cohort", nargs="?", help="Key of the cohort; without it, all of them.")
        parser.add_argument("--missing", action="store_true", help="Only those that have none.")

    def handle(self, *_args: Any, cohort: str | None, missing: bool, **_options: Any) -> None:
        if cohort and not Cohort.objects.filter(key=cohort).exists():
            raise CommandError(f"There is no cohort {cohort}.")
        rows = Submission.objects.filter(withdrawn_at=None, **({"cohort__key": cohort} if cohort else {}))
        rows = rows.filter(standing=None) if missing else rows
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        self.stdout.write(f"{standing_rows.rebuild(ids)} of {len(ids)} standings said something else.")
