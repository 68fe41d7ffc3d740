"""How files are called below document/ in the bundle of a hand-in. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from verifier.documents.files import File

BY_DIGEST = "by-digest"

LONGEST_WORD = 120


def placed(texts: Iterable[File]) -> Iterator[tuple[str, File]]:
    """Names below document/, no two the same, and none the folder of another: what would be so is named by its digest."""
    files, folders = {BY_DIGEST}, {""}
    for file in texts:
        name = _safe(file.path)
        above = {parent.as_posix() for parent in PurePosixPath(name).parents}
        if name in files | folders or above & files:
            name, above = f"{BY_DIGEST}/{_digest(file.path)}", set()
        files.add(name)
        folders |= above
        yield name, file


def _safe(path: str) -> str:
    """The name below document/, without what would lead out of it or no disk takes; "" = nothing is left of it."""
    words = [_short(word) for word in path.encode("utf-8", "replace").decode().replace("\x00", "").split("/")]
    return "/".join(word for word in words if word not in ("", ".", ".."))


def _short(word: str) -> str:
    """Cut names still differ: with what is left of them stands the digest of the whole."""
    return word if len(word) <= LONGEST_WORD else f"{word[:100]}-{_digest(word)[:12]}"


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()
