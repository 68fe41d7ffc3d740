"""Keeping what went over the wire, and answering from what was kept. No key is ever part of it.

The format is that of HTTP recordings: `{"interactions": [{"request": …, "response": …}], …}`, with `at`, the second
in which an answer came; where none came, `fault` stands in place of `response`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from verifier.datadog.faults import NOT_ASKED, CouldNotLook
from verifier.datadog.port import Answer, Request, Transport

Interaction = Mapping[str, object]


@dataclass
class Book:
    """Writes down every exchange of a transport."""

    base: str
    now: Callable[[], float] = time.time
    _pages: list[tuple[Request, Answer | CouldNotLook]] = field(default_factory=list)

    def over(self, transport: Transport) -> Transport:
        def carry(request: Request) -> Answer:
            try:
                answer = replace(transport(request), at=int(self.now()))
            except CouldNotLook as fault:
                self._pages.append((request, fault))
                raise
            self._pages.append((request, answer))
            return answer

        return carry

    def note(self, request: Request, answer: Answer) -> None:
        """An answer from before, that stands in for one now; `at` stays when it came."""
        self._pages.append((request, answer))

    def interactions(self) -> list[Interaction]:
        """In an order that does not depend on which answer came first."""
        ordered = sorted(self._pages, key=lambda page: (page[0].path, page[0].params, page[0].body))
        return [self._interaction(request, outcome) for request, outcome in ordered]

    def _interaction(self, request: Request, outcome: Answer | CouldNotLook) -> Interaction:
        query = "?" + urlencode(request.params) if request.params else ""
        asked = {
            "method": request.method,
            "uri": self.base + request.path + query,
            "body": json.loads(request.body) if request.body else None,
        }
        if isinstance(outcome, CouldNotLook):
            return {"request": asked, "fault": outcome.reason}
        headers = dict(outcome.headers)
        return {
            "request": asked,
            "at": outcome.at,
            "response": {"status": outcome.status, "headers": headers, "body": outcome.body},
        }


def from_kept(interactions: Iterable[object]) -> Transport:
    """A transport that answers as it was answered then; of several answers to one request, as the last."""
    answers = kept_answers(interactions)

    def carry(request: Request) -> Answer:
        outcome = answers.get(request)
        if outcome is None:
            raise CouldNotLook(NOT_ASKED)
        if isinstance(outcome, str):
            raise CouldNotLook(outcome)
        return outcome

    return carry


def kept_answers(interactions: Iterable[object]) -> dict[Request, Answer | str]:
    """Of several answers to one request the last; in place of one that never came, why."""
    return dict(pair for item in interactions if (pair := _pair(item)) is not None)


def _pair(item: object) -> tuple[Request, Answer | str] | None:
    if not isinstance(item, dict) or not isinstance(item.get("request"), dict):
        return None
    request = request_of(item["request"])
    if isinstance(item.get("fault"), str):
        return request, item["fault"]
    at = item.get("at")
    return request, replace(answer_of(item.get("response")), at=at if isinstance(at, int) else 0)


def request_of(kept: Mapping[str, object]) -> Request:
    """A kept request. Its body may be JSON, or text that holds JSON; its address may have a path before the API's."""
    parts = urlsplit(str(kept.get("uri") or kept.get("url") or ""))
    before, api, path = parts.path.partition("/api/")
    body = kept.get("body")
    return Request(
        method=str(kept.get("method") or "GET").upper(),
        path=api + path if api else before,
        params=tuple(parse_qsl(parts.query, keep_blank_values=True)),
        body=json.dumps(parsed(body), sort_keys=True) if body not in (None, "", b"") else "",
    )


def answer_of(kept: object) -> Answer:
    """A kept response. status may be a number or `{"code": 200}`, as other recorders write it."""
    if not isinstance(kept, dict):
        return Answer(0, "")
    status = kept.get("status")
    code = status.get("code") if isinstance(status, dict) else status
    headers = kept.get("headers")
    lower = {str(name).lower(): str(value) for name, value in headers.items()} if isinstance(headers, dict) else {}
    return Answer(code if isinstance(code, int) else 0, parsed(kept.get("body")), lower)


def parsed(body: object) -> object:
    """A body as JSON where it holds some; `{"string": "…"}` as other recorders write it is opened."""
    if isinstance(body, dict) and set(body) <= {"string", "encoding", "base64_string"} and "string" in body:
        body = body["string"]
    if not isinstance(body, str):
        return body
    try:
        return json.loads(body) if body.strip() else ""
    except (ValueError, RecursionError):
        return body
