"""What comes in through a form's file field: how much of it, and into which files. All of it is hostile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from verifier.gather.document import DOCUMENT_ENDINGS
from verifier.intake.archives import is_archive
from verifier.intake.limits import LIMITS, RefusedError, megabytes
from verifier.intake.names import Taken, safe

Page = Callable[..., HttpResponse]


def takes_uploads(too_large: Page) -> Callable[[Page], Page]:
    """Around a view: what is announced as too large is not read; `too_large` is then asked for the page.

    The token of the form lies in the body, so it can be looked for only once the size is known to be bearable.
    """

    def around(view: Page) -> Page:
        protected = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def careful(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and _announced(request) > settings.UPLOAD_LIMIT:
                return too_large(request, *args, **kwargs)
            return protected(request, *args, **kwargs)

        return careful

    return around


def too_large_text() -> str:
    """The sentence for it."""
    sentence = _(
        "This is larger than %(size)s. Send the document and its pictures alone, or make the pictures smaller."
    )
    return sentence % {"size": limit_text()}


def limit_text() -> str:
    """How much a form takes."""
    return megabytes(settings.UPLOAD_LIMIT)


def lay_out(files: Sequence[UploadedFile[Any]], folder: Path) -> Path:
    """Writes them below `folder`; gives the one file, or a folder with all of them. Raises RefusedError."""
    if len(files) > 1 and any(is_archive(Path(file.name or "")) for file in files):
        raise RefusedError(_("Give one archive by itself, or the document with its pictures and files."))
    place, taken = folder / "submission", Taken()
    place.mkdir()
    for file in files:
        path = safe(Path((file.name or "").replace("\\", "/")).name, depth=1)
        if path is None:
            raise RefusedError(_("One of the files has no name that can be used."))
        taken.add(path, folder=False)
        with (place / path).open("xb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
    return place if len(files) > 1 else next(place.iterdir())


def lay_out_tree(files: Sequence[UploadedFile[Any]], paths: Sequence[str], folder: Path) -> Path:
    """Writes the files of a folder that was chosen or dropped below `folder`, each at its path. Raises RefusedError.

    paths: of the files, in their order; a browser sends bare names along with the files themselves.
    """
    root, taken = folder / "dropped", Taken()
    root.mkdir()
    for file, given in zip(files, paths, strict=True):
        path = safe(given, depth=LIMITS.depth)
        if path is None:
            continue
        taken.add(path, folder=False)
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        with (root / path).open("xb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
    inside = list(root.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else root


def accepted() -> str:
    """For a file field: the endings of documents, archives and what may lie beside them."""
    pictures = (".png", ".jpg", ".jpeg", ".gif", ".webp")
    return ",".join((*(ending for ending in DOCUMENT_ENDINGS if ending), ".zip", ".tar", ".gz", ".tgz", *pictures))


def _announced(request: HttpRequest) -> int:
    length = str(request.META.get("CONTENT_LENGTH") or "")
    return int(length) if length.isascii() and length.isdigit() else 0
