"""The error bodies of the API: version 1 lists strings, version 2 lists strings or objects, depending on the team."""

from __future__ import annotations

from typing import Any

SUPPORT = {
    "statuspage": "http://status.datadoghq.com",
    "twitter": "http://twitter.com/datadogops",
    "email": "support@datadoghq.com",
}


class Refused(Exception):
    """The request is answered with this status and body instead."""

    def __init__(self, status: int, body: Any, *, media_type: str = "application/json") -> None:
        super().__init__(f"{status}: {body}")
        self.status = status
        self.body = body
        self.media_type = media_type


def refused(status: int, *messages: str) -> Refused:
    return Refused(status, {"errors": list(messages)})


def problem(status: int, *, title: str, detail: str | None = None) -> Refused:
    error = {"title": title} if detail is None else {"title": title, "detail": detail}
    return Refused(status, {"errors": [error]}, media_type="application/vnd.api+json")


def forbidden() -> Refused:
    """What a bad key, a key of another site and, in version 1, a missing scope all get."""
    return Refused(403, {"status": "error", "code": 403, "errors": ["Forbidden"], **SUPPORT})
