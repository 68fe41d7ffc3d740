"""The folders in which hand-ins are frozen: VAR/bundles/COHORT/CODE-DIGEST, for their readers' eyes only.

The manifest names every file with its sha256; the digest of a bundle is that of its manifest. A folder appears under its
name when it is whole, and never changes.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.conf import settings

from challenge.models import Submission

FOLDER = "bundles"
MANIFEST = "manifest.json"
FORMAT = 1
_WORK = ".freezing-"


@dataclass(frozen=True)
class Frozen:
    """folder: relative to VAR. digest: sha256 of the manifest."""

    folder: str
    digest: str


def freeze(submission: Submission, parts: Iterable[tuple[str, bytes]]) -> Frozen:
    """Write these files as a bundle; the same files again are the same bundle."""
    cohort = _cohort_folder(submission)
    _remove_unfinished(submission, cohort)
    work = Path(tempfile.mkdtemp(prefix=f"{_WORK}{submission.pk}-", dir=cohort))
    try:
        files = {name: _write(work, name, data) for name, data in parts}
        manifest = manifest_text(files)
        (work / MANIFEST).write_bytes(manifest)
        (work / MANIFEST).chmod(0o600)
        digest = hashlib.sha256(manifest).hexdigest()
        place = cohort / f"{submission.code}-{digest}"
        if not place.exists():
            work.rename(place)
        return Frozen(place.relative_to(settings.VAR).as_posix(), digest)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def manifest_text(files: dict[str, tuple[str, int]]) -> bytes:
    """name -> (sha256, bytes), as it is written and digested."""
    named = {name: {"sha256": digest, "bytes": size} for name, (digest, size) in files.items()}
    return json.dumps({"manifest": FORMAT, "files": named}, indent=1, sort_keys=True, ensure_ascii=False).encode()


def folder_of(submission: Submission) -> Path | None:
    """Where its bundle lies, if it has one; never outside of VAR/bundles."""
    root = (settings.VAR / FOLDER).resolve()
    place = (settings.VAR / submission.bundle).resolve()
    return place if submission.bundle and place != root and place.is_relative_to(root) and place.is_dir() else None


def differences(folder: Path, digest: str) -> list[str]:
    """What is not as it was frozen: names of files that were changed, that are missing, or that were added."""
    try:
        manifest = (folder / MANIFEST).read_bytes()
        told = json.loads(manifest)["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return [MANIFEST]
    here = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names(folder)}
    wrong = [name for name in sorted({*told, *here} - {MANIFEST}) if here.get(name) != told.get(name, {}).get("sha256")]
    return wrong if hashlib.sha256(manifest).hexdigest() == digest else [MANIFEST, *wrong]


def names(folder: Path) -> Iterator[str]:
    """Every file of a bundle, in order."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix()


def remove_all(submission: Submission, *, but: str = "") -> None:
    """Every bundle of this submission, the unfinished ones included. but: the folder, below VAR, of the one that stays."""
    cohort = settings.VAR / FOLDER / submission.cohort.key
    if not cohort.is_dir():
        return
    _remove_unfinished(submission, cohort)
    own = re.compile(re.escape(submission.code) + r"-[0-9a-f]{64}")
    for place in cohort.iterdir():
        if own.fullmatch(place.name) and place.relative_to(settings.VAR).as_posix() != but:
            shutil.rmtree(place, ignore_errors=True)


def _cohort_folder(submission: Submission) -> Path:
    root = settings.VAR / FOLDER
    cohort: Path = root / submission.cohort.key
    for folder in (root, cohort):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    return cohort


def _remove_unfinished(submission: Submission, cohort: Path) -> None:
    for place in cohort.glob(f"{_WORK}{submission.pk}-*"):
        shutil.rmtree(place, ignore_errors=True)


def _write(work: Path, name: str, data: bytes) -> tuple[str, int]:
    """(sha256, bytes) of the written file. A name that would leave the folder is a mistake of ours."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or name == MANIFEST:
        raise ValueError("A bundle holds no file of such a name.")
    place = work.joinpath(*parts)
    for folder in reversed(PurePosixPath(name).parents):
        (work / folder).mkdir(mode=0o700, exist_ok=True)
    place.write_bytes(data)
    place.chmod(0o600)
    return hashlib.sha256(data).hexdigest(), len(data)
