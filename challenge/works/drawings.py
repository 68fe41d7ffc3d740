"""Pictures as they are shown: each is drawn anew once, and kept below VAR by the digest of what it was drawn from.

VAR/drawn/SUBMISSION/DIGEST-PIXELS.png: nothing that could not be drawn again, so it may be deleted at any time, and goes
with the document, the picture or the submission. What somebody sent is never kept here.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings

from challenge.models import Submission
from challenge.works.pictures import draw_anew

FOLDER = "drawn"
ENDINGS = (".png", ".jpg")
DRAWING = BoundedSemaphore(2)
"""So many are drawn at once in a process; who waits longer than this is asked to come again."""
WAIT_SECONDS = 10.0


class Busy(Exception):
    """Others are drawn at this moment."""


def drawn(submission: Submission, data: bytes, *, longest: int) -> tuple[bytes, str]:
    """(the picture drawn anew, its ending). data: as it was sent. longest: see `draw_anew`. Raises Busy or NoPicture."""
    name = f"{hashlib.sha256(data).hexdigest()}-{longest}"
    found = _found(_folder(submission), name)
    if found is not None:
        return found
    if not DRAWING.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        made = draw_anew(data, longest=longest)
    finally:
        DRAWING.release()
    with suppress(OSError):  # a full disk costs time, and no picture
        _keep(_folder(submission), f"{name}{made.ending}", made.data)
    return made.data, made.ending


def forget(submission: Submission) -> None:
    """Delete everything that was drawn for this submission."""
    shutil.rmtree(_folder(submission), ignore_errors=True)


def _folder(submission: Submission) -> Path:
    return Path(settings.VAR / FOLDER / str(submission.pk))


def _found(folder: Path, name: str) -> tuple[bytes, str] | None:
    for ending in ENDINGS:
        with suppress(OSError):
            return (folder / f"{name}{ending}").read_bytes(), ending
    return None


def _keep(folder: Path, name: str, data: bytes) -> None:
    """Under its name only when it is whole; for our own user alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=".drawing-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(draft).replace(folder / name)
    finally:
        Path(draft).unlink(missing_ok=True)
