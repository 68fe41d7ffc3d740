"""What the commands share that derive anew what is kept of every submission, after a restore or a change made by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from challenge.models import Cohort, Submission


class Rebuild(BaseCommand):
    """kept: the name under which a submission has it. told: what the last line counts."""

    kept = ""
    told = ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("cohort", nargs="?", help="Key of the cohort; without it, all of them.")
        parser.add_argument("--missing", action="store_true", help="Only those that have none.")

    def handle(self, *_args: Any, cohort: str | None, missing: bool, **_options: Any) -> None:
        if cohort and not Cohort.objects.filter(key=cohort).exists():
            raise CommandError(f"There is no cohort {cohort}.")
        rows = Submission.objects.filter(withdrawn_at=None, **({"cohort__key": cohort} if cohort else {}))
        rows = rows.filter(**{self.kept: None}) if missing else rows
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        self.stdout.write(f"{self.rebuild(ids)} of {len(ids)} {self.told} said something else.")

    def rebuild(self, ids: Iterable[int]) -> int:
        """Derive it anew. Returns how many said something else."""
        raise NotImplementedError
