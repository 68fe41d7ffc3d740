"""Addresses below https://github.com/demo-faults/ that misbehave, each always in the same way.

As a repository (`…/demo-faults/busy`) or as a file of `…/demo-faults/files` (`…/blob/main/huge.png`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

OWNER = "demo-faults"
PATIENCE = 300.0
CHUNK = b"0" * 65_536


def answer(handler: BaseHTTPRequestHandler, name: str) -> bool:
    """Misbehaves, if there is a fault of this name."""
    fault = FAULTS.get(name)
    if fault is not None:
        fault(handler)
    return fault is not None


def _head(handler: BaseHTTPRequestHandler, status: int, **headers: str) -> None:
    handler.send_response(status)
    for key, value in headers.items():
        handler.send_header(key.replace("_", "-"), value)
    handler.end_headers()


def _busy(handler: BaseHTTPRequestHandler) -> None:
    _head(handler, 429, Retry_After="600", Content_Length="0")


def _broken(handler: BaseHTTPRequestHandler) -> None:
    _head(handler, 502, Content_Length="0")


def _moved(handler: BaseHTTPRequestHandler) -> None:
    _head(handler, 301, Location="https://github.com/demo-s0/hiring-engineers", Content_Length="0")


def _inside(handler: BaseHTTPRequestHandler) -> None:
    _head(handler, 302, Location="http://169.254.169.254/latest/meta-data/", Content_Length="0")


def _elsewhere(handler: BaseHTTPRequestHandler) -> None:
    _head(handler, 302, Location="https://pictures.example.org/picture.png", Content_Length="0")


def _loop(handler: BaseHTTPRequestHandler) -> None:
    _head(handler, 302, Location=handler.path, Content_Length="0")


def _page(handler: BaseHTTPRequestHandler) -> None:
    text = b"<!doctype html><title>Sign in</title>"
    _head(handler, 200, Content_Type="text/html; charset=utf-8", Content_Length=str(len(text)))
    handler.wfile.write(text)


def _empty(handler: BaseHTTPRequestHandler) -> None:
    _head(handler, 200, Content_Type="image/png", Content_Length="0")


def _short(handler: BaseHTTPRequestHandler) -> None:
    _head(handler, 200, Content_Type="image/png", Content_Length="5000")
    handler.wfile.write(b"\x89PNG")
    handler.close_connection = True


def _large(handler: BaseHTTPRequestHandler) -> None:
    _head(handler, 200, Content_Type="image/png", Content_Length=str(10**12))


def _endless(handler: BaseHTTPRequestHandler) -> None:
    _head(handler, 200, Content_Type="image/png", Connection="close")
    handler.close_connection = True
    _until_closed(handler, CHUNK, 0.0)


def _silent(handler: BaseHTTPRequestHandler) -> None:
    """Takes the question and never answers; notices when nobody waits any more."""
    handler.connection.settimeout(PATIENCE)
    with suppress(OSError):
        handler.connection.recv(1)
    handler.close_connection = True


def _trickle(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Trickle: ")
    handler.close_connection = True
    _until_closed(handler, b"x", 0.05)


def _until_closed(handler: BaseHTTPRequestHandler, content: bytes, pause: float) -> None:
    until = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < until:
            handler.wfile.write(content)
            time.sleep(pause)
    except OSError:
        return


FAULTS: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {
    "busy": _busy,
    "broken": _broken,
    "moved": _moved,
    "inside": _inside,
    "elsewhere": _elsewhere,
    "loop": _loop,
    "page": _page,
    "empty": _empty,
    "short": _short,
    "large": _large,
    "endless": _endless,
    "silent": _silent,
    "trickle": _trickle,
}
