"""Encrypts every stored credential with the first key of PROOFBOARD_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from challenge import vault


class Command(BaseCommand):
    help = (
        "Put the new key first in PROOFBOARD_KEYS and keep the old one behind it, run this, then take the old key away."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            with transaction.atomic():
                rows = vault.rotate()
        except vault.CannotOpen as fault:
            raise CommandError(f"{fault} Nothing was changed.") from fault
        self.stdout.write(f"{rows} credentials are encrypted with the first key now.")
