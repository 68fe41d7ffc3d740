"""What a reader wrote themselves, marked on its way through the veil, so that it comes back as it was typed.

A veil over it would tell whether a guess was right. The words are marked by place, never found by what they say: the same
words elsewhere on the page stay veiled. Nobody can write the mark, and none is ever sent.
"""

from __future__ import annotations

import re
import secrets

_ONCE = "".join(secrets.choice("0123456789") for _ in range(24))
"""Of this process, which both draws a page and sends it. Digits, which are in no name."""
OPEN, CLOSE = f"~+{_ONCE}~", f"~-{_ONCE}~"
_MARKED = re.compile(re.escape(OPEN) + "(.*?)" + re.escape(CLOSE), re.DOTALL)
_PLACE = re.compile(rf"~{_ONCE}-(\d+)~")


def marked(words: str) -> str:
    return f"{OPEN}{words}{CLOSE}" if words else words


def taken_out(page: str) -> tuple[str, list[str]]:
    """The page with a place for each of the reader's own words, and those words."""
    own: list[str] = []

    def place(found: re.Match[str]) -> str:
        own.append(found[1])
        return f"~{_ONCE}-{len(own) - 1}~"

    return _MARKED.sub(place, page), own


def put_back(page: str, own: list[str]) -> str:
    return _PLACE.sub(lambda found: own[int(found[1])], page)
