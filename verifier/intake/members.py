"""One member of an archive, whatever the archive is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO


@dataclass(frozen=True)
class Member:
    """size: as the header says. content: opens it; not called for a folder."""

    name: str
    size: int
    folder: bool
    content: Callable[[], IO[bytes]]
