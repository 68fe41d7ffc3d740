"""What must hold before the program starts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from challenge import vault


@register(Tags.database)
def credentials_can_be_read(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Every stored credential opens with the present keys; otherwise runs would fail one by one."""
    if not databases:
        return []
    try:
        closed = vault.unreadable()
    except DatabaseError:  # before the first migration there is no table, and so nothing to open
        return []
    if not closed:
        return []
    return [
        Error(
            f"{len(closed)} stored credentials cannot be decrypted with PROOFBOARD_KEYS.",
            hint="Add the key they were written with to PROOFBOARD_KEYS, or delete them.",
            id="challenge.E001",
        )
    ]
