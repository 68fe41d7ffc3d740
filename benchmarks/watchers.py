"""Many watchers of one board on one web process: `python -m benchmarks.watchers [--watchers 1000] [--changes 10] [--entries 20]`.

A database in a temporary folder (SQLite; that of DATABASE_URL where it is set, which must be empty and is left filled), one
uvicorn process, and so many real streams, each held by a socket of its own. A change is written by another process than the
one that serves; the time until the last byte of the new board has arrived is taken at every watcher, from the moment of the
commit. Beside it: memory of the web process without and with the watchers, and its questions to the database, of which those
that are asked every second whoever watches are counted apart.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from statistics import quantiles
from typing import Any

QUESTIONS = "/benchmark/questions"
ROUTINE = re.compile(r'"challenge_event"."id" > |AS "looked"')
"""What is asked again and again: for new events, and for what time moves."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--watchers", type=int, default=1_000)
    parser.add_argument("--changes", type=int, default=10)
    parser.add_argument("--entries", type=int, default=20)
    asked = parser.parse_args()
    _raise_the_limit(asked.watchers * 2 + 200)
    with tempfile.TemporaryDirectory(prefix="watchers-") as folder:
        port = _free_port()
        os.environ |= {"PROOFBOARD_VAR": folder, "PROOFBOARD_HTTPS": "no", "PROOFBOARD_HOSTS": "localhost 127.0.0.1"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("prepare", verbosity=0, stdout=StringIO())
        works = _filled(asked.entries)
        with _served(port):
            asyncio.run(_watch(port, works, asked.watchers, asked.changes))


def _filled(entries: int) -> list[Any]:
    """A contest of so many, none of whom has proved anything."""
    from django.contrib.auth.models import User

    from challenge.models import Cohort, DefinitionVersion
    from challenge.services import contests, submissions

    version = DefinitionVersion.objects.latest("pk")
    cohort = Cohort.objects.create(key="contest", name="Contest", version=version, has_board=True)
    contests.make(cohort)
    owners = [User.objects.create_user(f"entry-{number}") for number in range(entries)]
    works = [submissions.join(cohort, code=f"E{number}", owner=owner) for number, owner in enumerate(owners)]
    for work in works:
        contests.enter(work)
    return works


@contextmanager
def _served(port: int) -> Iterator[None]:
    command = [sys.executable, "-m", "uvicorn", "benchmarks.watchers:application", "--host", "127.0.0.1"]
    quiet = ["--log-level", "warning", "--timeout-graceful-shutdown", "2", "--backlog", "4096"]
    with subprocess.Popen([*command, "--port", str(port), *quiet]) as web:
        try:
            _until_it_answers(port)
            yield
        finally:
            web.terminate()


class Watcher:
    """One stream. `shows`: the newest event whose board has arrived whole; `at`: when."""

    def __init__(self) -> None:
        self.shows, self.at, self.bytes = 0, 0.0, 0
        self.arrived = asyncio.Event()

    async def follow(self, port: int, ticket: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
        writer.write(f"GET /live/stream?ticket={ticket} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        try:
            while line := await reader.readline():
                if not line.startswith(b"id: "):
                    continue
                board = await reader.readuntil(b"\n\n")
                self.shows, self.at, self.bytes = int(line[4:]), time.monotonic(), len(board)
                self.arrived.set()
        finally:
            writer.close()

    async def until(self, event: int) -> float:
        while self.shows < event:
            self.arrived.clear()
            await self.arrived.wait()
        return self.at


async def _watch(port: int, works: Sequence[Any], number: int, changes: int) -> None:
    ticket = await asyncio.to_thread(_ticket, works[0].cohort_id)
    empty = await asyncio.to_thread(_told, port)
    watchers = [Watcher() for _ in range(number)]
    following = [asyncio.create_task(watcher.follow(port, ticket)) for watcher in watchers]
    await _all(watcher.until(1) for watcher in watchers)
    before = await asyncio.to_thread(_told, port)
    began, delays, slowest = time.monotonic(), [], []
    for change in range(changes):
        event, at = await asyncio.to_thread(_change, works[change % len(works)], change)
        arrived = await _all(watcher.until(event) for watcher in watchers)
        delays += [moment - at for moment in arrived]
        slowest.append(max(arrived) - at)
        await asyncio.sleep(1)
    after, seconds = await asyncio.to_thread(_told, port), time.monotonic() - began
    for task in following:
        task.cancel()
    await asyncio.gather(*following, return_exceptions=True)
    cuts = quantiles(delays, n=100)
    print(f"{number:,} watchers, {len(works)} entries, {changes} changes; a board is {watchers[0].bytes / 1024:.1f} KB")
    print(
        f"seen after    p50 {cuts[49]:.3f} s   p95 {cuts[94]:.3f} s   p99 {cuts[98]:.3f} s   most {max(delays):.3f} s"
    )
    print("by the last of all, a change: " + " ".join(f"{one:.3f}" for one in slowest) + " s")
    print(
        f"memory        {empty['memory']:.0f} MB without, {before['memory']:.0f} MB with, {after['memory']:.0f} MB at the end: "
        f"{1024 * (after['memory'] - empty['memory']) / number:.0f} KB a watcher"
    )
    print(
        f"questions     {(after['drawing'] - before['drawing']) / changes:.1f} a change, "
        f"{(after['routine'] - before['routine']) / seconds:.1f} a second whoever watches"
    )


async def _all(each: Iterator[Awaitable[float]] | Any) -> list[float]:
    async with asyncio.timeout(120):
        return list(await asyncio.gather(*each))


def _ticket(cohort: int) -> str:
    from challenge.live.tickets import Ticket, issue

    return issue(Ticket(0, "board", cohort, level="named"))


def _change(work: Any, number: int) -> tuple[int, float]:
    """Somebody proves one row more. Gives the event, and when it was committed."""
    from django.db import transaction
    from django.utils import timezone

    from challenge.models import Run
    from challenge.services import events

    keys = list(work.cohort.version.steps.order_by("position").values_list("key", flat=True))
    steps = {key: ["pass", 1.0, False] for key in keys[: number % len(keys) + 1]}
    with transaction.atomic():
        run = Run.objects.create(
            submission=work, version=work.cohort.version, state="finished", deadline_at=timezone.now()
        )
        (event,) = events.append([events.News("run.finished", work, run, data={"steps": steps, "gained": []})])
    return event.pk, time.monotonic()


def _told(port: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{QUESTIONS}") as answer:
        told: dict[str, float] = json.load(answer)
        return told


def _until_it_answers(port: int) -> None:
    for _ in range(300):
        try:
            _told(port)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the web process does not answer")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def _raise_the_limit(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        if hard != resource.RLIM_INFINITY and hard < wanted:
            raise SystemExit(f"{wanted} open files are needed, and {hard} allowed")
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _counting() -> Callable[..., Awaitable[None]]:
    """The application as it is, with a counter of its questions and an address that tells it."""
    from django.db.backends.signals import connection_created

    from config.asgi import application as served

    asked = {"drawing": 0, "routine": 0}

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked["routine" if ROUTINE.search(sql) else "drawing"] += 1
        return execute(sql, params, many, context)

    def begin(connection: Any, **_: Any) -> None:
        connection.execute_wrappers.append(count)

    connection_created.connect(begin, weak=False)

    async def counted(scope: Any, receive: Any, send: Any) -> None:
        if scope.get("path") != QUESTIONS:
            await served(scope, receive, send)
            return
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        told = {**asked, "memory": pages * resource.getpagesize() / 2**20}
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(told).encode()})

    return counted


if __name__ == "__main__":
    main()
else:
    application = _counting()
