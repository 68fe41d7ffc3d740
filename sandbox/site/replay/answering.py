"""Answers recorded requests through the sandbox's own handlers, over loopback, and compares the shapes."""

from __future__ import annotations

import http.client
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from sandbox.site.replay.identities import Ids
from sandbox.site.replay.prepare import API_KEY, APP_KEY, scratch
from sandbox.site.replay.recording import Interaction
from sandbox.site.replay.shape import Shape, differences
from sandbox.site.replay.times import clock_of
from sandbox.site.serving import running

_RATE_HEADERS = ("x-ratelimit-limit", "x-ratelimit-period", "x-ratelimit-remaining", "x-ratelimit-reset")


def replayed(interactions: Sequence[Interaction]) -> Iterator[str]:
    """One line for each difference between what was recorded and what the sandbox answers."""
    seed, left_out = scratch(interactions)
    yield from (f"preparing: {line}" for line in left_out)
    times, ids = clock_of(interactions), Ids()
    now = [times[0]]
    with (
        tempfile.TemporaryDirectory() as folder,
        running([seed], state_dir=Path(folder), now=lambda: now[0], site=seed.site) as base,
    ):
        for number, (interaction, at) in enumerate(zip(interactions, times, strict=True), start=1):
            now[0] = at
            place = f"request {number}, {interaction.method} {interaction.path}"
            if not interaction.site:
                yield f"{place}: no address of the API, not asked"
                continue
            status, headers, body = _ask(base, interaction, ids)
            yield from (f"{place}: {line}" for line in _compared(interaction, status, headers, body))
            ids.learn(interaction, body)


def _compared(interaction: Interaction, status: int, headers: dict[str, str], body: Any) -> Iterator[str]:
    if status != interaction.status:
        said = json.dumps(body)[:200]
        yield f"status {status}, recorded {interaction.status} ({said})"
        return
    for name in _RATE_HEADERS:
        if name in interaction.headers and name not in headers:
            yield f"header {name} missing"
    yield from differences(Shape().learn(interaction.answer), body)


def _ask(base: str, interaction: Interaction, ids: Ids) -> tuple[int, dict[str, str], Any]:
    address = urlsplit(base)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
    path = quote(ids.in_path(interaction.path))
    if interaction.query:
        path += "?" + urlencode([(name, ids.ours.get(value, value)) for name, value in interaction.query])
    body = None if interaction.body is None else json.dumps(ids.in_body(interaction.body))
    try:
        connection.request(interaction.method, path, body=body, headers=_headers(interaction))
        response = connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, _json(response.read())
    finally:
        connection.close()


def _headers(interaction: Interaction) -> dict[str, str]:
    """Recordings carry no keys; an answer about a missing or a wrong one tells what was sent."""
    headers = {"Content-Type": "application/json"}
    said = json.dumps(interaction.answer)
    if interaction.status == 403 and "API key required" in said:
        return headers
    if interaction.status == 403:
        return headers | {"DD-API-KEY": "0" * 32, "DD-APPLICATION-KEY": "0" * 40}
    if interaction.status == 401:
        return headers | {"DD-API-KEY": API_KEY}
    return headers | {"DD-API-KEY": API_KEY, "DD-APPLICATION-KEY": APP_KEY}


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode(errors="replace")
