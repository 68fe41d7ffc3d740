"""Enters a cohort: a group of candidates who do the same challenge under the same rules."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from challenge.models import Cohort, DefinitionVersion
from challenge.models.cohort import CLAIMS, VISIBLE_TO
from challenge.site import zones

CHALLENGE = "solutions-engineer"
"""The one that a cohort does where none is named."""


class Command(BaseCommand):
    help = "Enter a cohort for the newest version of the challenge."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", help="Short name in addresses: letters, digits and hyphens.")
        parser.add_argument("--name", required=True, help="Name for people.")
        parser.add_argument(
            "--challenge", default=CHALLENGE, help="Key of the challenge, as solutions-engineer-levels."
        )
        parser.add_argument("--claims", choices=[word for word, _ in CLAIMS], default="full", help="What they earn.")
        parser.add_argument("--practice-visible-to", choices=[word for word, _ in VISIBLE_TO], default="candidate")
        parser.add_argument("--sign-up", action="store_true", help="Whoever knows /sign-up/KEY/ may join.")
        parser.add_argument("--hours", type=int, help="From “Start my time” to the end.")
        parser.add_argument("--time-zone", default="UTC", help="As Europe/Berlin; for whoever chose none.")
        parser.add_argument("--board", action="store_true", help="With ranks, as a contest has.")

    def handle(
        self,
        *_args: Any,
        key: str,
        name: str,
        challenge: str,
        claims: str,
        practice_visible_to: str,
        board: bool,
        **options: Any,
    ) -> None:
        if Cohort.objects.filter(key=key).exists():
            raise CommandError(f"There is a cohort {key} already.")
        version = DefinitionVersion.objects.filter(challenge__key=challenge).order_by("sequence", "published_at").last()
        if version is None:
            raise CommandError(
                f"There is no challenge {challenge}; `manage.py prepare` loads those that come with this version."
            )
        cohort = Cohort(
            key=key,
            name=name,
            version=version,
            claims=claims,
            practice_visible_to=practice_visible_to,
            has_board=board,
            sign_up=options["sign_up"],
            time_box_hours=options["hours"],
            time_zone=options["time_zone"],
        )
        if options["time_zone"] not in zones.names():
            raise CommandError(f"There is no time zone {options['time_zone']}; write it as Europe/Berlin.")
        try:
            cohort.full_clean()
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from fault
        cohort.save()
        self.stdout.write(f"The cohort {name} does {version.label}.")
