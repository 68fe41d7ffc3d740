"""Searches the history of a commit for credentials: the lines that each commit added, and nothing else.

A value leaves this module as a kind, a place, a commit and a keyed digest only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from verifier import scrub
from verifier.facts.document import Place, ShownLeak
from verifier.intake.forks import THEIRS
from verifier.intake.git import Git

_COMMIT = b"\x01commit "
_HUNK = re.compile(rb"(?P<marks>@{2,}) .*?\+(?P<first>\d+)")
_BINARY = re.compile(rb"Binary files .* and b/(?P<name>.*) differ")
_MOST_LEAKS = 60
SHORT = 10


@dataclass(frozen=True)
class History:
    """leaks: one for each value, in the commit that first held it. complete: all of it was fetched and read. binaries: files
    of which no lines could be read."""

    leaks: tuple[ShownLeak, ...]
    commits: int
    complete: bool
    binaries: tuple[str, ...]


@dataclass
class Added:
    """The lines that one commit added to one file: (line in that commit's file, text)."""

    commit: str
    file: str
    lines: list[tuple[int, str]] = field(default_factory=list)


def search(git: Git, commit: str, *, key: bytes) -> History:
    """The credentials of the history of `commit`, without that of the exercise. Merges count with what they add to all of their parents."""
    said = git.run(
        "log", "--patch", "-c", "-U0", "--no-renames", "--no-color", "--no-ext-diff", "--no-textconv", "--no-notes",
        "--src-prefix=a/", "--dst-prefix=b/", "--format=%x01commit %H", commit, "--not", f"--glob={THEIRS}", "--",
        most=git.limits.history_bytes,
    )  # fmt: skip
    rows = said.text.split(b"\n")
    commits = [row.removeprefix(_COMMIT).decode("ascii", "replace") for row in rows if row.startswith(_COMMIT)]
    complete = said.status == 0 and not said.truncated and not _ends(git) & set(commits)
    binaries = {match["name"].decode("utf-8", "replace") for row in rows if (match := _BINARY.fullmatch(row))}
    found = {leak.digest: leak for part in added(rows) for leak in _leaks(part, key)}  # the newest commit comes first
    leaks = tuple(found.values())[-_MOST_LEAKS:]
    return History(leaks, len(commits), complete, tuple(sorted(binaries)))


def _ends(git: Git) -> set[str]:
    """The commits whose parents were not fetched."""
    shallow = git.repository / "shallow"
    return set(shallow.read_text("ascii", "replace").split()) if shallow.exists() else set()


def added(rows: Iterable[bytes]) -> Iterator[Added]:
    """The added lines of `git log --patch -c -U0`, file by file. Inside a hunk every line has its marks before it, so
    nothing that stands in a file can pass for a header."""
    commit, part, columns, line = "", None, 0, 0
    for row in rows:
        if columns and row[:1] in (b"+", b"-", b" ", b"\\"):
            marks, text = row[:columns], row[columns:]
            if b"-" in marks or marks.startswith(b"\\"):
                continue
            if part is not None and b"+" in marks:
                part.lines.append((line, text.decode("utf-8", "replace")))
            line += 1
        elif hunk := _HUNK.match(row):
            columns, line = len(hunk["marks"]) - 1, int(hunk["first"])
        else:
            columns = 0
            if row.startswith((_COMMIT, b"diff ")) and part is not None:
                yield part
                part = None
            if row.startswith(_COMMIT):
                commit = row[len(_COMMIT) :].decode("ascii", "replace")[:SHORT]
            elif row.startswith(b"+++ b/"):
                part = Added(commit, row[6:].rstrip(b"\t").decode("utf-8", "replace"))
    if part is not None:
        yield part


def _leaks(part: Added, key: bytes) -> Iterator[ShownLeak]:
    """Lines that did not stand together are kept apart by an empty one."""
    texts: list[str] = []
    numbers: list[int] = []
    for number, text in part.lines:
        if numbers and number != numbers[-1] + 1:
            texts.append("")
            numbers.append(number - 1)
        texts.append(text)
        numbers.append(number)
    for leak in scrub.find("\n".join(texts), key=key):
        place = Place(part.file, numbers[leak.line - 1], numbers[leak.line - 1])
        yield ShownLeak(leak.kind, leak.digest, leak.partly, place, commit=part.commit)
