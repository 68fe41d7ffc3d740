"""The members of a zip: no links, no devices, nothing encrypted."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from verifier.intake.limits import Limits, RefusedError
from verifier.intake.members import Member

_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1


def zip_members(path: Path, limits: Limits) -> Iterator[Member]:
    # zipfile makes an object of every entry before anybody could count them.
    if path.read_bytes().count(_ENTRY) > 4 * limits.files:
        raise RefusedError(f"The archive holds more than {limits.files} files.")
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            kind = stat.S_IFMT(entry.external_attr >> 16)
            if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise RefusedError("The archive holds a link or a device, and those are not unpacked.")
            if entry.flag_bits & _ENCRYPTED:
                raise RefusedError("The archive is encrypted; hand it in without a password.")
            yield Member(entry.filename, entry.file_size, entry.is_dir(), partial(archive.open, entry))
