"""The web process: streams by themselves, everything else by Django.

Serve it with a graceful time-out, because open streams never end by themselves:
`uvicorn config.asgi:application --timeout-graceful-shutdown 2`.
"""

from __future__ import annotations

import os
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django_application = get_asgi_application()

from django.conf import settings

from challenge import vault
from challenge.live import events
from challenge.live.boards import Drawer
from challenge.live.hub import Hub
from challenge.live.poller import Poller
from challenge.live.stream import PATH, Message, Receive, Scope, Send, Stream
from challenge.services import own_looks
from config import bodies

hub = Hub()
poller = Poller(hub, read_since=events.read_since, last_id=events.last_id, let_go=events.let_go, draw=Drawer())
stream = Stream(hub, poller)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Streams stand before Django: there each one would hold a thread and a connection."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == PATH:
        await stream(scope, receive, send)
    else:
        await _within(scope, receive, send)


async def _within(scope: Scope, receive: Receive, send: Send) -> None:
    most, sentence = settings.UPLOAD_LIMIT + bodies.FIELDS, bodies.SENTENCE
    if scope["path"].startswith("/look/"):  # anybody may post there
        most, sentence = own_looks.LARGEST, f"{own_looks.too_large()}\n"
    if bodies.announced(scope) > most:
        await bodies.refuse(send, sentence)
        return
    try:
        careful = bodies.counted(receive, most)
        await django_application(cast(dict[str, Any], scope), cast(Any, careful), cast(Any, send))
    except bodies.TooMuch:
        await bodies.refuse(send, sentence)


async def _lifespan(receive: Receive, send: Send) -> None:
    message: Message = await receive()
    assert message["type"] == "lifespan.startup"
    try:
        await sync_to_async(vault.refuse_unreadable)()
    except SystemExit as refusal:
        await send({"type": "lifespan.startup.failed", "message": str(refusal)})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    poller.stop()
    await send({"type": "lifespan.shutdown.complete"})
