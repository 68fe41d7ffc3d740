"""Publishes the definition in a YAML file, with the trials that lie beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from challenge.services.definitions import publish
from verifier.definition import DefinitionError


class Command(BaseCommand):
    help = "Publish a challenge definition with the trials beside it (NAME.trials.json). The same file twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *_args: Any, path: Path, **_options: Any) -> None:
        try:
            trials = path.with_suffix(".trials.json")
            kept = trials.read_text("utf-8") if trials.exists() else ""
            version, new = publish(path.read_text("utf-8"), kept)
        except (OSError, UnicodeDecodeError, DefinitionError) as fault:
            raise CommandError(f"{path.name}: {fault}") from fault
        self.stdout.write(f"{version.label} {'is published' if new else 'was published before'}.")
