"""What can be said of two keys by their looks alone. What only looks unusual is left to Datadog: shapes change."""

from __future__ import annotations

import re

_API = re.compile(r"[0-9a-f]{32}")
_APPLICATION = re.compile(r"[0-9a-f]{40}|ddapp_\w{20,80}")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CLIENT_TOKEN = re.compile(r"pub[0-9a-f]{32}")
_COVERED = re.compile(r".*[*•…].*|.*\.{3}.*|x{6,}.*", re.IGNORECASE)
_PLAIN = re.compile(r"[\x21-\x7e]{20,200}")
_NAMED = re.compile(r"(?:export\s+)?[A-Za-z_-]{2,40}\s*[=:]\s*")

EXCHANGED = (
    "These look exchanged: the API key has 32 characters and the application key has 40. Change places and try again."
)


def cleaned(key: str) -> str:
    """The key without what is copied along: blanks, line ends, quotation marks, `DD_API_KEY=` before it."""
    return _NAMED.sub("", key.strip(), count=1).strip().strip("\"'`").strip()


def exchanged(api_key: str, app_key: str) -> bool:
    """Whether each of the two cleaned keys looks like the other kind, or one of them does and the other is blank."""
    swapped_api = bool(_APPLICATION.fullmatch(api_key))
    swapped_app = bool(_API.fullmatch(app_key))
    return (swapped_api and (swapped_app or not app_key)) or (swapped_app and not api_key)


def api_key_fault(key: str) -> str:
    """Why this cannot be an API key, in one sentence; "" = it may be one."""
    if _APPLICATION.fullmatch(key):
        return "This looks like an application key; an API key has 32 characters."
    return _fault(key, "API key", 32)


def app_key_fault(key: str) -> str:
    """Why this cannot be an application key, in one sentence; "" = it may be one."""
    if _API.fullmatch(key):
        return "This looks like an API key; an application key has 40 characters."
    return _fault(key, "application key", 40)


def _fault(key: str, name: str, length: int) -> str:
    if _ID.fullmatch(key.lower()):
        return f"This is the ID of a key; copy the {name} itself, of {length} characters."
    if _COVERED.fullmatch(key):
        return f"A part of this key is covered; copy the whole {name} where Datadog shows it, or make a new one."
    if _CLIENT_TOKEN.fullmatch(key):
        return f"This is a client token, which can only send; copy the {name}."
    if re.fullmatch(r"[0-9a-f]+", key) and len(key) < length:
        return f"A part is missing: the {name} has {length} characters, and this has {len(key)}."
    if not _PLAIN.fullmatch(key):
        return f"This is no {name} of Datadog: it has {length} characters, digits and small letters."
    return ""
