"""Reads one picture of a submission, of its document or of what was written in the pages; never anything outside of them.

What comes back is what the candidate handed in: draw it anew (`challenge.pictures`) before anybody's browser sees it.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from challenge import looking, written
from challenge.models import Submission, WrittenPicture
from challenge.pictures import MOST_BYTES
from verifier.documents.files import PICTURES
from verifier.intake.archives import is_archive, read_one
from verifier.intake.limits import RefusedError


def picture_bytes(submission: Submission, name: str) -> bytes | None:
    """The bytes of the picture of this path, as facts name it; None = there is none, or it is too large."""
    if "\x00" in name or PurePosixPath(name).suffix.lower() not in PICTURES:
        return None
    try:
        return _written(submission, name) or _in_document(submission, name)
    except (OSError, ValueError, RefusedError, looking.NothingThere):
        return None


def _written(submission: Submission, name: str) -> bytes | None:
    folder, _, rest = name.partition("/")
    if folder != written.FOLDER:
        return None
    picture = WrittenPicture.objects.filter(submission=submission, name=rest).first()
    return written.file_of(picture).read_bytes() if picture else None


def _in_document(submission: Submission, name: str) -> bytes | None:
    path = looking.document_path(submission)
    if path.is_dir():
        return _file(path, name)
    if is_archive(path):
        return read_one(path, name, most=MOST_BYTES)
    return None


def _file(root: Path, name: str) -> bytes | None:
    """A file below the folder; a link that leads out of it is not followed."""
    file = (root / name).resolve()
    if not file.is_relative_to(root) or not file.is_file() or file.stat().st_size > MOST_BYTES:
        return None
    return file.read_bytes()
