"""Tests write to a folder of their own: the database is a real file there, and so is the queue.

With `python -m tests.on_servers` both are servers instead, which it has started for this run alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connections
from hypothesis import settings as hypothesis
from kombu import Message
from whitenoise.middleware import WhiteNoiseMiddleware

from tests.on_servers import MARK
from tests.servers import MIGRATED

pytest_plugins = ["tests.needs", "tests.spread", "tests.forges"]

# What takes how long depends on who else is at work. CI tries the same examples each time, whoever runs this tries others.
hypothesis.register_profile("patient", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.load_profile("patient")


class QuickHasher(PBKDF2PasswordHasher):
    """As the real one, but once instead of a million times: what is tested is never how long a guess takes."""

    algorithm = "pbkdf2_quick"
    iterations = 1


PAGES = ("tests/challenge/views/", "tests/challenge/test_drawn_", "tests/journeys/")
"""What a page shows is the same whatever keeps the rows: `make test` asks for it on servers, and on SQLite and a folder
only as far as the journey of a check goes."""
ON_BOTH = "tests/journeys/test_check_now.py"

QUEUES = ("host", "host-silent", "account", "document")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "tried_on_servers: left out of the second half of `make test`")
    given = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)]
    if given and MARK not in os.environ:
        raise pytest.UsageError(f"Tests run on servers of their own only: unset {' and '.join(given)}.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On servers runs what meets one of them: what knows neither database nor broker is the same without."""
    for item in items:
        if item.nodeid.startswith(PAGES) and not item.nodeid.startswith(ON_BOTH) and _meets_a_server(item):
            item.add_marker("tried_on_servers")
    if MARK in os.environ:
        apart = [item for item in items if not _meets_a_server(item)]
        config.hook.pytest_deselected(items=apart)
        items[:] = [item for item in items if _meets_a_server(item)]


def _meets_a_server(item: pytest.Item) -> bool:
    """By what it asks for; journeys and what else starts whole processes have an installation of their own there."""
    if not item.nodeid.startswith(("tests/challenge/", "tests/config/")):
        return True
    needs = {"db", "transactional_db", "django_db_setup", "take_messages"}
    return item.get_closest_marker("django_db") is not None or not needs.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """A file and not SQLite's memory, because workers and threads must see the same rows; on PostgreSQL a copy."""
    database = connections["default"].settings_dict
    if MARK in os.environ:
        database["TEST"]["TEMPLATE"] = MIGRATED
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    before = settings.PASSWORD_HASHERS
    settings.PASSWORD_HASHERS = ["tests.conftest.QuickHasher", *before]
    yield
    settings.PASSWORD_HASHERS = before


@pytest.fixture(scope="session", autouse=True)
def static_files_found_once() -> Iterator[None]:
    """Each browser of a test begins with middleware of its own, which would look for the same files again."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def remembered(self: WhiteNoiseMiddleware) -> None:
        place = (settings.STATIC_URL, *map(str, settings.STATICFILES_DIRS))
        if place not in found:
            look(self)
            found[place] = self.files
        self.files = dict(found[place])

    WhiteNoiseMiddleware.add_files_from_finders = remembered
    yield
    WhiteNoiseMiddleware.add_files_from_finders = look


@pytest.fixture(scope="session", autouse=True)
def own_queue(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Messages sent in tests never reach the queue of an installation, nor of a test in another process."""
    from config.celery import app

    if MARK in os.environ:
        number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
        app.conf.broker_url = f"{settings.REDIS_URL.rsplit('/', 1)[0]}/{number}"
        return
    folder = tmp_path_factory.mktemp("queue")
    (folder / "messages").mkdir()
    app.conf.broker_url = "filesystem://"
    app.conf.broker_transport_options = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.1,
    }


@pytest.fixture
def take_messages() -> Callable[[], list[tuple[str, Message]]]:
    """Takes what lies in the queues, as workers would: (queue, message) each. What earlier tests left is gone before."""
    from config.celery import app

    def take() -> list[tuple[str, Message]]:
        taken = []
        with app.connection_for_read() as connection:
            for queue in QUEUES:
                box = connection.SimpleQueue(queue)
                while True:
                    try:
                        message = box.get_nowait()
                    except box.Empty:
                        break
                    message.ack()
                    taken.append((queue, message))
        return taken

    take()
    return take


@pytest.fixture(autouse=True)
def boards_drawn_anew() -> None:
    """What a process keeps of boards is of a database that is not there any more."""
    from challenge.live import shown

    shown.forget()


@pytest.fixture(autouse=True)
def own_var(tmp_path: Path) -> Iterator[Path]:
    """What the program would write to its var folder."""
    before = settings.VAR
    settings.VAR = tmp_path / "var"
    settings.VAR.mkdir()
    yield settings.VAR
    settings.VAR = before
