"""Folders of submissions that were uploaded or lie on this machine: told apart, and laid aside until a worker takes them."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from challenge.forms.uploads import lay_out, lay_out_tree
from challenge.services.documents import CannotTake
from verifier.documents.files import GIVEN, MARKDOWN
from verifier.gather.folder import UnreadableError, document_in
from verifier.intake.archives import is_archive, unpack
from verifier.intake.limits import RefusedError

FOLDER = "imports"


@dataclass(frozen=True)
class Found:
    """One submission. digest: of its files and their names, so that the same one is known again."""

    name: str
    path: Path
    digest: str


@contextmanager
def uploaded(files: Sequence[UploadedFile[Any]], paths: Sequence[str]) -> Iterator[list[Found]]:
    """The submissions in a zip or tar, or in a folder (then with the path of each file). Raises CannotTake."""
    with tempfile.TemporaryDirectory(prefix=".given-", dir=_root()) as work:
        try:
            place = Path(work)
            given = lay_out_tree(files, paths, place) if len(paths) == len(files) else lay_out(files, place)
            if is_archive(given):
                (place / "unpacked").mkdir()
                given = unpack(given, place / "unpacked")
            elif given.is_file():
                given = given.parent
            found = submissions_in(given, name=_plain(files, given))
        except (RefusedError, UnreadableError) as why:
            raise CannotTake(str(why)) from why
        except OSError as fault:
            raise CannotTake(_("It could not be written down: %(why)s.") % {"why": fault.strerror or "?"}) from fault
        yield found


def submissions_in(root: Path, *, name: str = "") -> list[Found]:
    """A folder with a Markdown file of its own is one submission (a README does not make one); else each folder in it is.

    Raises UnreadableError where there is none.
    """
    inside = sorted(path for path in root.iterdir() if not path.name.startswith((".", "__")))
    own = any(_is_document(path) for path in inside)
    each = [] if own else [path for path in inside if path.is_dir() and not path.is_symlink() and _has_document(path)]
    if len(each) > 1 or (each and not any(path.suffix.lower() in MARKDOWN for path in inside)):
        return [Found(path.name, path, digest(path)) for path in each]
    document_in(root)
    return [Found(name or root.name, root, digest(root))]


def lay_aside(found: Found) -> str:
    """A copy that only we may read; where it lies, below VAR."""
    place = _root() / secrets.token_hex(12)
    shutil.copytree(found.path, place, symlinks=True)
    place.chmod(0o700)
    return place.relative_to(settings.VAR).as_posix()


def place_of(folder: str) -> Path:
    return Path(settings.VAR) / folder


def throw_away(folder: str) -> None:
    """What was laid aside; nothing else, and nothing twice."""
    if folder.startswith(f"{FOLDER}/"):
        with suppress(OSError):
            shutil.rmtree(place_of(folder))


def digest(root: Path) -> str:
    """Of the names and contents of all files below."""
    seen = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            seen.update(f"{path.relative_to(root).as_posix()}\0{content}\n".encode("utf-8", "surrogateescape"))
    return seen.hexdigest()


def _root() -> Path:
    root = Path(settings.VAR) / FOLDER
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    root.chmod(0o700)
    return root


def _plain(files: Sequence[UploadedFile[Any]], given: Path) -> str:
    """What a single submission is called: the archive or the file, without its ending; else the folder."""
    name = Path(files[0].name or "").name if len(files) == 1 else given.name
    return name.split(".")[0] or given.name


def _is_document(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in MARKDOWN and path.name.lower() not in GIVEN


def _has_document(folder: Path) -> bool:
    try:
        document_in(folder)
    except UnreadableError:
        return False
    return True
