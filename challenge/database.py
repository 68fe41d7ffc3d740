"""The connection to the database, held no longer than it is needed, and who may write to the record."""

from __future__ import annotations

from django.db import connection

LOCK = 7_266_210  # any number, the same in every process


def let_go() -> None:
    """Close this thread's connection until it asks something again; within a transaction it stays."""
    if not connection.in_atomic_block:
        connection.close()


def one_at_a_time() -> None:
    """Hold back whoever else writes to the record, until this transaction ends. SQLite's IMMEDIATE ones are that already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
