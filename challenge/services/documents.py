"""Takes what a candidate hands in into VAR, where the workers read it. The originals are for their owner's eyes only.

Masking is `verifier.gather.document`'s, at every look; these are the files as they were given.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings

from challenge.models import Submission

FOLDER = "documents"
LARGEST = 200_000_000
LONGEST_NAME = 300


class CannotTake(Exception):
    """The document cannot be copied; the message is one sentence."""


def take(submission: Submission, source: Path) -> None:
    """A copy of this file or folder, in place of an earlier one. Links are copied as links and never followed."""
    _refuse_now(submission)
    try:
        _refuse_large(source)
        place = _own_folder(submission)
        name = (place / source.name if source.is_file() else place).relative_to(settings.VAR).as_posix()
        if len(name) > LONGEST_NAME:
            raise CannotTake("The document's name is too long; give it a shorter one.")
        _replace(place, source)
    except (OSError, shutil.Error) as fault:
        raise CannotTake(f"The document cannot be copied: {_sentence(fault)}.") from fault
    submission.document = name
    submission.save(update_fields=["document"])


def _refuse_now(submission: Submission) -> None:
    row = Submission.objects.only("hand_in_asked_at", "handed_in_at", "withdrawn_at").get(pk=submission.pk)
    if row.withdrawn_at is not None:
        raise CannotTake("This work was deleted, so nothing is taken for it any more.")
    if row.hand_in_asked_at is not None and row.handed_in_at is None:
        raise CannotTake("The hand-in is on and reads the document that is here. Take another when it is over.")


def _own_folder(submission: Submission) -> Path:
    """documents/COHORT/CODE; nobody but us may enter what lies above it."""
    root = settings.VAR / FOLDER
    cohort = root / submission.cohort.key
    for folder in (root, cohort):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    return Path(cohort / submission.code)


def _replace(place: Path, source: Path) -> None:
    """The earlier copy goes when the new one is whole."""
    with tempfile.TemporaryDirectory(prefix=".taking-", dir=place.parent) as work:
        new, old = Path(work) / "new", Path(work) / "old"
        if source.is_dir():
            shutil.copytree(source, new, symlinks=True)
        else:
            new.mkdir()
            shutil.copy(source, new / source.name)
        _close(new)
        if place.exists():
            place.rename(old)
        new.rename(place)


def _close(root: Path) -> None:
    """0700 and 0600: a candidate's files may show keys."""
    root.chmod(0o700)
    for folder, folders, files in os.walk(root):
        for names, mode in ((folders, 0o700), (files, 0o600)):
            for path in (Path(folder) / name for name in names):
                if not path.is_symlink():
                    path.chmod(mode)


def _refuse_large(source: Path) -> None:
    if not source.exists():
        raise CannotTake(f"There is no file or folder {source.name}.")
    paths = [source] if source.is_file() else [path for path in source.rglob("*") if not path.is_symlink()]
    odd = next((path for path in paths if not path.is_file() and not path.is_dir()), None)
    if odd is not None:
        raise CannotTake(f"{odd.name} is neither a file nor a folder.")
    if sum(path.stat().st_size for path in paths if path.is_file()) > LARGEST:
        raise CannotTake(f"The document and its files are larger than {LARGEST // 1_000_000} MB together.")


def _sentence(fault: Exception) -> str:
    return getattr(fault, "strerror", None) or type(fault).__name__
