"""Fills the cohort of the demo: the sandbox's candidates with their accounts, machines and documents.

Filling again brings addresses and documents up to date and keeps everything that was found.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from challenge.models import Cohort, DefinitionVersion, Membership, Submission
from challenge.services import documents, practising, submissions
from challenge.services.definitions import publish
from sandbox.hosts.keys import login_key
from sandbox.hosts.seed import HostSeed, load_all
from sandbox.site.loading import load_seed
from verifier.definition.load import SOLUTIONS_ENGINEER

STAFF = (
    ("reviewer", "demo-reviewer", "Robin", "Reviewer"),
    ("reviewer", "demo-second", "Sascha", "Second"),
    ("lead", "demo-lead", "Lee", "Lead"),
    ("viewer", "demo-viewer", "Vic", "Viewer"),
)


class Command(BaseCommand):
    help = "Fill the demo's cohort with the sandbox's candidates. Only where PROOFBOARD_DEMO is set."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--candidates", type=Path, required=True, help="folder with a folder a candidate")
        parser.add_argument("--api-url", required=True, help="where the sandbox's site answers")
        parser.add_argument("--ssh-port-base", type=int, required=True, help="port of the first sandbox host")

    def handle(self, *_args: Any, candidates: Path, api_url: str, ssh_port_base: int, **_options: Any) -> None:
        if not settings.PROOFBOARD_DEMO:
            raise CommandError("This is for the demo only; set PROOFBOARD_DEMO=yes if this is one.")
        version, _new = publish(SOLUTIONS_ENGINEER.read_text("utf-8"))
        hosts = {seed.name: (seed, ssh_port_base + number) for number, seed in enumerate(load_all(candidates))}
        folders = sorted(path.parent for path in candidates.glob("*/account.yaml"))
        with transaction.atomic():
            cohort = _cohort(version)
            for folder in folders:
                submission = _candidate(cohort, folder, api_url)
                if folder.name in hosts:
                    _machine(submission, *hosts[folder.name])
        practising.add(cohort)
        self.stdout.write(f"The cohort {cohort.name} has {len(folders)} candidates.")


def _cohort(version: DefinitionVersion) -> Cohort:
    cohort, _new = Cohort.objects.update_or_create(
        key="demo",
        defaults={"version": version},
        create_defaults={
            "version": version,
            "name": "Demo",
            "practice_visible_to": "coach",
            "has_board": True,
        },
    )
    for role, username, first, last in STAFF:
        user = _member(cohort, role, username, first, last)
        if role == "lead":
            user.user_permissions.add(Permission.objects.get(codename="add_definitionversion"))
    return cohort


def _member(cohort: Cohort, role: str, username: str, first: str, last: str) -> User:
    """Somebody who comes in by the demo's button only: there is no password that would fit."""
    user, new = User.objects.get_or_create(username=username, defaults={"first_name": first, "last_name": last})
    if new:
        user.set_unusable_password()
        user.save()
    Membership.objects.get_or_create(cohort=cohort, user=user, role=role)
    return user


def _candidate(cohort: Cohort, folder: Path, api_url: str) -> Submission:
    code, account = folder.name, load_seed(folder / "account.yaml")
    first, _space, last = (account.users[0].name or code).partition(" ")
    user = _member(cohort, "candidate", f"demo-{code.lower()}", first, last)
    submission = submissions.join(cohort, code=code, owner=user)
    submissions.set_account(
        submission,
        site=account.site,
        api_url=api_url,
        api_key=account.api_keys[0],
        app_key=account.application_keys[0].key,
    )
    if submission.document_kind != "fork" and not (submission.hand_in_asked_at or submission.withdrawn_at):
        documents.take(submission, folder / "submission")
    return submission


def _machine(submission: Submission, host: HostSeed, port: int) -> None:
    submissions.set_machine(
        submission,
        address="127.0.0.1",
        port=port,
        username=host.user,
        key=login_key(host.name) if host.key else "",
        password="" if host.key else host.password,
        use_sudo=bool(host.agent and host.agent.needs_sudo),
    )
