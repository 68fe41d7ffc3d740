"""What is said when Datadog could not be looked at: one sentence that a candidate understands."""

from __future__ import annotations

import re

from verifier.datadog.scopes import scope_of
from verifier.moments import in_utc

NOT_ASKED = "The look at the account ended before this was asked."
_TELLING_MAX = 200
_MARKUP = re.compile(r"<[a-zA-Z!/]")


class CouldNotLook(Exception):
    """We could not look. `reason` is for people; `status` is the HTTP status, 0 where there was none.

    wait_seconds: worth another look after so many seconds.
    """

    def __init__(self, reason: str, *, wait_seconds: int | None = None, status: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait_seconds = wait_seconds
        self.status = status


def refused(path: str, status: int, body: object, *, wait_seconds: int | None = None, now: float = 0) -> CouldNotLook:
    """The fault that an answer with an error status stands for."""
    sentence = _sentence(path, status, body, wait_seconds, now)
    return CouldNotLook(sentence, wait_seconds=wait_seconds, status=status)


def _sentence(path: str, status: int, body: object, wait_seconds: int | None, now: float) -> str:
    if status in (401, 403):
        scope = scope_of(path)
        return f"The application key lacks {scope}." if scope else f"The keys may not read {path}."
    if status == 429:
        return "Datadog's rate limit is used up" + _reopens(wait_seconds, now) + "."
    if 300 <= status < 400:
        return f"Datadog sent us elsewhere ({status}), which is never followed."
    if status >= 500:
        return f"Datadog has trouble of its own (HTTP {status})."
    telling = told(body)
    return f"Datadog answered {status}" + (f": {telling}" if telling else ".")


def _reopens(wait_seconds: int | None, now: float) -> str:
    if wait_seconds is None:
        return ""
    when = f" (at {in_utc(now + wait_seconds)})" if now else ""
    return f"; it opens again in {wait_seconds} s{when}"


def told(body: object) -> str:
    """What an error body says, in one line: `{"errors": ["…"]}`, a list of objects there, or a page."""
    if isinstance(body, str):
        return "" if _MARKUP.search(body) else _line(body)
    if not isinstance(body, dict):
        return ""
    errors = body.get("errors", body.get("error", ""))
    if isinstance(errors, str):
        return _line(errors)
    if not isinstance(errors, list):
        return ""
    return _line("; ".join(filter(None, (_one(error) for error in errors[:3]))))


def _one(error: object) -> str:
    if isinstance(error, dict):
        error = error.get("detail") or error.get("title") or ""
    return error if isinstance(error, str) else ""


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _TELLING_MAX else line[: _TELLING_MAX - 1] + "…"
