"""A recording: requests to the real API with the responses they got. Read leniently, refused in one sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class UnreadableRecording(Exception):
    """The file is no recording; the message says why."""


@dataclass(frozen=True)
class Interaction:
    method: str
    site: str
    """`datadoghq.com` for `https://api.datadoghq.com/…`; empty for an address that is not of the API."""
    path: str
    query: tuple[tuple[str, str], ...]
    body: Any
    status: int
    headers: Mapping[str, str]
    answer: Any

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def parameter(self, name: str) -> str | None:
        return dict(self.query).get(name)


def read_recording(path: Path) -> tuple[Interaction, ...]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableRecording(f"cannot be read: {error.strerror}") from None
    except ValueError:
        raise UnreadableRecording("is not JSON") from None
    interactions = content.get("interactions") if isinstance(content, dict) else content
    if not isinstance(interactions, list) or not interactions:
        raise UnreadableRecording("has no list of interactions")
    try:
        return tuple(_interaction(each) for each in interactions)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableRecording(f"an interaction is not a request with its response ({error!r})") from None


def _interaction(content: Mapping[str, Any]) -> Interaction:
    request, response = content["request"], content["response"]
    uri = urlsplit(request["uri"])
    host = uri.hostname or ""
    keys = ("api_key", "application_key")
    status = response["status"]
    return Interaction(
        method=request["method"].upper(),
        site=host.removeprefix("api.").removeprefix("app.") if host.startswith(("api.", "app.")) else "",
        path=unquote(uri.path),
        query=tuple((name, value) for name, value in parse_qsl(uri.query, keep_blank_values=True) if name not in keys),
        body=_json(request.get("body")),
        status=int(status["code"] if isinstance(status, Mapping) else status),
        headers={name.lower(): _text(value) for name, value in (response.get("headers") or {}).items()},
        answer=_json(response.get("body")),
    )


def _json(body: Any) -> Any:
    """Bodies come parsed, or as text."""
    if isinstance(body, Mapping) and set(body) == {"string"}:
        body = body["string"]
    if not isinstance(body, str):
        return body
    try:
        return json.loads(body)
    except ValueError:
        return body or None


def _text(value: Any) -> str:
    return str(value[0] if isinstance(value, list) and value else value)
