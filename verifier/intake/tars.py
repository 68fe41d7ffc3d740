"""The members of a tar, packed or not: read in one pass, no links, no devices, no sparse files."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, cast

from verifier.intake.limits import Limits, RefusedError
from verifier.intake.members import Member

BLOCK = 1_024  # of headers and filling, for each file


class _Counted(io.RawIOBase):
    """The unpacked stream, which ends the reading when it gives more than was agreed (headers included)."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._left = stream, most

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(max(0, min(size, self._left + 1)))
        self._left -= len(data)
        if self._left < 0:
            raise RefusedError("The archive unpacks to more than it may.")
        return data

    def readable(self) -> bool:
        return True


def tar_members(path: Path, limits: Limits) -> Iterator[Member]:
    with _opened(path) as packed:
        counted = cast("IO[bytes]", _Counted(packed, limits.total_bytes + limits.files * BLOCK))
        with tarfile.open(fileobj=counted, mode="r|", errorlevel=2) as archive:
            for entry in archive:
                if not (entry.isreg() or entry.isdir()) or entry.issparse():
                    raise RefusedError("The archive holds a link or a device, and those are not unpacked.")
                yield Member(entry.name, entry.size, entry.isdir(), partial(_content, archive, entry))


def _content(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(entry)
    if stream is None:
        raise tarfile.ReadError("no content")
    return stream


def _opened(path: Path) -> IO[bytes]:
    """By what the file is, not by what it is called."""
    with path.open("rb") as stream:
        start = stream.read(6)
    if start.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.open(path, "rb"))
    if start.startswith(b"BZh"):
        return cast("IO[bytes]", bz2.open(path, "rb"))
    if start == b"\xfd7zXZ\x00":
        return cast("IO[bytes]", lzma.open(path, "rb"))
    return path.open("rb")
