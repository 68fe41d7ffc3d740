"""How long a machine that answers waits behind machines that do not: `python -m benchmarks.dead_hosts [--dead 200]`.

Loopback ports that accept and never say a word, each the machine of a submission, and one sandbox host that answers. One real
worker process for the queue of hosts, and one for those known to be silent. The good one is checked alone, then as the last of
all, and once more when the others are known; the ratios are what may be compared between machines.

Everything lies in a temporary folder (SQLite, and a folder as the queue, unless REDIS_URL names a server of its own) and is
stopped at the end, at the latest after `--limit` seconds.
"""

from __future__ import annotations

import argparse
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.hosts.running import RunningHost, running
from sandbox.hosts.seed import load_all

if TYPE_CHECKING:
    from challenge.models import Cohort, Run, Submission

SILENT = "host-silent"
ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dead", type=int, default=200)
    parser.add_argument("--threads", type=int, default=64)
    parser.add_argument("--limit", type=float, default=300)
    asked = parser.parse_args()
    ends = time.monotonic() + asked.limit
    with ExitStack() as stack:
        var = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dead-hosts-")))
        cohort = _installed(var)
        ports = stack.enter_context(silent(asked.dead))
        seed = load_all(ROOT / "sandbox" / "candidates")[1]
        host = stack.enter_context(running([seed]))[seed.name]
        good = _submission(cohort, "good", host.port, host)
        dead = [_submission(cohort, f"dead{number}", port) for number, port in enumerate(ports)]
        stack.enter_context(_workers(var, {"host": asked.threads, SILENT: 16}, ends))
        alone = _seconds(_start(good), ends)
        first = _behind(dead, good, ends)
        second = _behind(dead, good, ends)
    print(f"{asked.dead} machines that accept and never answer, {asked.threads} threads")
    print(f"a good machine alone         {alone:6.2f} s")
    for crowd, seconds in (("behind all, the first time", first), ("behind all, the next time", second)):
        print(f"{crowd:<28} {seconds:6.2f} s   {seconds / alone:.1f} times as long")


def _behind(dead: list[Submission], good: Submission, ends: float) -> float:
    """How long the good one takes as the last of all; returns when all have ended."""
    started = [_start(submission) for submission in dead]
    seconds = _seconds(_start(good), ends)
    for run in started:
        _seconds(run, ends)
    return seconds


@contextmanager
def silent(number: int) -> Iterator[list[int]]:
    """So many ports on loopback that take a connection and never answer."""
    stop = threading.Event()
    with ExitStack() as stack:
        doors = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)]
        keeper = threading.Thread(target=_hold, args=(doors, stop), daemon=True)
        keeper.start()
        yield [door.getsockname()[1] for door in doors]
        stop.set()
        keeper.join()


def _hold(doors: list[socket.socket], stop: threading.Event) -> None:
    held, by_number = [], {door.fileno(): door for door in doors}
    with selectors.DefaultSelector() as waiting:
        for door in doors:
            waiting.register(door, selectors.EVENT_READ)
        while not stop.is_set():
            for key, _events in waiting.select(timeout=0.2):
                held.append(by_number[key.fd].accept()[0])
    for connection in held:
        connection.close()


def _installed(var: Path) -> Cohort:
    """An installation of its own, empty but for a cohort. Django reads the environment once, so this comes first."""
    os.environ |= {
        "PROOFBOARD_VAR": str(var),
        "DATABASE_URL": f"sqlite:///{var / 'proofboard.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ALLOWED_TARGETS": "127.0.0.1/32",
        "PROOFBOARD_LOG_LEVEL": "INFO",
        "PYTHONPATH": str(ROOT),
    }
    import django

    django.setup()
    from django.core.management import call_command

    from challenge.models import Cohort, DefinitionVersion

    with Path(os.devnull).open("w") as nowhere:
        call_command("prepare", stdout=nowhere)
    version = DefinitionVersion.objects.filter(challenge__key="solutions-engineer").latest("pk")
    return Cohort.objects.create(key="crowd", name="Crowd", version=version)


def _submission(cohort: Cohort, code: str, port: int, host: RunningHost | None = None) -> Submission:
    from django.contrib.auth.models import User

    from challenge.services import submissions

    made = submissions.join(cohort, code=code, owner=User.objects.create(username=code))
    submissions.set_machine(
        made,
        address="127.0.0.1",
        port=port,
        username=host.user if host else "nobody",
        key=host.key if host else "",
        password=host.password if host else "an invented way in",
    )
    return made


@contextmanager
def _workers(var: Path, threads: dict[str, int], ends: float) -> Iterator[None]:
    """A process for each queue, until the block ends."""
    with ExitStack() as stack:
        for queue, number in threads.items():
            stack.enter_context(_worker(var, queue, number, ends))
        yield


@contextmanager
def _worker(var: Path, queue: str, threads: int, ends: float) -> Iterator[None]:
    words = ["-m", "celery", "-A", "config", "worker", "-Q", queue, "-n", f"{queue}@here", "-c", str(threads)]
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "info"]
    said = var / f"{queue}.log"
    with said.open("wb") as log:
        process = subprocess.Popen([sys.executable, *words, *quiet], cwd=ROOT, stdout=log, stderr=log)
    try:
        while " ready." not in said.read_text("utf-8", "replace"):
            _go_on(ends, process)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _start(submission: Submission) -> Run:
    from challenge.services.runs import start

    return start(submission, None)


def _seconds(run: Run, ends: float) -> float:
    """From asking to the end."""
    while run.is_open:
        _go_on(ends)
        run.refresh_from_db()
    assert run.seconds is not None
    return run.seconds


def _go_on(ends: float, process: subprocess.Popen[bytes] | None = None) -> None:
    if time.monotonic() > ends:
        raise SystemExit("It took longer than --limit, so it was stopped.")
    if process is not None and process.poll() is not None:
        raise SystemExit(f"The worker ended with status {process.returncode}.")
    time.sleep(0.05)


if __name__ == "__main__":
    main()
