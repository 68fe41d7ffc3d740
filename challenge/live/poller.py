"""Reads new events for all streams of this process: one thread, one database connection.

Nothing is read while nobody listens. A database that does not answer is asked again; the streams
stay open, and their pages are told that what they show may be old.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence

from challenge.live.hub import KEPT, Drawn, Hub, News, Place

log = logging.getLogger(__name__)

EVERY_SECONDS = 0.25
AFTER_TROUBLE_SECONDS = 1.0
BATCH = 500
BEHIND_AFTER_SECONDS = 5.0
WATCH_SECONDS = 1.0

ReadSince = Callable[[int, int], Sequence[News]]
"""(after, limit) -> the next events in order."""
LastId = Callable[[], int]
Draw = Callable[[Mapping[Place, int], Sequence[News]], Sequence[Drawn]]
"""(boards that are watched, what happened) -> those that look different now."""
LetGo = Callable[[], None]
"""Close the thread's connection, after trouble and at the end."""


def draw_nothing(_watched: Mapping[Place, int], _news: Sequence[News]) -> Sequence[Drawn]:
    return ()


class Poller:
    """Polls the database in a thread of its own and tells the hub in the event loop."""

    def __init__(
        self,
        hub: Hub,
        *,
        read_since: ReadSince,
        last_id: LastId,
        let_go: LetGo,
        draw: Draw = draw_nothing,
        after_trouble: float = AFTER_TROUBLE_SECONDS,
        behind_after: float = BEHIND_AFTER_SECONDS,
    ) -> None:
        self._hub = hub
        self._read_since = read_since
        self._last_id = last_id
        self._let_go = let_go
        self._draw = draw
        self._after_trouble = after_trouble
        self._behind_after = behind_after
        self._watch: asyncio.TimerHandle | None = None
        self._heard = 0.0
        self._wanted = threading.Event()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._read_up_to: int | None = None

    def wake(self) -> None:
        """Somebody listens: start on first use, go on after a pause. Call it from the event loop."""
        if self._thread is None:
            self._loop = asyncio.get_running_loop()
            self._thread = threading.Thread(target=self._poll, name="live-poller", daemon=True)
            self._thread.start()
        self._wanted.set()
        if self._watch is None:
            self._heard = time.monotonic()
            self._look_after()

    def stop(self) -> None:
        """End the thread and its connection."""
        self._stopped.set()
        self._wanted.set()
        if self._watch is not None:
            self._watch.cancel()
        if self._thread:
            self._thread.join(timeout=5)

    def _look_after(self) -> None:
        """In the event loop, while anybody listens: the thread may hang in a question that nobody answers."""
        if self._hub.empty:
            self._watch = None
            self._hub.behind(False)
            return
        self._hub.behind(time.monotonic() - self._heard > self._behind_after)
        pause = min(WATCH_SECONDS, self._behind_after)
        self._watch = asyncio.get_running_loop().call_later(pause, self._look_after)

    def _poll(self) -> None:
        while not self._stopped.is_set():
            if self._hub.empty:
                self._wanted.clear()
                if self._hub.empty:  # nobody sat down between the two lines
                    self._wanted.wait()
                continue
            try:
                pause = 0.0 if self._read_once() else EVERY_SECONDS
                self._heard = time.monotonic()
            except Exception:
                log.warning("The poller of live pages could not read events; it tries again.", exc_info=True)
                self._let_go()
                pause = self._after_trouble
            self._stopped.wait(pause)
        self._let_go()

    def _read_once(self) -> bool:
        """Read one batch; True when there is probably more at once."""
        assert self._loop is not None
        newest = self._last_id() if self._read_up_to is None else None
        if newest is not None:
            self._read_up_to = max(0, newest - KEPT)
            self._loop.call_soon_threadsafe(self._hub.start_from, self._read_up_to)
        assert self._read_up_to is not None
        batch = self._read_since(self._read_up_to, BATCH)
        if batch:
            self._read_up_to = batch[-1].id
            self._loop.call_soon_threadsafe(self._hub.tell, batch)
        watched = self._hub.watched
        if watched and (drawn := self._draw(watched, batch)):
            self._loop.call_soon_threadsafe(self._hub.show, drawn)
        return len(batch) == BATCH
