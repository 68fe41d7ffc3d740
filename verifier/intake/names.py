"""Which names of an archive's members may become files here, and under which path."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from verifier.intake.limits import RefusedError

_DRIVE = re.compile(r"[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LONGEST, LONGEST_PART = 1_000, 240
_OF_A_MAC = "__MACOSX"


def safe(name: str, *, depth: int) -> PurePosixPath | None:
    """The path below the folder. None: the archive's own folder, or what a Mac adds to every file."""
    readable = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\\", "/")
    shown = _CONTROL.sub("?", readable)[:80]
    if _CONTROL.search(readable):
        raise RefusedError("The archive holds a name with control characters.")
    if readable.startswith("/") or _DRIVE.match(readable):
        raise RefusedError(f"The archive holds an absolute name ({shown}).")
    parts = [part for part in readable.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise RefusedError(f"The archive holds a name that leads out of it ({shown}).")
    if len(parts) > depth or len(readable) > LONGEST or any(len(part.encode()) > LONGEST_PART for part in parts):
        raise RefusedError("The archive holds a name that is too long, or folders that are nested too deeply.")
    if not parts or _OF_A_MAC in parts or parts[-1].startswith("._"):
        return None
    return PurePosixPath(*parts)


class Taken:
    """Remembers what was unpacked, blind to case: the same archive must mean the same on every system."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def add(self, path: PurePosixPath, *, folder: bool) -> None:
        folders = [_blind(parent) for parent in path.parents if parent.name]
        own = _blind(path)
        if folder:
            folders.append(own)
        clash = any(one in self._files for one in folders)
        if clash or (not folder and (own in self._files or own in self._folders)):
            raise RefusedError(f"The archive holds two files of the same name ({str(path)[:80]}).")
        self._folders.update(folders)
        if not folder:
            self._files.add(own)


def _blind(path: PurePosixPath) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()
