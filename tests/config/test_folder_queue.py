from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection

from config import folder_queue

folder_queue.use()


@pytest.fixture(autouse=True)
def forget_bindings():
    """kombu remembers in the process what it wrote to a folder; every test has another folder."""
    folder_queue.Transport.global_state.clear()


def connected(folder: Path) -> Connection:
    (folder / "messages").mkdir(exist_ok=True)
    options = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.001,
    }
    return Connection("filesystem://localhost//", transport_options=options)


def send(folder: Path, number: int, queue: str = "host") -> None:
    with connected(folder) as connection:
        box = connection.SimpleQueue(queue)
        for n in range(number):
            box.put({"n": n})


def receive(folder: Path, stop: threading.Event, got: list[Any], queue: str = "host") -> None:
    """Until nothing is left after `stop`."""
    with connected(folder) as connection:
        box = connection.SimpleQueue(queue)
        while True:
            last = stop.is_set()
            try:
                message = box.get(timeout=0.05)
            except box.Empty:
                if last:
                    return
                continue
            got.append(message.payload["n"])
            message.ack()


@pytest.mark.parametrize("readers", [1, 3])
def test_no_message_is_lost_or_doubled_while_one_writes_and_others_read(tmp_path: Path, readers: int):
    send(tmp_path, 0)
    stop, got = threading.Event(), []
    threads = [threading.Thread(target=receive, args=(tmp_path, stop, got)) for _ in range(readers)]
    for thread in threads:
        thread.start()
    send(tmp_path, 500)
    stop.set()
    for thread in threads:
        thread.join()
    assert sorted(got) == list(range(500))


def test_messages_of_another_queue_are_left_alone(tmp_path: Path):
    send(tmp_path, 3, queue="account")
    stop, got = threading.Event(), []
    stop.set()
    receive(tmp_path, stop, got)
    assert got == []
    receive(tmp_path, stop, got, queue="account")
    assert got == [0, 1, 2]


def test_nothing_is_left_behind(tmp_path: Path):
    send(tmp_path, 3)
    stop, got = threading.Event(), []
    stop.set()
    receive(tmp_path, stop, got)
    assert list((tmp_path / "messages").iterdir()) == []


def test_the_app_uses_this_queue():
    from config.celery import app

    with app.connection_for_write() as connection:
        assert isinstance(connection.transport, folder_queue.Transport)
