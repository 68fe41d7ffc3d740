"""Takes what a candidate hands in into VAR, where the workers read it. The originals are for their owner's eyes only.

Masking is `verifier.gather.document`'s, at every look; these are the files as they were given. The earlier document goes
when the new one is whole, and not before.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from challenge import access
from challenge.access import Person
from challenge.database import let_go
from challenge.forms.uploads import lay_out
from challenge.looks import at_hand
from challenge.models import Submission
from challenge.services import events, turns
from challenge.services.document_places import cannot_copy, own_folder, prepared, swap
from challenge.services.events import News
from challenge.works import drawings, forges
from verifier.gather import repository
from verifier.gather.document import DOCUMENT_ENDINGS
from verifier.gather.folder import UnreadableError, document_in
from verifier.intake.archives import is_archive, unpack
from verifier.intake.limits import RefusedError
from verifier.intake.repository import Rules

LARGEST = 200_000_000
LONGEST_NAME = 300
LONGEST_ADDRESS = 500
AT_ONCE = 4
PATIENCE = 10.0

_free = threading.BoundedSemaphore(AT_ONCE)


class CannotTake(Exception):
    """The document cannot be taken, and an earlier one is as it was; the message is one sentence.

    again: where it was too often, from when on it may be tried.
    """

    def __init__(self, sentence: str, again: datetime | None = None) -> None:
        super().__init__(sentence)
        self.again = again


class Busy(CannotTake):
    """Nothing is wrong with it; too many documents are fetched at this moment."""


@dataclass(frozen=True)
class _From:
    """kind, url, commit: as on Submission. origin: what is kept beside the folder, as JSON."""

    kind: str = "upload"
    url: str = ""
    commit: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Fetched:
    """tree: a folder with the files. came: where they came from."""

    tree: Path
    came: _From


def take(submission: Submission, source: Path) -> None:
    """A copy of this file or folder, on an operator's word. Links are copied as links and never followed."""
    _take(submission, source, _From(), actor=None)


def take_upload(submission: Submission, actor: Person, files: Sequence[UploadedFile[Any]]) -> None:
    """The document from a form: Markdown, an archive, or several files. Raises CannotTake."""
    refuse_closed(submission)
    with _turn(submission, actor), tempfile.TemporaryDirectory(prefix="upload-") as folder:
        try:
            given = lay_out(files, Path(folder))
            source = _unpacked(given, Path(folder)) if is_archive(given) else given
            _refuse_no_document(source)
        except (RefusedError, UnreadableError) as why:
            raise CannotTake(str(why)) from why
        except OSError as fault:
            raise CannotTake(cannot_copy(fault)) from fault
        _take(submission, source, _From(), actor=actor)


def take_from_address(submission: Submission, actor: Person, address: str) -> None:
    """The document from a fork or a pull request, at the commit that it means now. Raises CannotTake."""
    refuse_closed(submission)
    possible(address)
    with _turn(submission, actor), fetched(address) as found:
        take_fetched(submission, found, actor=actor)


def possible(address: str) -> None:
    """Raises CannotTake for what can be no address of a repository; nothing is asked of the network."""
    if len(address) > LONGEST_ADDRESS:
        raise CannotTake(_("This address is too long to be one of a repository."))
    try:
        _rules_for(bare(address))
    except RefusedError as why:
        raise CannotTake(str(why)) from why


def bare(address: str) -> str:
    """Without what stands behind ? and #, where people paste tokens."""
    return re.split(r"[?#]", address.strip(), maxsplit=1)[0]


@contextmanager
def fetched(address: str) -> Iterator[Fetched]:
    """What the address means now, in a folder that is gone afterwards. Raises Busy and CannotTake.

    While the network is waited for, no connection to the database is held and no transaction is on.
    """
    possible(address)
    address = bare(address)
    rules = _rules_for(address)
    let_go()
    if not _free.acquire(timeout=PATIENCE):
        raise Busy(_("Several documents are being fetched at this moment. Send it again in a minute."))
    try:
        with tempfile.TemporaryDirectory(prefix="fetched-") as folder:
            tree = Path(folder) / "tree"
            try:
                found = repository.take_repository(address, at_hand.leak_key(), rules, tree)
                document_in(tree, preferred=found.document)
            except (RefusedError, UnreadableError) as why:
                raise CannotTake(str(why)) from why
            yield Fetched(tree, _From("fork", address, found.origin.commit, repository.dump(found)))
    finally:
        _free.release()


