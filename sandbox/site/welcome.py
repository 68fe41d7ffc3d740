"""What says that this is a sandbox: the page at `/`, the header on every answer; and the ways to name a site."""

from __future__ import annotations

import html
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.site.state import Organisation

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Sandbox · Proofboard</title></head><body>
<h1>This is a sandbox</h1>
<p>It stands in for Datadog's HTTP API. Nothing here is a real account, and nothing leaves this machine.</p>
<h2>Organisations</h2>
<ul>{items}</ul>
</body></html>
"""


def welcome(organisations: Sequence[Organisation]) -> HTMLResponse:
    """The organisations by name and site; never a key."""
    items = "".join(
        f"<li>{html.escape(organisation.seed.name)} ({html.escape(organisation.seed.site)})</li>"
        for organisation in organisations
    )
    return HTMLResponse(_PAGE.format(items=items))


class Mark:
    """Puts `X-Sandbox: proofboard` on every answer, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Sandbox"] = "proofboard"
            await send(message)

        await self.app(scope, receive, marked if scope["type"] == "http" else send)


class SitePrefix:
    """Reads which Datadog site is asked, the clearest first.

    `http://127.0.0.1:PORT/site/us3.datadoghq.com` as base URL works with every client; a header `X-Sandbox-Site`,
    and a Host header `api.us3.datadoghq.com`, work too. With none of them the application's own site is meant.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            host = headers.get("host", "").partition(":")[0]
            named = host.removeprefix("api.") if host.startswith("api.") else None
            site = headers.get("x-sandbox-site") or named
            if scope["path"].startswith("/site/"):
                site, _, rest = scope["path"].removeprefix("/site/").partition("/")
                scope = {**scope, "path": f"/{rest}", "raw_path": None}
            scope = {**scope, "sandbox_site": site}
        await self.app(scope, receive, send)
