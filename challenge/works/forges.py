"""From where this installation fetches documents and their pictures, for `verifier.intake`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from verifier.intake import repository
from verifier.intake.limits import LIMITS, RefusedError
from verifier.intake.repository import Rules
from verifier.intake.web import Web

SECONDS = 45.0
SECONDS_OF_A_GLANCE = 6.0


def rules(seconds: float = SECONDS) -> Rules:
    """For whole repositories. seconds: in total."""
    return Rules(hosts=tuple(settings.FORGES), instead=_instead(), limits=replace(LIMITS, seconds=seconds))


def web() -> Web:
    """For one picture."""
    return Web(hosts=(*settings.FORGES, *settings.PICTURE_HOSTS), instead=_instead())


def head(address: str) -> str:
    """The commit that the address means at present ("" = not to be told cheaply). Raises RefusedError."""
    with TemporaryDirectory(prefix="head-") as folder:
        return repository.head(address, Path(folder), rules(SECONDS_OF_A_GLANCE))


def is_sandbox(address: str) -> bool:
    """Is it asked of a stand-in, so that nothing of it is real?"""
    try:
        return bool(rules().parse(address).instead)
    except RefusedError:
        return False


def _instead() -> dict[str, str]:
    return {host: base for host, base in settings.FORGES.items() if base}