@contextmanager
def _turn(submission: Submission, actor: Person) -> Iterator[None]:
    try:
        with turns.turn(submission, actor):
            yield
    except turns.NotNow as why:
        raise CannotTake(str(why), why.again) from why


def take_fetched(submission: Submission, found: Fetched, *, actor: Person | None = None) -> None:
    """What was fetched; actor None: nobody whom a hand-in would stop. Raises CannotTake."""
    _take(submission, found.tree, found.came, actor=actor)


def refuse_closed(submission: Submission) -> None:
    """After the hand-in the document stays the one that is judged. Raises CannotTake."""
    if submission.handed_in_at or submission.hand_in_asked_at:
        raise CannotTake(_("Your work is handed in, and the document that was handed in is the one that counts."))


def takes_reference(address: str) -> bool:
    """Does the address leave it open which branch or commit is meant? Raises CannotTake for none of ours."""
    try:
        meant = forges.rules().parse(address)
    except RefusedError as why:
        raise CannotTake(str(why)) from why
    return not (meant.pull or meant.rest)


def _rules_for(address: str) -> Rules:
    """What may be fetched; the exercise itself is nobody's work."""
    rules = forges.rules()
    meant = rules.parse(address)
    own = f"{meant.host}/{meant.path}".lower()
    if not meant.pull and own in {one.lower() for one in rules.exercise}:
        raise RefusedError(_("This is the exercise itself. Give the address of your fork, or of your pull request."))
    return rules


def _unpacked(archive: Path, folder: Path) -> Path:
    into = folder / "unpacked"
    into.mkdir()
    return unpack(archive, into)


def _refuse_no_document(source: Path) -> None:
    if source.is_dir():
        document_in(source)
    elif source.suffix.lower() not in DOCUMENT_ENDINGS:
        raise RefusedError(_("This is no Markdown document, no zip and no tar."))


def _take(submission: Submission, source: Path, came: _From, *, actor: Person | None) -> None:
    try:
        _refuse_large(source)
        place = own_folder(submission)
        name = (place / source.name if source.is_file() else place).relative_to(settings.VAR).as_posix()
        if len(name) > LONGEST_NAME:
            raise CannotTake("The document's name is too long; give it a shorter one.")
        with prepared(source, place) as new, transaction.atomic():
            row = (
                Submission.objects.select_for_update(of=("self",), no_key=True)
                .select_related("cohort")
                .get(pk=submission.pk)
            )
            _refuse_now(row)
            if actor is not None:
                refuse_closed(row)
            swap(new, place, came.origin)
            drawings.forget(submission)
            submission.document, submission.document_kind, submission.document_url = name, came.kind, came.url
            submission.document_commit, submission.document_taken_at = came.commit, timezone.now()
            submission.save(update_fields=[f.name for f in Submission._meta.fields if f.name.startswith("document")])
            data = {"kind": came.kind, "commit": came.commit}
            events.append([News("document.taken", submission, actor_id=actor.pk if actor else None, data=data)])
    except (OSError, shutil.Error) as fault:
        raise CannotTake(cannot_copy(fault)) from fault


def _refuse_now(submission: Submission) -> None:
    if submission.withdrawn_at is not None:
        raise CannotTake("This work was deleted, so nothing is taken for it any more.")
    if access.is_archived(submission.cohort):
        raise CannotTake("This cohort is in the archive, and nothing new is taken.")
    if submission.hand_in_asked_at is not None and submission.handed_in_at is None:
        raise CannotTake("The hand-in is on and reads the document that is here. Take another when it is over.")


def _refuse_large(source: Path) -> None:
    if not source.exists():
        raise CannotTake(f"There is no file or folder {source.name}.")
    paths = [source] if source.is_file() else [path for path in source.rglob("*") if not path.is_symlink()]
    odd = next((path for path in paths if not path.is_file() and not path.is_dir()), None)
    if odd is not None:
        raise CannotTake(f"{odd.name} is neither a file nor a folder.")
    if sum(path.stat().st_size for path in paths if path.is_file()) > LARGEST:
        raise CannotTake(f"The document and its files are larger than {LARGEST // 1_000_000} MB together.")
