"""Fetches one picture by an address as documents have it: the page that shows it, the file itself, or a link to a host of pictures.

Whether the bytes are a picture is not told here; what can be told is that a page came in its place.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from verifier.intake.limits import RefusedError
from verifier.intake.web import Got, Web, get

_PAGES = ("text/html", "application/xhtml+xml")
_IMGUR = re.compile(r"/(?P<id>[A-Za-z0-9]{5,9})")


def fetch_picture(address: str, web: Web) -> Got:
    """The picture's bytes, as they came. Raises RefusedError with one sentence."""
    got = get(direct(address), web)
    if got.content_type in _PAGES:
        raise RefusedError("The address leads to a page, and not to a picture.")
    if not got.body:
        raise RefusedError("There is nothing at the address: the file is empty.")
    return got


def direct(address: str) -> str:
    """Where the file itself lies, for the address of a page that shows it; any other address as it is."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").lower().removeprefix("www.")
    except ValueError:
        raise RefusedError("This is no address of the web.") from None
    if host == "imgur.com" and (found := _IMGUR.fullmatch(parts.path)):
        return f"https://i.imgur.com/{found['id']}.png"
    words = parts.path.split("/")
    shown = {"github.com": "blob", "gitlab.com": "blob", "bitbucket.org": "src", "codeberg.org": "src"}.get(host, "")
    if not shown or shown not in words[3:]:
        return address.strip()
    number = words.index(shown, 3)
    return _joined(parts, host, [*words[:number], "raw", *words[number + 1 :]])


def _joined(parts: SplitResult, host: str, words: list[str]) -> str:
    """Without what only the page wanted to know, such as `?raw=true`."""
    return urlunsplit((parts.scheme, host, "/".join(words), "", ""))
