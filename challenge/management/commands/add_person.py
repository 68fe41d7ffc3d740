"""Enters a person, and what they are to a cohort."""

from __future__ import annotations

import os
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from challenge.models import Cohort
from challenge.models.people import ROLES
from challenge.services import people

PASSWORD = "PROOFBOARD_PASSWORD"


class Command(BaseCommand):
    help = f"Enter a person with a role in a cohort. Their first password is taken from the environment ({PASSWORD})."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("cohort", help="Key of the cohort.")
        parser.add_argument("role", choices=[role for role, _ in ROLES])
        parser.add_argument("--name", default="", help="Name for people.")

    def handle(self, *_args: Any, username: str, cohort: str, role: str, name: str, **_options: Any) -> None:
        password = os.environ.pop(PASSWORD, "")
        group = Cohort.objects.filter(key=cohort).first()
        if group is None:
            raise CommandError(f"There is no cohort {cohort}; enter it with add_cohort.")
        try:
            user = people.add(group, username, role, name=name, password=password)
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from fault
        except people.HasAPassword as fault:
            raise CommandError(f"{fault} Change it with `manage.py changepassword {username}`.") from fault
        self.stdout.write(f"{username} is {role} of {group.name}.")
        if not user.has_usable_password():
            self.stdout.write(
                f"Nobody can sign in as {username} yet: `manage.py changepassword {username}` asks for one."
            )
