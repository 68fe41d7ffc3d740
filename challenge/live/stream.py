"""The ASGI app of streams: one coroutine a page, no session, no ORM, no thread.

It stands before Django (`config.asgi`), because in Django a stream would hold a thread and a
database connection for as long as the page is open.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

from challenge.live import tickets
from challenge.live.hub import Behind, Drawn, Hub, News, Seat, is_of_a_contest
from challenge.live.poller import Poller

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PATH = "/live/stream"
HEARTBEAT_SECONDS = 15.0
OPEN_FOR_SECONDS = 600.0
"""A stream ends after a while and the page asks for a new ticket, so that access is checked again."""

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


def frame(news: News) -> bytes:
    """One event as a browser reads it: ids only."""
    data = json.dumps(as_told(news), separators=(",", ":"))
    return f"id: {news.id}\nevent: news\ndata: {data}\n\n".encode()


def as_told(news: News) -> dict[str, Any]:
    """What a page reads of it. part: the only part of a page that it may change, "" = any."""
    part = "contest" if is_of_a_contest(news.kind) else ""
    return {"kind": news.kind, "submission": news.submission, "rows": news.rows, "part": part}


def as_sent(item: News | Drawn | Behind | None, seat: Seat) -> bytes:
    """What waits for a page, as bytes."""
    if isinstance(item, Drawn):
        return item.frame
    if isinstance(item, Behind):
        return signal("behind" if item.behind else "caught-up")
    return frame(seat.told(item)) if item else signal("reset")


def signal(name: str) -> bytes:
    """An event without content: `reset` (fetch everything), `renew` (come back with a new ticket), `behind` (what you show
    may be old) or `caught-up` (not any more)."""
    return f"event: {name}\ndata: {{}}\n\n".encode()


class Stream:
    """Callable as an ASGI app for `PATH`."""

    def __init__(
        self, hub: Hub, poller: Poller, *, heartbeat: float = HEARTBEAT_SECONDS, open_for: float = OPEN_FOR_SECONDS
    ) -> None:
        self._hub = hub
        self._poller = poller
        self._heartbeat = heartbeat
        self._open_for = open_for

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the page in by its ticket, then tell it news until either side leaves."""
        if scope["method"] != "GET":
            await _refuse(send, 405, "A stream is read with GET.")
            return
        query = parse_qs(scope["query_string"].decode("latin-1"))
        ticket = tickets.read(query.get("ticket", [""])[0])
        if ticket is None:
            await _refuse(send, 403, "This ticket is not good, or not any more.")
            return
        seat = Seat.of(replace(ticket, after=_resume_from(scope, query, ticket)))
        seat.have = query.get("have", [""])[0]
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        try:
            await self._until_gone(seat, receive, send)
        finally:
            self._hub.leave(seat)

    async def _until_gone(self, seat: Seat, receive: Receive, send: Send) -> None:
        telling = asyncio.ensure_future(self._tell(seat, send))
        leaving = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (telling, leaving):
                task.cancel()
            await asyncio.gather(telling, leaving, return_exceptions=True)

    async def _tell(self, seat: Seat, send: Send) -> None:
        clock = asyncio.get_running_loop().time
        end = clock() + self._open_for
        self._hub.take(seat)
        self._poller.wake()
        await _write(send, b"retry: 2000\n\n")
        while (left := end - clock()) > 0:
            try:
                # Not wait_for: in Python 3.11 it swallows the cancellation of a stream whose page has just left
                # while news arrived, and the stream would go on for nobody.
                async with asyncio.timeout(min(self._heartbeat, left)):
                    news = await seat.queue.get()
            except TimeoutError:
                await _write(send, b": still here\n\n")
            else:
                await _write(send, as_sent(news, seat))
        await _write(send, signal("renew"), more=False)


def _resume_from(scope: Scope, query: dict[str, list[str]], ticket: tickets.Ticket) -> int:
    """The last event the page knows: what the browser says on reconnecting, else what the page said."""
    headers = dict(scope["headers"])
    for given in (headers.get(b"last-event-id", b"").decode("latin-1"), query.get("after", [""])[0]):
        if given.isascii() and given.isdigit() and len(given) < 19:
            return max(int(given), ticket.after)
    return ticket.after


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def _refuse(send: Send, status: int, sentence: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await _write(send, sentence.encode(), more=False)
