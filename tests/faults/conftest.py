"""Installations on every kind of database and broker that is meant to work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import Installation
from tests.faults.silent import Silent
from tests.servers import Redis, new_database, postgres

KINDS = [
    pytest.param(("sqlite", "folder"), id="sqlite-and-a-folder"),
    pytest.param(
        ("postgresql", "redis"),
        id="postgresql-and-redis",
        marks=[pytest.mark.needs("postgres", "redis-server")],
    ),
]


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgres(tmp_path_factory.mktemp("postgres") / "cluster") as url:
        yield url


@pytest.fixture(params=KINDS)
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """Migrated, empty, with no process running."""
    database, broker = request.param
    settings = {}
    if database == "postgresql":
        settings["DATABASE_URL"] = new_database(request.getfixturevalue("postgres_url"), tmp_path.name)
    redis = Redis() if broker == "redis" else None
    if redis:
        settings["REDIS_URL"] = redis.url
    made = Installation(tmp_path, settings)
    try:
        made.manage("migrate", "-v", "0")
        yield made
    finally:
        made.stop()
        if redis:
            redis.stop()


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
