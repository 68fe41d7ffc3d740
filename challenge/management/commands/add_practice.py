"""Gives the reviewers of a cohort three made-up pieces of work to compare themselves with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from challenge.models import Cohort
from challenge.services import practising


class Command(BaseCommand):
    help = "Add the practice for reviewers to a cohort. It is in no list of submissions and counts nowhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("cohort", help="Key of the cohort.")

    def handle(self, *_args: Any, cohort: str, **_options: Any) -> None:
        found = Cohort.objects.filter(key=cohort).first()
        if found is None:
            raise CommandError(f"There is no cohort {cohort}.")
        self.stdout.write(f"{practising.add(found)} pieces of practice were added to {found.name}.")
