"""The embedded queue: kombu's folder of messages, with every file appearing whole or not at all.

kombu's own writes a message into a file that a reader may take while it is still empty; the reader
then stumbles over no JSON, which ends a Celery worker. Here files are written aside and renamed.
"""

from __future__ import annotations

import fcntl
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    def _put(self, queue: str, message: Any, **_: Any) -> None:  # type: ignore[override]  # its bases disagree
        name = f"{time.monotonic_ns():020}_{uuid.uuid4()}.{queue}.msg"
        _write_whole(Path(self.data_folder_out) / name, message)

    def _get(self, queue: str, timeout: float | None = None) -> Any:  # noqa: ARG002
        """The oldest message of the queue. Of several readers, the one whose renaming succeeds has it."""
        folder = Path(self.data_folder_in)
        names = os.listdir(folder)  # noqa: PTH208  # thousands of strings sort faster than paths
        for name in sorted(name for name in names if name.partition(".")[2] == f"{queue}.msg"):
            taken = folder / f"{uuid.uuid4()}.taken"
            try:
                (folder / name).rename(taken)
            except FileNotFoundError:
                continue
            payload = loads(taken.read_text("utf-8"))
            taken.unlink()
            return payload
        raise Empty

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None) -> None:
        file: Path = self._exchange_file(exchange)  # type: ignore[attr-defined]  # new in kombu 5.7
        self.control_folder.mkdir(parents=True, exist_ok=True)
        row = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with _locked(self.control_folder / "lock"):
            table = self.get_table(exchange)
            if row not in table:
                _write_whole(file, [row, *table])


class Transport(filesystem.Transport):
    Channel = Channel


def use() -> None:
    """Let `filesystem://` mean this from now on."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"


def _write_whole(path: Path, content: Any) -> None:
    draft = path.with_name(f"{uuid.uuid4()}.draft")
    draft.write_text(dumps(content), "utf-8")
    draft.replace(path)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
