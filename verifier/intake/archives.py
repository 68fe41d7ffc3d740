"""Unpacks a zip or a tar into an empty private folder, or refuses it in one sentence.

Headers are read to refuse early; what counts is what arrives. An archive inside of the archive stays a file.
"""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

from verifier.intake.limits import LIMITS, Limits, RefusedError, megabytes
from verifier.intake.members import Member
from verifier.intake.names import Taken, safe
from verifier.intake.tars import tar_members
from verifier.intake.zips import zip_members

_TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
ENDINGS = (".zip", *_TARS)
_CHUNK = 64 * 1024
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, ValueError)


def is_archive(path: Path) -> bool:
    return path.name.lower().endswith(ENDINGS)


def unpack(path: Path, into: Path, limits: Limits = LIMITS) -> Path:
    """The root of what was unpacked below `into`: a single top folder, as forges make it, is the root. Raises RefusedError."""
    packed = path.stat().st_size
    if packed > limits.packed_bytes:
        raise RefusedError(f"The archive is larger than {megabytes(limits.packed_bytes)}.")
    members = zip_members if path.name.lower().endswith(".zip") else tar_members
    try:
        _write(members(path, limits), into, _Budget(packed, limits), limits.depth)
    except RefusedError:
        raise
    except RuntimeError as fault:  # zipfile's word for "encrypted", and for compressions of other programs
        raise RefusedError("The archive is encrypted, or packed in a way that is not read here.") from fault
    except OSError as fault:
        if fault.errno is not None:  # of this machine; what gzip and bz2 find wrong has no number
            raise
        raise RefusedError("The archive is broken, or not what its name says.") from fault
    except (MemoryError, *_BROKEN) as fault:
        raise RefusedError("The archive is broken, or not what its name says.") from fault
    return _root(into)


def read_one(path: Path, name: str, *, most: int, limits: Limits = LIMITS) -> bytes | None:
    """One file of an archive, by its path below the root that `unpack` gives. None: it is not there, or has more bytes than `most`."""
    members = zip_members if path.name.lower().endswith(".zip") else tar_members
    try:
        for member in members(path, limits):
            inside = None if member.folder else safe(member.name, depth=limits.depth)
            if inside is None or name not in (str(inside), "/".join(inside.parts[1:])):
                continue
            with member.content() as source:
                data = source.read(most + 1)
            return data if len(data) <= most else None
    except (MemoryError, RuntimeError, *_BROKEN) as fault:
        raise RefusedError("The archive is broken, or not what its name says.") from fault
    return None


class _Budget:
    """What may still be unpacked."""

    def __init__(self, packed: int, limits: Limits) -> None:
        self._limits = limits
        self._files, self._total = 0, 0
        self._most = max(limits.ratio_from, packed * limits.ratio)

    def member(self, member: Member) -> None:
        self._files += 1
        if self._files > self._limits.files:
            raise RefusedError(f"The archive holds more than {self._limits.files} files.")
        if member.size > self._limits.file_bytes:
            raise RefusedError(f"The archive holds a file that is larger than {megabytes(self._limits.file_bytes)}.")

    def bytes(self, count: int, of_file: int) -> None:
        self._total += count
        if of_file > self._limits.file_bytes:
            raise RefusedError(f"The archive holds a file that is larger than {megabytes(self._limits.file_bytes)}.")
        if self._total > self._limits.total_bytes:
            raise RefusedError(f"The archive unpacks to more than {megabytes(self._limits.total_bytes)}.")
        if self._total > self._most:
            raise RefusedError("The archive unpacks to far more than documents and pictures do.")


def _write(members: Iterable[Member], into: Path, budget: _Budget, depth: int) -> None:
    taken = Taken()
    for member in members:
        budget.member(member)
        path = safe(member.name, depth=depth)
        if path is None:
            continue
        taken.add(path, folder=member.folder)
        target = into / path
        if member.folder:
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy(member, target, budget)


def _copy(member: Member, target: Path, budget: _Budget) -> None:
    size = 0
    with member.content() as source, target.open("xb") as copy:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            budget.bytes(len(chunk), size)
            copy.write(chunk)


def _root(folder: Path) -> Path:
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder
