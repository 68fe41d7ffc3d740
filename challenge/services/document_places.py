"""Where a document lies below VAR: a copy made whole beside its place, then put there; closed to everybody else."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from challenge.looks import at_hand
from challenge.models import Submission

FOLDER = "documents"


def own_folder(submission: Submission) -> Path:
    """documents/COHORT/CODE; nobody but us may enter what lies above it."""
    root = settings.VAR / FOLDER
    cohort = root / submission.cohort.key
    for folder in (root, cohort):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    return Path(cohort / submission.code)


@contextmanager
def prepared(source: Path, place: Path) -> Iterator[Path]:
    """A whole copy on the same file system as its place, in a folder that takes away what is left over."""
    with tempfile.TemporaryDirectory(prefix=".taking-", dir=place.parent) as work:
        new = Path(work) / "new"
        if source.is_dir():
            shutil.copytree(source, new, symlinks=True)
        else:
            new.mkdir()
            shutil.copy(source, new / source.name)
        _close(new)
        yield new


def swap(new: Path, place: Path, origin: str) -> None:
    """The new one in the place of the old one; what is kept of its repository lies beside it."""
    beside, draft = at_hand.origin_path(place), new.with_name("origin")
    draft.write_text(origin, "utf-8")
    draft.chmod(0o600)
    if place.exists():
        place.rename(new.with_name("old"))
    new.rename(place)
    draft.replace(beside)


def _close(root: Path) -> None:
    """0700 and 0600: a candidate's files may show keys."""
    root.chmod(0o700)
    for folder, folders, files in os.walk(root):
        for names, mode in ((folders, 0o700), (files, 0o600)):
            for path in (Path(folder) / name for name in names):
                if not path.is_symlink():
                    path.chmod(mode)


def cannot_copy(fault: Exception) -> str:
    sentence = getattr(fault, "strerror", None) or type(fault).__name__
    return _("The document cannot be copied: %(why)s.") % {"why": sentence}
