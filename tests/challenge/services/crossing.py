"""Two who write at the same moment: one is stopped at a statement until the other waits for a lock, or has done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from tests.challenge.services.slow import PATIENCE, until

Work = Callable[[], object]


def together(*works: Work) -> list[object]:
    """All at once, each in a thread with a connection of its own: what each gave, or the exception that it ended with."""
    barrier = threading.Barrier(len(works))
    got: list[object] = [None] * len(works)

    def do(number: int) -> None:
        try:
            barrier.wait(PATIENCE)
            got[number] = works[number]()
        except Exception as fault:
            got[number] = fault
        finally:
            connection.close()

    _run([threading.Thread(target=do, args=[number]) for number in range(len(works))])
    return got


def crossed(first: Work, second: Work, *, before: str) -> list[object]:
    """The first is stopped before the first statement in which these words are; then the second begins.

    On SQLite, where one writes at a time, the second waits for its turn. Gives what each came to, as `together` does.
    """
    stopped, go = threading.Event(), threading.Event()
    got: list[object] = [None, None]

    def stop(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if before in sql and not stopped.is_set():
            stopped.set()
            assert go.wait(PATIENCE)
        return execute(sql, params, many, context)

    def do(number: int, work: Work) -> None:
        try:
            if number == 0:
                with connection.execute_wrapper(stop):
                    got[0] = work()
            else:
                got[1] = work()
        except Exception as fault:
            got[number] = fault
        finally:
            connection.close()

    one, other = (threading.Thread(target=do, args=[number, work]) for number, work in enumerate((first, second)))
    one.start()
    try:
        until(lambda: stopped.is_set() or not one.is_alive())
        other.start()
        until(lambda: not other.is_alive() or waits())
    finally:
        go.set()
        one.join(PATIENCE)
        if other.ident is not None:
            other.join(PATIENCE)
    assert not one.is_alive() and not other.is_alive(), "They wait for each other."
    return got


def waits() -> bool:
    """Whether somebody waits for a lock; SQLite does not tell, and lets nobody begin to write meanwhile."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])


def _run(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "They wait for each other."
