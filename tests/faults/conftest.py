"""Installations on every kind of database and broker that is meant to work."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import Installation
from tests.faults.silent import Silent
from tests.servers import MIGRATED, Postgres, Redis, migrated, new_database, postgres

KINDS = [
    pytest.param(("sqlite", "folder"), id="sqlite-and-a-folder"),
    pytest.param(
        ("postgresql", "redis"),
        id="postgresql-and-redis",
        marks=[pytest.mark.needs("postgres", "redis-server")],
    ),
]


@pytest.fixture(scope="session")
def sqlite_migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tables in it: making them takes longer than most tests here."""
    folder = tmp_path_factory.mktemp("migrated")
    Installation(folder).manage("migrate", "-v", "0")
    return folder


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL with a database of which each test has a copy."""
    with postgres() as url:
        migrated(url, tmp_path_factory.mktemp("migrating"))
        yield url


@pytest.fixture(params=KINDS)
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """Migrated, with no row in any table of ours and with no process running."""
    database, broker = request.param
    settings = {}
    if database == "postgresql":
        cluster = request.getfixturevalue("cluster")
        settings["DATABASE_URL"] = new_database(cluster, tmp_path.name, template=MIGRATED)
    else:
        for path in request.getfixturevalue("sqlite_migrated").glob("proofboard.sqlite3*"):
            shutil.copy(path, tmp_path)
    redis = Redis() if broker == "redis" else None
    if redis:
        settings["REDIS_URL"] = redis.url
    made = Installation(tmp_path, settings)
    try:
        yield made
    finally:
        made.stop()
        if redis:
            redis.stop()


@pytest.fixture
def database() -> Iterator[Postgres]:
    """One of the test's own, to stop and start again."""
    server = Postgres()
    yield server
    server.end()


@pytest.fixture
def redis() -> Iterator[Redis]:
    """One of the test's own, to stop and start again."""
    server = Redis()
    yield server
    server.stop()


@pytest.fixture
def silent() -> Iterator[Silent]:
    server = Silent()
    yield server
    server.close()
