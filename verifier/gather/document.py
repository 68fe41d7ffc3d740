"""Looks at a handed-in document: a Markdown file, or a folder with one and the files beside it.

Everything is capped; nothing outside of the folder is read; credentials are masked before anything else sees the text.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from verifier import scrub
from verifier.documents import files
from verifier.documents.files import File
from verifier.documents.reader import Submission, facts
from verifier.facts import SourceFacts, SourceState
from verifier.facts.document import Place, ShownLeak
from verifier.gather.reading import Reading, Report, ignore
from verifier.verdicts import How, Source

MAX_FILE = 400_000
MAX_TOTAL = 4_000_000
MAX_READ = 400
MAX_LISTED = 5_000
SKIPPED_FOLDERS = frozenset(
    {".git", "node_modules", "venv", ".venv", "__pycache__", "site-packages", ".idea", ".vscode"}
)
DOCUMENT_ENDINGS = ("", ".md", ".markdown", ".mdown", ".txt", ".html", ".htm")
LISTING = "FILES.txt"
_LISTED = re.compile(r"^\s*(?P<size>\d+)\s+(?P<path>\S.*?)\s*$")
FORMAT = 1


@dataclass(frozen=True)
class DocumentTarget:
    """A Markdown file, or a folder. leak_key: secret of this installation for the digests of found credentials."""

    path: Path
    leak_key: bytes = b""


class _Unreadable(Exception):
    """`str(error)` is one sentence."""


def look(target: DocumentTarget, *, report: Report = ignore) -> Reading:
    """Read the document. Never raises for what it finds; a document that cannot be read is NOT_READ with a sentence."""
    origin = target.path.name
    try:
        submission = _intake(target)
    except _Unreadable as fault:
        return Reading(_not_read(str(fault), origin), b"")
    except OSError as fault:
        return Reading(
            _not_read(f"The document cannot be opened: {fault.strerror or type(fault).__name__}.", origin), b""
        )
    raw = _pack(submission, origin)
    found = read(raw)
    report(found)
    return Reading(found, raw)


def read(raw: bytes) -> SourceFacts:
    """The same facts again from what an earlier look kept."""
    try:
        kept = json.loads(raw)
        submission = _unpack(kept)
    except (ValueError, KeyError, TypeError):
        return _not_read("What was kept of the document cannot be read.", "")
    partly = bool(submission.unread or any(file.truncated for file in submission.files))
    return SourceFacts(
        source=Source.DOCUMENT,
        how=How.DOCUMENT,
        state=SourceState.PARTLY if partly else SourceState.READ,
        reason="Some files were too large, or no text, and were not read." if partly else "",
        taken_at=str(kept.get("taken_at", "")),
        origin=str(kept.get("origin", "")),
        values=facts(submission),
    )


def _not_read(reason: str, origin: str) -> SourceFacts:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return SourceFacts(Source.DOCUMENT, How.DOCUMENT, SourceState.NOT_READ, reason, taken_at=now, origin=origin)


def _intake(target: DocumentTarget) -> Submission:
    if target.path.is_dir():
        return _folder(target)
    if not target.path.exists():
        raise _Unreadable("There is no such file or folder.")
    if target.path.suffix.lower() not in DOCUMENT_ENDINGS:
        raise _Unreadable(f"{target.path.name} is no Markdown document.")
    text, truncated = _text(target.path)
    if text is None:
        raise _Unreadable("The document is no text: it should be a Markdown file.")
    file, leaks = _masked(File(target.path.name, text, truncated), target.leak_key)
    return Submission(file.path, (file,), (), complete=False, leaks=leaks)


def _folder(target: DocumentTarget) -> Submission:
    root = target.path.resolve()
    outside: list[str] = []
    paths = list(_paths(root, outside))
    names = [path.relative_to(root).as_posix() for path in paths]
    document = files.document_of(names)
    if document is None:
        raise _Unreadable("There is no Markdown document in this folder.")
    listing = _listing(root / LISTING) if LISTING in names else None
    found: list[File] = []
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
                raise _Unreadable("The document is no text: it should be a Markdown file.")
            continue
        total += len(text)
        file, more = _masked(File(name, text, truncated), target.leak_key)
        found.append(file)
        leaks += more
    unread += outside + [name for name in listed if _may_hold_secrets(name)]
    complete = listing is not None or len(found) + len(listed) > 1
    return Submission(
        document, tuple(found), tuple(sorted(listed.items())), complete, tuple(leaks), tuple(sorted(unread))
    )


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


def _masked(file: File, key: bytes) -> tuple[File, tuple[ShownLeak, ...]]:
    leaks = tuple(
        ShownLeak(leak.kind, leak.digest, leak.partly, Place(file.path, leak.line, leak.line))
        for leak in scrub.find(file.text, key=key)
    )
    return File(file.path, scrub.mask(file.text), file.truncated), leaks


def _may_hold_secrets(name: str) -> bool:
    """A file of text, or a document, that was not read and is not the exercise's own."""
    path = Path(name)
    return path.suffix.lower() not in files.PICTURES and path.name.lower() not in files.GIVEN


def _pack(submission: Submission, origin: str) -> bytes:
    kept = {
        "format": FORMAT,
        "origin": origin,
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        **asdict(submission),
    }
    return json.dumps(kept, ensure_ascii=False).encode()


def _unpack(kept: dict[str, Any]) -> Submission:
    return Submission(
        document=kept["document"],
        files=tuple(File(**file) for file in kept["files"]),
        listed=tuple((str(path), int(size)) for path, size in kept["listed"]),
        complete=bool(kept["complete"]),
        leaks=tuple(
            ShownLeak(
                leak["kind"],
                leak["digest"],
                leak["partly"],
                Place(**(leak["place"] | {"asked": tuple(leak["place"]["asked"])})),
            )
            for leak in kept["leaks"]
        ),
        unread=tuple(kept["unread"]),
    )
