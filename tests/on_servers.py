"""`python -m tests.on_servers [what pytest takes]`: what meets database, broker or web, on PostgreSQL and Redis.

`make test` runs this, and then on SQLite and a folder all but what pages show; plain pytest runs everything there.
What is not in `AGAIN` runs only then: `verifier` and `sandbox` know neither database nor broker, and `tests/faults`
starts both kinds by itself. Of `tests/challenge` and `tests/config` that goes for each test that asks for none of them
(`tests/conftest.py`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sandbox.demo.starting import end_on_signals, say
from tests.programs import missing
from tests.servers import MIGRATED, migrated, new_database, postgres, redis

ROOT = Path(__file__).resolve().parents[1]
AGAIN = ("tests/challenge", "tests/config", "tests/journeys", "tests/acceptance/test_by_workers.py")
EMBEDDED = "tests/config/test_folder_queue.py"  # is about the queue that Redis takes the place of
NEEDED = ("postgres", "redis-server")

MARK = "PROOFBOARD_TESTS_ON_SERVERS"
"""Set while the servers of DATABASE_URL and REDIS_URL are ours, so that tests never write to somebody's installation."""


def main(arguments: Sequence[str]) -> int:
    """pytest's exit status; 0 where nothing of what was asked for meets a database or a broker."""
    paths, options = asked(arguments)
    if not paths:
        return 0
    without = [package for program, package in missing().items() if program in NEEDED]
    if without:
        say(f"Not run on PostgreSQL and Redis, because these packages are missing: {', '.join(without)}")
        return 1 if os.environ.get("CI") else 0
    end_on_signals()
    with _servers() as settings:
        for name in list(settings):
            os.environ.pop(f"{name}_FILE", None)
        os.environ.update(settings)
        say(f"On PostgreSQL and Redis: {' '.join(paths)}")
        status = pytest.main([*options, f"--ignore={EMBEDDED}", *paths])
    return 0 if status == pytest.ExitCode.NO_TESTS_COLLECTED else int(status)


def asked(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """(paths of tests that meet database or broker, other arguments). A path above some of those means all of them."""
    paths = [argument for argument in arguments if (ROOT / argument.partition("::")[0]).exists()]
    options = [argument for argument in arguments if argument not in paths]
    chosen: list[str] = []
    for path in paths or ["tests"]:
        place = (ROOT / path.partition("::")[0]).relative_to(ROOT)
        if place == Path(EMBEDDED):
            continue
        if any(place.is_relative_to(again) for again in AGAIN):
            chosen.append(path)
        else:
            chosen += [again for again in AGAIN if Path(again).is_relative_to(place)]
    return chosen, options


@contextmanager
def own_installation(name: str) -> Iterator[dict[str, str]]:
    """Settings for processes that a test starts: a migrated database and a broker of their own, of the kind of this run."""
    if MARK not in os.environ:
        yield {}  # the folder they write to is their own, and holds both
        return
    with redis() as broker:
        yield {"DATABASE_URL": new_database(os.environ["DATABASE_URL"], name, template=MIGRATED), "REDIS_URL": broker}


@contextmanager
def _servers() -> Iterator[dict[str, str]]:
    with postgres() as database, redis() as broker, TemporaryDirectory() as folder:
        migrated(database, Path(folder))
        yield {"DATABASE_URL": database, "REDIS_URL": broker, MARK: "yes"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
