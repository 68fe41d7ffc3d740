"""Brings folders of submissions into a cohort; workers take them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from challenge.models import Cohort
from challenge.services import importing, staging
from verifier.gather.folder import UnreadableError


class Command(BaseCommand):
    help = "Bring in submissions: a folder each, or folders of such folders. The same files twice are one submission."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("cohort", help="Key of the cohort.")
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")

    def handle(self, *_args: Any, cohort: str, paths: list[Path], **_options: Any) -> None:
        group = Cohort.objects.select_related("version").filter(key=cohort).first()
        if group is None:
            raise CommandError(f"There is no cohort {cohort}; enter it with add_cohort.")
        found = [one for path in paths for one in self._in(path)]
        try:
            given = importing.give_folders(group, None, found)
        except importing.CannotImport as why:
            raise CommandError(str(why)) from why
        self.stdout.write(f"{given.new} to be taken; a worker does, and hands them in.")
        if given.again:
            self.stdout.write(f"Here already: {', '.join(given.again)}.")

    def _in(self, path: Path) -> list[staging.Found]:
        if not path.is_dir():
            raise CommandError(f"{path} is no folder.")
        try:
            return staging.submissions_in(path)
        except (UnreadableError, OSError) as why:
            raise CommandError(f"{path}: {why}") from why
