"""The checks of databases that the Agent brings along, each with a few of its metrics, from the real database.

The packages of the real integrations are in no registry. Only PostgreSQL is asked here; a MySQL or MongoDB that is
configured gives an error that says so, never a made-up value.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

_OF_DATABASE = """
SELECT numbackends, xact_commit, xact_rollback, blks_read, blks_hit, tup_returned, pg_database_size(datname)
FROM pg_stat_database WHERE datname = %s
"""
_NAMES = ("connections", "commits", "rollbacks", "disk_read", "buffer_hit", "rows_returned", "database_size")


class CannotAskError(Exception):
    """The database did not answer; the message is what the check reports."""


@dataclass(frozen=True)
class Asked:
    collect: Callable[[], dict[str, float]]
    close: Callable[[], None]


def connected_check(name: str, instance: Mapping[str, Any]) -> Asked:
    if name != "postgres":
        return Asked(lambda: _unplayed(name), lambda: None)
    held: list[psycopg.Connection[Any]] = []

    def collect() -> dict[str, float]:
        try:
            if not held:
                held.append(_connection(instance))
            return _postgres(held[0], str(instance.get("dbname") or "postgres"))
        except (psycopg.Error, OSError) as fault:
            close()
            raise CannotAskError(" ".join(str(fault).split())) from fault

    def close() -> None:
        with contextlib.suppress(psycopg.Error):
            while held:
                held.pop().close()

    return Asked(collect, close)


def _unplayed(name: str) -> dict[str, float]:
    raise CannotAskError(f"sandbox: this stand-in does not ask {name}")


def _connection(instance: Mapping[str, Any]) -> psycopg.Connection[Any]:
    return psycopg.connect(
        host=str(instance.get("host") or "localhost"),
        port=int(instance.get("port") or 5432),
        user=str(instance.get("username") or ""),
        password=str(instance.get("password") or ""),
        dbname=str(instance.get("dbname") or "postgres"),
        connect_timeout=5,
        autocommit=True,
    )


def _postgres(connection: psycopg.Connection[Any], database: str) -> dict[str, float]:
    row = connection.execute(_OF_DATABASE, (database,)).fetchone()
    if row is None:
        raise CannotAskError(f"database {database} is not in pg_stat_database")
    return {f"postgresql.{name}": float(value) for name, value in zip(_NAMES, row, strict=True)}
