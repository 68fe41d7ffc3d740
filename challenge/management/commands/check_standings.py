"""Holds what is kept for the boards against the events it was made of, number by number and place by place."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from challenge.models import Cohort, Submission
from challenge.services import standing_rows

MOST_TOLD = 200


class Command(BaseCommand):
    help = (
        "Hold the boards against the events. Exit status 1, and what differs, if they do not agree; it changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("cohort", nargs="?", help="Key of the cohort; without it, all of them.")

    def handle(self, *_args: Any, cohort: str | None, **_options: Any) -> None:
        cohorts = Cohort.objects.order_by("key").filter(**({"key": cohort} if cohort else {}))
        if cohort and not cohorts:
            raise CommandError(f"There is no cohort {cohort}.")
        differ = (line for one in cohorts for line in standing_rows.differences(one))
        wrong = list(islice(differ, MOST_TOLD))
        if wrong:
            more = ["There may be more; the first are told."] if len(wrong) == MOST_TOLD else []
            raise CommandError("\n".join([*wrong, *more, "rebuild_standings derives them anew."]), returncode=1)
        there = Submission.objects.filter(withdrawn_at=None, cohort__in=cohorts).count()
        self.stdout.write(f"{there} standings are what their events say.")
