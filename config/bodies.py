"""Before Django: no request may send more than a page takes. Django itself writes a body to disk however long it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

FIELDS = 2_000_000
"""For what a form sends beside its files."""

SENTENCE = "This is larger than this page takes. Go back, and send less at once: pictures can be made smaller."


class TooMuch(Exception):
    """More has arrived than may."""


def announced(scope: Message) -> int:
    """Bytes, as the request says; 0 = it does not say."""
    length = dict(scope.get("headers", ())).get(b"content-length", b"")
    return int(length) if length.isdigit() else 0


def counted(receive: Receive, most: int) -> Receive:
    """The same messages, until they hold more than `most` bytes: then TooMuch."""
    left = most

    async def receiving() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise TooMuch
        return message

    return receiving


async def refuse(send: Send, sentence: str = SENTENCE) -> None:
    """One sentence, and the connection ends: what is still on its way is not read."""
    text = sentence.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": 413, "headers": [*headers, (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": text})
