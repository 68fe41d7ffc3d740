"""Tries a document without an account: by the terminal checker itself, in a process of its own, within a time and a size.

Nothing is kept. The process sees a private folder that goes with it, and none of our settings, keys or database.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from challenge.database import let_go
from challenge.forms.uploads import lay_out
from challenge.works import forges
from verifier.intake.address import HOSTS
from verifier.intake.limits import RefusedError

SECONDS = 30.0
SECONDS_OF_AN_ADDRESS = 60.0
PATIENCE = 8.0
MOST_SAID = 20_000_000
# Files, memory and time of the processor, in blocks, kilobytes and seconds.
_WITHIN = 'ulimit -f 220000; ulimit -v 2000000 2>/dev/null; ulimit -t 60; ulimit -c 0; exec "$@"'

_free = threading.BoundedSemaphore(settings.TRIES_AT_ONCE)


class CannotTry(Exception):
    """There is no report; the message is one sentence that says what to do."""


def try_files(files: Sequence[UploadedFile[Any]]) -> dict[str, Any]:
    """The report of `python -m verifier check --json`. Raises CannotTry."""
    with _turn(), TemporaryDirectory(prefix="try-") as folder:
        try:
            path = lay_out(files, Path(folder))
        except RefusedError as why:
            raise CannotTry(str(why)) from why
        return _checked(str(path), Path(folder), SECONDS)


def try_address(text: str) -> dict[str, Any]:
    """The same for the address of a repository. Raises CannotTry."""
    try:
        forges.rules().parse(text)
    except RefusedError as why:
        raise CannotTry(str(why)) from why
    with _turn(), TemporaryDirectory(prefix="try-") as folder:
        return _checked(text.strip(), Path(folder), SECONDS_OF_AN_ADDRESS)


@contextmanager
def _turn() -> Iterator[None]:
    """Only so many at once; no connection to the database is held meanwhile."""
    let_go()
    if not _free.acquire(timeout=PATIENCE):
        raise CannotTry(
            _("Others are trying their documents at this moment. Nothing is lost: send it again in a minute.")
        )
    try:
        yield
    finally:
        _free.release()


def _checked(path: str, folder: Path, seconds: float) -> dict[str, Any]:
    said = folder / "said.json"
    with said.open("wb") as out:
        process = subprocess.Popen(
            ["sh", "-c", _WITHIN, "sh", *_command(path)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env=_environment(folder),
            start_new_session=True,
        )
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise CannotTry(_too_long(seconds)) from None
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return _report(said)


def _report(said: Path) -> dict[str, Any]:
    ours = _("The check ended without an answer, which is our fault. The terminal checker may tell more.")
    if said.stat().st_size > MOST_SAID:
        raise CannotTry(ours)
    try:
        report = json.loads(said.read_bytes())
    except ValueError:
        raise CannotTry(ours) from None
    if report["error"] or not report["document"]:
        raise CannotTry(report["error"] or ours)
    return dict(report)


def _command(path: str) -> list[str]:
    words = [sys.executable, "-m", "verifier", "check", "--json"]
    for host, instead in settings.FORGES.items():
        words += ["--stand-in", f"{host}={instead}"] if instead else []
        words += [] if host in HOSTS else ["--git-host", host]
    return [*words, "--", path]


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LC_ALL": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _too_long(seconds: float) -> str:
    return _(
        "The look took longer than %(seconds)d seconds and was stopped. Try the document alone, without the rest."
    ) % {"seconds": seconds}
