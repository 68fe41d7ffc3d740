"""Looks at a handed-in document: a Markdown file, a folder with one and the files beside it, an archive or a public Git
repository of that folder.

Everything is capped; credentials are masked before anything else sees the text.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from verifier.documents.files import File
from verifier.documents.reader import Submission, facts
from verifier.facts import Fact, SourceFacts, SourceState
from verifier.facts.document import Origin, Place, ShownLeak, SubmittedFiles
from verifier.gather.folder import UnreadableError, masked, read_file, read_folder
from verifier.gather.reading import Clock, Reading, Report, ignore, iso
from verifier.gather.repository import Provenance, read_repository, read_taken
from verifier.intake.archives import is_archive, unpack
from verifier.intake.limits import RefusedError
from verifier.intake.repository import Rules
from verifier.verdicts import How, Source

DOCUMENT_ENDINGS = ("", ".md", ".markdown", ".mdown", ".txt", ".html", ".htm")
FORMAT = 1
DOCUMENT = "answers.md"


@dataclass(frozen=True)
class Written:
    """What was written elsewhere and belongs to the document. answers: files that say which step each was written for.
    pictures: (path, bytes) of those that lie beside them, and are only known to be there."""

    answers: tuple[File, ...] = ()
    pictures: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class DocumentTarget:
    """A Markdown file, a folder, or an archive; None = there is nothing but what was written elsewhere.

    leak_key: secret of this installation for the digests of found credentials. taken: where the folder came from, if it
    was taken from a repository before.
    """

    path: Path | None
    leak_key: bytes = b""
    written: Written = Written()
    taken: Provenance | None = None

    @property
    def name(self) -> str:
        return self.path.name if self.path else DOCUMENT


@dataclass(frozen=True)
class RepositoryTarget:
    """A public Git repository, by an address as people copy it. rules: which hosts, and how much."""

    address: str
    leak_key: bytes = b""
    rules: Rules = field(default_factory=Rules)

    @property
    def name(self) -> str:
        """Nothing of an address that may hold a password."""
        return "the repository"


Target = DocumentTarget | RepositoryTarget


def look(target: Target, *, report: Report = ignore, now: Clock = time.time) -> Reading:
    """Read the document. Never raises for what it finds; a document that cannot be read is NOT_READ with a sentence."""
    origin = target.name
    try:
        submission = _intake(target)
    except (UnreadableError, RefusedError) as fault:
        return Reading(_not_read(str(fault), origin, now), b"")
    except OSError as fault:
        reason = f"The document cannot be opened: {fault.strerror or type(fault).__name__}."
        return Reading(_not_read(reason, origin, now), b"")
    raw = _pack(submission, submission.origin.repository if submission.origin else origin, now)
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
    values = facts(submission)
    in_part = _in_part(values)
    partly = bool(submission.unread or any(file.truncated for file in submission.files))
    return SourceFacts(
        source=Source.DOCUMENT,
        how=How.DOCUMENT,
        state=SourceState.PARTLY if partly or in_part else SourceState.READ,
        reason=in_part or ("Some files were too large, or no text, and were not read." if partly else ""),
        taken_at=str(kept.get("taken_at", "")),
        origin=str(kept.get("origin", "")),
        values=values,
        in_part=in_part,
    )


def files_of(raw: bytes) -> Submission | None:
    """The files that an earlier look read, masked; None where they were not kept or cannot be read any more."""
    try:
        return _unpack(json.loads(raw))
    except (ValueError, KeyError, TypeError):
        return None


def _in_part(values: Mapping[type[Fact], object]) -> str:
    submitted = values[SubmittedFiles]
    if not isinstance(submitted, SubmittedFiles) or not submitted.cut:
        return ""
    return f"Too long to be read as a whole, so only a part was read: {', '.join(submitted.cut[:6])}."


def _not_read(reason: str, origin: str, now: Clock = time.time) -> SourceFacts:
    return SourceFacts(Source.DOCUMENT, How.DOCUMENT, SourceState.NOT_READ, reason, iso(now), origin)


def _intake(target: Target) -> Submission:
    if isinstance(target, RepositoryTarget):
        return read_repository(target.address, target.leak_key, target.rules)
    return _with_written(_handed_in(target), target)


def _handed_in(target: DocumentTarget) -> Submission:
    path = target.path
    stand_in = DOCUMENT if target.written.answers else ""
    if path is None:
        return Submission(DOCUMENT, (File(DOCUMENT, ""),), (), complete=bool(target.written.pictures), leaks=())
    if path.is_dir():
        known = target.taken
        if known is not None:
            return read_taken(path, target.leak_key, known, stand_in=stand_in)
        return read_folder(path, target.leak_key, stand_in=stand_in)
    if not path.exists():
        raise UnreadableError("There is no such file or folder.")
    if is_archive(path):
        with TemporaryDirectory(prefix="submission-") as private:
            return read_folder(unpack(path, Path(private)), target.leak_key, stand_in=stand_in)
    if path.suffix.lower() not in DOCUMENT_ENDINGS:
        raise UnreadableError(f"{path.name} is no Markdown document, no folder, no zip and no tar.")
    return read_file(path, target.leak_key)


def _with_written(submission: Submission, target: DocumentTarget) -> Submission:
    """The document with what was written elsewhere; of itself nothing changes."""
    read = [masked(answer, target.leak_key) for answer in target.written.answers]
    return replace(
        submission,
        files=(*submission.files, *(file for file, _leaks in read)),
        listed=tuple(sorted((*submission.listed, *target.written.pictures))),
        leaks=(*submission.leaks, *(leak for _file, leaks in read for leak in leaks)),
    )


def _pack(submission: Submission, origin: str, now: Clock) -> bytes:
    parts = asdict(submission)
    kept = {
        **parts,
        "format": FORMAT,
        "origin": origin,
        "origin_of_git": parts["origin"],
        "taken_at": iso(now),
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
                leak.get("commit", ""),
            )
            for leak in kept["leaks"]
        ),
        unread=tuple(kept["unread"]),
        origin=Origin(**kept["origin_of_git"]) if kept.get("origin_of_git") else None,
        history=tuple(kept.get("history", ())),
        history_left=tuple(kept.get("history_left", ())),
    )
