"""What a submission has that can be looked at: its machine, its account, its document. Nothing is looked at here."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from challenge.models import AccountLink, Entry, OwnLook, Submission, Target
from challenge.works.written import has_written
from verifier.intake.limits import RefusedError
from verifier.verdicts import Source

if TYPE_CHECKING:
    from verifier.gather.repository import Provenance


DATADOG_KEYS = {"dd_api_key": "API key", "dd_app_key": "application key"}


class NothingThere(Exception):
    """What was to be looked at is not there; the message is one sentence for the candidate."""


def possible(submission: Submission) -> list[Source]:
    """The sources that this submission says how to look at, in their order.

    The account of a contest is no entry's own: sweeps alone read it, and an own one proves nothing there.
    """
    found = []
    if machine(submission) is not None:
        found.append(Source.HOST)
    own = AccountLink.objects.filter(submission=submission).exists() or newest_own_look(submission, Source.ACCOUNT)
    if own and not is_entry(submission):
        found.append(Source.ACCOUNT)
    if submission.document or has_written(submission):
        found.append(Source.DOCUMENT)
    return found


def for_hand_in(submission: Submission) -> list[Source]:
    """As `possible`, of the last look: an entry's account is then what the newest sweep saw of it."""
    found = set(possible(submission))
    if Entry.objects.filter(submission=submission, looked_at__isnull=False).exists():
        found.add(Source.ACCOUNT)
    return [source for source in (Source.HOST, Source.ACCOUNT, Source.DOCUMENT) if source in found]


def is_entry(submission: Submission) -> bool:
    return Entry.objects.filter(submission=submission).exists()


def machine(submission: Submission) -> Target | None:
    """The primary machine, where it can be reached over SSH, or the candidate has looked at it himself."""
    target = submission.targets.filter(primary=True).first()
    if target is None or (target.kind == "own-run" and last_sent_of(target) is None):
        return None
    return target


def last_sent_of(target: Target) -> OwnLook | None:
    """What the candidate last sent of this machine."""
    return target.own_looks.filter(source="host").order_by("-pk").first()


def newest_own_look(submission: Submission, source: Source) -> OwnLook | None:
    """What the candidate last sent of this source himself."""
    return submission.own_looks.filter(source=source.value).order_by("-pk").first()


def document_path(submission: Submission) -> Path:
    """Where the document lies; nothing outside VAR/documents is ever read: beside it lie the keys and the database."""
    folder = (settings.VAR / "documents").resolve()
    path = (settings.VAR / submission.document).resolve()
    if not submission.document or path == folder or not path.is_relative_to(folder):
        raise NothingThere("There is no document.")
    return path


def leak_key() -> bytes:
    """Tells whether two places show the same credential, and nothing to who reads the database alone."""
    return hashlib.sha256(f"leaks:{settings.SECRET_KEY}".encode()).digest()


def origin_path(folder: Path) -> Path:
    """Where it is kept what the repository told of this folder, which was taken from it."""
    return folder.with_name(f".{folder.name}.origin.json")


def taken_from(submission: Submission, path: Path | None) -> Provenance | None:
    """What is kept of the repository of the document at `path`. None where it came from none, or from another commit."""
    from verifier.gather import repository

    if path is None or submission.document_kind != "fork":
        return None
    try:
        known = repository.load(origin_path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, RefusedError):
        return None
    return known if known.origin.commit == submission.document_commit else None
