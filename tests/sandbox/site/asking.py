"""Plain requests, for what a client library would hide: headers, broken bodies, missing keys."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.sandbox.site.seeds import API_KEY, APP_KEY

KEYS = {"DD-API-KEY": API_KEY, "DD-APPLICATION-KEY": APP_KEY}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    @property
    def errors(self) -> list[Any]:
        errors: list[Any] = self.body["errors"]
        return errors


def ask(
    base: str, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] = KEYS, raw: bytes | None = None
) -> Answer:
    address = urlsplit(base)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=40)
    sent = raw if raw is not None else None if body is None else json.dumps(body).encode()
    try:
        connection.request(method, address.path + path, body=sent, headers=dict(headers))
        response = connection.getresponse()
        text = response.read().decode()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, text)
    finally:
        connection.close()


def asked(base: str, *, headers: Mapping[str, str] = KEYS) -> list[tuple[str, str, int | None]]:
    """Method, path and status of every request that reached the sandbox, oldest first."""
    answer = ask(base, "GET", "/sandbox/requests", headers=headers)
    return [(each["method"], each["path"], each["status"]) for each in answer.body["sandbox"]]
