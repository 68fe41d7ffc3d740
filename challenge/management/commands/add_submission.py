"""Enters what a candidate hands in: the document, the machine and the account. Said again, it brings them up to date.

Keys and passwords come from the environment alone, so that they stand in no list of processes and in no history.
"""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from challenge.models import AccountLink, Cohort, Submission
from challenge.services import documents, people, submissions
from verifier.cli.arguments import host_address
from verifier.cli.secrets import API_KEY, APP_KEY, SSH_PASSWORD, Secrets, take
from verifier.datadog import CouldNotLook, site_named
from verifier.ssh.keys import private_key
from verifier.ssh.login import CouldNotLookError

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,11}")


class Command(BaseCommand):
    help = f"Enter a candidate's work. Secrets are taken from the environment: {API_KEY}, {APP_KEY}, {SSH_PASSWORD}."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("cohort", help="Key of the cohort.")
        parser.add_argument("code", help="Short code of the submission, 12 letters and digits at most.")
        parser.add_argument("--name", default="", help="Whose work it is, where nobody signs in for it.")
        parser.add_argument("--owner", default="", metavar="USERNAME", help="Who signs in for it (see add_person).")
        parser.add_argument("--document", type=Path, metavar="PATH", help="answers.md, or the folder that holds it.")
        parser.add_argument("--host", type=host_address, metavar="USER@ADDR[:PORT]")
        parser.add_argument("--identity", type=Path, metavar="FILE", help="Private key for --host.")
        parser.add_argument("--host-key", default="", metavar="SHA256:…", help="Key that the machine must show.")
        parser.add_argument("--sudo", action="store_true", help="Read what needs root with `sudo -n`.")
        parser.add_argument(
            "--site", default="", metavar="NAME", help="datadoghq.com, datadoghq.eu, us3.datadoghq.com …"
        )
        parser.add_argument(
            "--pin-again", action="store_true", help="Accept that the keys open another organisation from now on."
        )

    def handle(self, *_args: Any, cohort: str, code: str, **options: Any) -> None:
        asked = argparse.Namespace(**options)
        secrets = take(os.environ)
        group = Cohort.objects.filter(key=cohort).first()
        if group is None:
            raise CommandError(f"There is no cohort {cohort}; enter it with add_cohort.")
        if not CODE.fullmatch(code):
            raise CommandError("The code is made of up to 12 letters, digits, hyphens and underscores.")
        _refuse_nonsense(asked, secrets)
        with transaction.atomic():
            submission = _submission(group, code, asked)
            given = [*_machine(submission, asked, secrets), *_account(submission, asked, secrets)]
            given += _document(submission, asked)
            if asked.pin_again and submissions.pin_again(submission):
                given.append("another organisation")
        self.stdout.write(f"{group.name} has {code}; taken over: {', '.join(given) or 'nothing yet'}.")
        if not asked.owner and group.practice_visible_to == "candidate":
            self.stdout.write("Nobody sees its results before the hand-in: it has no --owner who signs in.")


def _refuse_nonsense(asked: argparse.Namespace, secrets: Secrets) -> None:
    if not asked.host and (asked.identity or asked.host_key or asked.sudo or secrets.ssh_password):
        raise CommandError(f"--identity, --host-key, --sudo and {SSH_PASSWORD} go with --host.")
    if asked.host_key and not re.fullmatch(r"SHA256:[A-Za-z0-9+/]{43}", asked.host_key):
        raise CommandError("Write --host-key as `ssh-keygen -l` shows it: SHA256: and 43 characters.")
    if bool(secrets.api_key) != bool(secrets.app_key):
        raise CommandError(f"An account needs both {API_KEY} and {APP_KEY} in the environment.")
    if asked.site and not secrets.api_key:
        raise CommandError(f"--site goes with {API_KEY} and {APP_KEY} in the environment.")


def _submission(cohort: Cohort, code: str, asked: argparse.Namespace) -> Submission:
    """The one there is under this code, or a new one of the owner."""
    submission = cohort.submissions.select_related("owner").filter(code=code).first()
    if submission is not None:
        if asked.owner and (submission.owner is None or submission.owner.get_username() != asked.owner):
            raise CommandError(f"{code} belongs to somebody else.")
        if submission.withdrawn_at is not None:
            raise CommandError(f"{code} was deleted on its candidate's word.")
        return submission
    owner = _owner(cohort, code, asked)
    if cohort.submissions.filter(owner=owner).exists():
        raise CommandError(f"{owner.get_username()} hands in another submission of this cohort already.")
    return submissions.join(cohort, code=code, owner=owner)


def _owner(cohort: Cohort, code: str, asked: argparse.Namespace) -> User:
    if asked.owner:
        owner = User.objects.filter(username=asked.owner, memberships__cohort=cohort).first()
        if owner is None:
            raise CommandError(f"{asked.owner} is nobody in this cohort; enter them with add_person.")
        return owner
    if not asked.name:
        raise CommandError("Say whose work it is, with --name or --owner.")
    username = f"{cohort.key}-{code.lower()}"
    if User.objects.filter(username=username).exists():
        raise CommandError(f"There is a {username} already; if it is theirs, say --owner {username}.")
    try:
        return people.add(cohort, username, "candidate", name=asked.name)
    except ValidationError as fault:
        raise CommandError(" ".join(fault.messages)) from fault


def _machine(submission: Submission, asked: argparse.Namespace, secrets: Secrets) -> list[str]:
    if not asked.host:
        return []
    username, address, port = asked.host
    key = _key(asked.identity) if asked.identity else ""
    try:
        submissions.set_machine(
            submission,
            address=address,
            username=username,
            port=port,
            key=key,
            password=secrets.ssh_password,
            host_key=asked.host_key,
            use_sudo=asked.sudo,
        )
    except ValidationError as fault:
        raise CommandError(f"--host: {' '.join(fault.messages)}") from fault
    if not submission.credentials.filter(target__isnull=False).exists():
        raise CommandError(f"The machine needs --identity, or {SSH_PASSWORD} in the environment.")
    return ["the machine"]


def _key(path: Path) -> str:
    try:
        text = path.read_text("utf-8")
        private_key(text)
    except (OSError, UnicodeDecodeError) as fault:
        raise CommandError(f"{path.name} cannot be read as a private key.") from fault
    except CouldNotLookError as fault:
        raise CommandError(str(fault)) from fault
    return text


def _account(submission: Submission, asked: argparse.Namespace, secrets: Secrets) -> list[str]:
    if not secrets.api_key:
        return []
    try:
        link = AccountLink.objects.filter(submission=submission).first()
        site = site_named(asked.site or (link.site if link else "datadoghq.com"))
    except CouldNotLook as fault:
        raise CommandError(str(fault)) from fault
    submissions.set_account(submission, site=site, api_key=secrets.api_key, app_key=secrets.app_key)
    return ["the account"]


def _document(submission: Submission, asked: argparse.Namespace) -> list[str]:
    if not asked.document:
        return []
    try:
        documents.take(submission, asked.document)
    except documents.CannotTake as fault:
        raise CommandError(str(fault)) from fault
    return ["the document"]
