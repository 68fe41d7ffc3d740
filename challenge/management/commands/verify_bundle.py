"""Says who signed an evidence zip and whether anything was changed, and judges it again offline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from challenge import signing
from challenge.evidence_file import Examined, NoEvidence, examine
from challenge.services.judging import engine_label


class Command(BaseCommand):
    help = "Check an evidence zip: its signature, every file, and the same verdicts again. Exit status 1 if anything is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", type=Path, help="PEM file of the public key that should have signed it")

    def handle(self, *_args: Any, file: Path, key: Path | None, **_options: Any) -> None:
        wanted = _key(key) if key else signing.own_key()
        try:
            found = examine(file)
        except NoEvidence as why:
            raise CommandError(str(why)) from why
        self.stdout.write(f"{found.code} of {found.cohort}, evidence {found.address}, bundle {found.bundle}")
        wrong = [*_of_the_signature(found, wanted, given=key is not None), *found.wrong, *_of_verdicts(found)]
        if wrong:
            raise CommandError("\n".join(wrong), returncode=1)
        whose = f"the key of {key.name}" if key else "this installation"
        self.stdout.write(f"Signed by {whose}: {wanted.fingerprint}")
        self.stdout.write("Nothing was changed since.")
        self.stdout.write(f"Judged again: the same verdicts on all {found.judged} rows that were looked at.")


def _of_the_signature(found: Examined, wanted: signing.Public, *, given: bool) -> list[str]:
    if found.signed_by is None:
        return ["The signature does not fit: evidence.json was changed, or was never signed."]
    if found.signed_by != wanted:
        whose = "of the file" if given else "of this installation"
        return [f"It was signed by another key, {found.signed_by.fingerprint}, and not by that {whose}."]
    return []


def _of_verdicts(found: Examined) -> list[str]:
    told = [f"{row}: was {then}, is {now or 'nothing'} when judged again." for row, then, now in found.differ]
    if told and found.engine != engine_label():
        told.append(f"It was judged by {found.engine or 'an unnamed engine'}; this is {engine_label()}.")
    return told


def _key(path: Path) -> signing.Public:
    try:
        return signing.from_pem(path.read_bytes())
    except (OSError, ValueError) as why:
        raise CommandError(f"{path} is no public key in PEM.") from why
