"""Reads one picture of a submission: of its document, of what was written in the pages, or of what was kept at the
hand-in; never anything outside of them.

What comes back is what the candidate handed in: draw it anew (`challenge.works.drawings`) before anybody's browser sees it.
"""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

from challenge.looks import at_hand
from challenge.models import Submission, WrittenPicture
from challenge.services import bundles
from challenge.works import written
from challenge.works.pictures import MOST_BYTES
from verifier.documents.files import PICTURES
from verifier.intake.archives import is_archive, read_one
from verifier.intake.limits import RefusedError

HANDED_IN = "handed-in"


def picture_bytes(submission: Submission, name: str) -> bytes | None:
    """The bytes of the picture of this path, as facts name it; None = there is none, or it is too large."""
    if "\x00" in name or PurePosixPath(name).suffix.lower() not in PICTURES:
        return None
    try:
        return written_bytes(submission, name) or _handed_in(submission, name) or _in_document(submission, name)
    except (OSError, ValueError, RefusedError, at_hand.NothingThere):
        return None


def has_picture(submission: Submission, name: str) -> bool:
    """Whether a picture of a folder is there, and not only named by its listing; of an archive nothing is unpacked."""
    top, _, rest = name.partition("/")
    try:
        folder = bundles.folder_of(submission) if top == HANDED_IN else at_hand.document_path(submission)
    except (OSError, ValueError, at_hand.NothingThere):
        return False
    if top == written.FOLDER or folder is None or not folder.is_dir():
        return folder is not None
    file = (folder / (rest if top == HANDED_IN else name)).resolve()
    return file.is_relative_to(folder) and file.is_file()


def paper_bytes(submission: Submission, name: str) -> bytes | None:
    """The bytes of a PDF of the document's folder, for a download alone; None = there is none, or it is too large."""
    if "\x00" in name or PurePosixPath(name).suffix.lower() != ".pdf":
        return None
    try:
        return _in_document(submission, name)
    except (OSError, ValueError, RefusedError, at_hand.NothingThere):
        return None


def written_bytes(submission: Submission, name: str) -> bytes | None:
    """The bytes of a picture that was dropped in the page, by the path that facts give it."""
    folder, _, rest = name.partition("/")
    if folder != written.FOLDER:
        return None
    picture = WrittenPicture.objects.filter(submission=submission, name=rest).first()
    return written.file_of(picture).read_bytes() if picture else None


def handed_in(submission: Submission) -> dict[str, str]:
    """What the document calls a picture -> the path here of the one that was kept of it at the hand-in."""
    folder = bundles.folder_of(submission)
    if folder is None:
        return {}
    try:
        items = json.loads((folder / "pictures.json").read_bytes())
        return {item["target"]: f"{HANDED_IN}/{item['file']}" for item in items if item["file"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _handed_in(submission: Submission, name: str) -> bytes | None:
    top, _, rest = name.partition("/")
    folder = bundles.folder_of(submission) if top == HANDED_IN else None
    return _file(folder, rest) if folder else None


def _in_document(submission: Submission, name: str) -> bytes | None:
    path = at_hand.document_path(submission)
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
