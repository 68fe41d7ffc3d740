"""Sessions in the database, asked for by names that Django may have given and by no other.

A cookie is anything that somebody sends. PostgreSQL refuses some of it with an error, where SQLite finds nothing.
"""

from __future__ import annotations

import re

from django.contrib.sessions.backends.db import SessionStore as InDatabase

GIVEN = re.compile(r"[a-z0-9]{8,40}")


class SessionStore(InDatabase):
    """Django imports the engine's class under this name."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key if session_key and GIVEN.fullmatch(session_key) else None)
