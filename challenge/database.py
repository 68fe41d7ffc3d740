"""The connection to the database, where it is held no longer than it is needed."""

from __future__ import annotations

from django.db import connection


def let_go() -> None:
    """Close this thread's connection until it asks something again; within a transaction it stays."""
    if not connection.in_atomic_block:
        connection.close()
