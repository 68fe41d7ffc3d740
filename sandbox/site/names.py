"""Identifiers and dice that depend on nothing but their ingredients, so that a sandbox always looks the same."""

from __future__ import annotations

import hashlib
import re
import uuid

_BASE = "23456789abcdefghijkmnpqrstuvwxyz"


def dice(*ingredients: object) -> float:
    """A number in [0, 1) that is the same for the same ingredients."""
    return _number(ingredients) / 2**64


def number(*ingredients: object, digits: int) -> int:
    """A positive number of exactly that many digits."""
    low: int = 10 ** (digits - 1)
    return low + _number(ingredients) % (9 * low)


def uuid_of(*ingredients: object) -> str:
    return str(uuid.UUID(int=_number((*ingredients, "high")) << 64 | _number(ingredients), version=4))


def board_id(*ingredients: object) -> str:
    """Three groups of three, as in `9kn-skt-493`."""
    rest = _number(ingredients)
    letters = []
    for _ in range(9):
        rest, digit = divmod(rest, len(_BASE))
        letters.append(_BASE[digit])
    text = "".join(letters)
    return f"{text[:3]}-{text[3:6]}-{text[6:]}"


def slug(title: str) -> str:
    return re.sub(r"[^a-z0-9-]", "", title.lower().replace(" ", "-")) or "untitled"


def _number(ingredients: tuple[object, ...]) -> int:
    digest = hashlib.blake2b(repr(ingredients).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")
