"""Reads a folder that lies here: which files are text, which are only listed, and that credentials are masked at once.

Nothing outside of the folder is read. Everything is capped.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from verifier import scrub
from verifier.documents import files
from verifier.documents.files import File
from verifier.documents.reader import Submission
from verifier.facts.document import Place, ShownLeak

MAX_FILE = 400_000
MAX_TOTAL = 4_000_000
MAX_READ = 400
MAX_LISTED = 5_000
SKIPPED_FOLDERS = frozenset(
    {".git", "node_modules", "venv", ".venv", "__pycache__", "site-packages", ".idea", ".vscode"}
)
LISTING = "FILES.txt"
_LISTED = re.compile(r"^\s*(?P<size>\d+)\s+(?P<path>\S.*?)\s*$")


class UnreadableError(Exception):
    """`str(error)` is one sentence."""


def read_file(path: Path, leak_key: bytes) -> Submission:
    """The document alone."""
    text, truncated = _text(path)
    if text is None:
        raise UnreadableError("The document is no text: it should be a Markdown file.")
    file, leaks = masked(File(path.name, text, truncated), leak_key)
    return Submission(file.path, (file,), (), complete=False, leaks=leaks)


def document_in(folder: Path, *, preferred: str = "") -> str:
    """The name of the document, without reading anything. Raises UnreadableError."""
    root = folder.resolve()
    names = [path.relative_to(root).as_posix() for path in _paths(root, [])]
    document = files.document_of(_preferred(names, preferred)) or files.document_of(names)
    if document is None:
        raise UnreadableError("There is no Markdown document in this folder.")
    return document


def read_folder(folder: Path, leak_key: bytes, *, preferred: str = "", stand_in: str = "") -> Submission:
    """The document and what lies beside it. preferred: a file, or a folder below, that the document was said to be in.
    stand_in: what the document is called where there is none, because its answers were written elsewhere."""
    root = folder.resolve()
    outside: list[str] = []
    paths = list(_paths(root, outside))
    names = [path.relative_to(root).as_posix() for path in paths]
    document = files.document_of(_preferred(names, preferred)) or files.document_of(names)
    if document is None and not stand_in:
        raise UnreadableError("There is no Markdown document in this folder.")
    listing = _listing(root / LISTING) if LISTING in names else None
    found = [] if document else [File(stand_in, "")]
    leaks: list[ShownLeak] = []
    unread: list[str] = []
    listed: dict[str, int] = dict(listing or {})
    total = 0
    for path, name in sorted(zip(paths, names, strict=True), key=lambda pair: pair[1] != document):
        if listing is not None and name == LISTING:
            continue
        listed.pop(name, None)
        text, truncated = (None, False) if len(found) >= MAX_READ or total >= MAX_TOTAL else _text(path)
        if text is None:
            listed[name] = path.stat().st_size
            if name == document:
                raise UnreadableError("The document is no text: it should be a Markdown file.")
            continue
        total += len(text)
        file, more = masked(File(name, text, truncated), leak_key)
        found.append(file)
        leaks += more
    unread += outside + [name for name in listed if may_hold_secrets(name)]
    complete = listing is not None or len(found) + len(listed) > 1
    return Submission(
        document or stand_in,
        tuple(found),
        tuple(sorted(listed.items())),
        complete,
        tuple(leaks),
        tuple(sorted(unread)),
    )


def _preferred(names: Sequence[str], preferred: str) -> list[str]:
    """The file itself, or those below the folder."""
    if preferred in names:
        return [preferred]
    return [name for name in names if name.startswith(f"{preferred}/")] if preferred else []


def _paths(root: Path, outside: list[str]) -> Iterator[Path]:
    """Every file below; links that lead outside and folders of tools are left out, and named in `outside`."""
    count = 0
    for folder, folders, names in os.walk(root):
        outside += [f"{(Path(folder) / name).relative_to(root).as_posix()}/" for name in SKIPPED_FOLDERS & set(folders)]
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS)
        for name in sorted(names):
            path = Path(folder) / name
            if not path.resolve().is_relative_to(root):
                outside.append(path.relative_to(root).as_posix())
                continue
            if not path.is_file():
                continue
            count += 1
            if count > MAX_LISTED:
                return
            yield path


def _text(path: Path) -> tuple[str | None, bool]:
    """The text of a file (None: it is none), and whether it was cut."""
    with path.open("rb") as stream:
        data = stream.read(MAX_FILE + 1)
    truncated = len(data) > MAX_FILE
    data = data[:MAX_FILE]
    if path.suffix.lower() in files.PICTURES and not _is_text(data):
        return None, False
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), truncated
    if b"\x00" in data[:8_000]:
        return None, False
    try:
        return data.decode("utf-8-sig"), truncated
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    odd = sum(character < " " and character not in "\t\n\r\f" for character in text[:8_000])
    return (None, False) if odd > len(text[:8_000]) / 50 else (text, truncated)


def _is_text(data: bytes) -> bool:
    """Text under the name of a picture is searched for credentials like any other."""
    try:
        return b"\x00" not in data and bool(data.decode("utf-8").strip())
    except UnicodeDecodeError:
        return False


def _listing(path: Path) -> dict[str, int] | None:
    """A listing of the submission's files, if that is what the file is."""
    text, _ = _text(path)
    lines = [line for line in (text or "").splitlines() if line.strip()]
    entries = [_LISTED.match(line) for line in lines[:MAX_LISTED]]
    if not entries or None in entries:
        return None
    return {entry["path"]: int(entry["size"]) for entry in entries if entry}


def masked(file: File, key: bytes) -> tuple[File, tuple[ShownLeak, ...]]:
    """The file without its credentials, and where they stood."""
    found = scrub.find(file.text, key=key)
    leaks = tuple(
        ShownLeak(leak.kind, leak.digest, leak.partly, Place(file.path, leak.line, leak.line)) for leak in found
    )
    return replace(file, text=scrub.mask(file.text, found)), leaks


def may_hold_secrets(name: str) -> bool:
    """A file of text, or a document, that was not read and is not the exercise's own."""
    path = Path(name)
    return path.suffix.lower() not in files.PICTURES and path.name.lower() not in files.GIVEN
