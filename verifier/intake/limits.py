"""How much may be taken in, and the one exception that says why something was not."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000


class RefusedError(Exception):
    """This cannot be taken in. The text is one sentence for a candidate."""


@dataclass(frozen=True)
class Limits:
    """packed: bytes of an archive, or of a repository as it travels. ratio: unpacked bytes for one packed byte, counted from
    `ratio_from` bytes on. commits: how far back the history is read. history: bytes of changes that are searched."""

    files: int = 5_000
    file_bytes: int = 30 * MB
    total_bytes: int = 200 * MB
    packed_bytes: int = 100 * MB
    ratio: int = 200
    ratio_from: int = 5 * MB
    depth: int = 30
    seconds: float = 60.0
    commits: int = 200
    history_bytes: int = 8 * MB
    references: int = 4 * MB


LIMITS = Limits()


def megabytes(count: int) -> str:
    """A size in words."""
    return f"{count / MB:g} MB"
