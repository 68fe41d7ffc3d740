"""Invites somebody into a cohort."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from challenge.models import Cohort
from challenge.models.people import ROLES
from challenge.services import invitations


class Command(BaseCommand):
    help = "Send somebody a link into a cohort. It works once, for 14 days unless told otherwise."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("cohort", help="Key of the cohort.")
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="Name for people.")
        parser.add_argument("--role", choices=[role for role, _ in ROLES], default="candidate")
        parser.add_argument("--days", type=int, default=invitations.DAYS, help="How long the link works.")
        parser.add_argument("--print", action="store_true", help="Print the link and send no e-mail.")

    def handle(self, *_args: Any, cohort: str, email: str, name: str, role: str, days: int, **options: Any) -> None:
        group = Cohort.objects.filter(key=cohort).first()
        if group is None:
            raise CommandError(f"There is no cohort {cohort}; enter it with add_cohort.")
        if not 1 <= days <= 365:
            raise CommandError("A link works for 1 to 365 days.")
        try:
            invitation, link = invitations.invite(group, email, role=role, name=name, days=days)
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from fault
        if options["print"]:
            self.stdout.write(link)
        elif not invitations.send(invitation, link):
            raise CommandError(f"The e-mail could not be sent. The link is {link}")
        elif not settings.EMAIL_HOST:
            self.stdout.write(f"There is no mail server: the e-mail is a file in {settings.EMAIL_FILE_PATH}.")
        else:
            self.stdout.write(f"{invitation.email} is invited as {role} of {group.name}.")
