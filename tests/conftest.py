"""Tests write to a folder of their own: the database is a real file there, and so is the queue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

pytest_plugins = ["tests.programs"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A file and not SQLite's memory, because workers and threads must see the same rows."""
    database = connections["default"].settings_dict
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def own_queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Messages sent in tests never reach the queue of an installation."""
    from config.celery import app

    folder = tmp_path_factory.mktemp("queue")
    (folder / "messages").mkdir()
    app.conf.broker_url = "filesystem://"
    app.conf.broker_transport_options = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.1,
    }
    yield folder


@pytest.fixture(autouse=True)
def own_var(tmp_path: Path) -> Iterator[Path]:
    """What the program would write to its var folder."""
    before = settings.VAR
    settings.VAR = tmp_path / "var"
    settings.VAR.mkdir()
    yield settings.VAR
    settings.VAR = before
