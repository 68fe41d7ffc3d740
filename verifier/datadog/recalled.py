"""Answers from the look before, where asking again would tell nothing new, or would use up what the account allows.

A board that has not changed since it was read is not read again; spans, and what is active with whose tag, are asked at
most so often; and what a machine sent hours ago stays what it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from verifier.datadog.kept import Book, kept_answers
from verifier.datadog.port import Answer, Request, Transport

SETTLED_SECONDS = 5
"""A board that was changed in the seconds before it was read may have been changed in them again."""
PAST_SECONDS = 600
"""Points that are older do not change any more."""
SCARCE = 5
"""Where less than one in so many of the allowed requests is left, an earlier answer is taken, however old."""
_BOARD = re.compile(r"/api/v1/dashboard/([^/]+)")


@dataclass(frozen=True)
class Seldom:
    """Requests to `path` (with `param`, "" = any) are made again only so many seconds after the last."""

    path: re.Pattern[str]
    seconds: int
    param: str = ""

    def covers(self, request: Request) -> bool:
        return bool(self.path.fullmatch(request.path)) and (not self.param or bool(request.param(self.param)))


@dataclass
class Recall:
    """Stands between who asks and the network. before: what was answered in the look before."""

    before: Mapping[Request, Answer]
    book: Book
    seldom: Sequence[Seldom]
    now: int
    _paths: list[str] = field(default_factory=list)
    _alike: dict[Request, tuple[Request, Answer]] = field(default_factory=dict)
    _changed: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for request, answer in self.before.items():
            self._alike[_timeless(request)] = (request, answer)

    @property
    def asked(self) -> int:
        """How many requests really went out."""
        return len(self._paths)

    def asked_for(self, path: str) -> bool:
        return path in self._paths

    def over(self, transport: Transport) -> Transport:
        """`transport` is the book's; what comes from before is noted in it too."""

        def carry(request: Request) -> Answer:
            earlier = self._from_before(request)
            if earlier is not None:
                self.book.note(request, earlier)
                return earlier
            self._paths.append(request.path)
            answer = transport(request)
            self._learn(request, answer)
            return answer

        return carry

    def _from_before(self, request: Request) -> Answer | None:
        board = _BOARD.fullmatch(request.path)
        if board:
            return self._board(request, board[1])
        if request in self.before and _ends(request) < self.now - PAST_SECONDS:
            return _whole(self.before[request])
        rule = next((rule for rule in self.seldom if rule.covers(request)), None)
        found = self._alike.get(_timeless(request)) if rule else None
        answer = _whole(found[1]) if found else None
        if rule is None or answer is None:
            return None
        age = self.now - answer.at
        return answer if age < rule.seconds or _scarce(answer, self.now) else None

    def _board(self, request: Request, board_id: str) -> Answer | None:
        answer = _whole(self.before[request]) if request in self.before else None
        body = answer.body if answer else None
        changed = self._changed.get(board_id)
        if answer is None or not changed or not isinstance(body, dict) or body.get("modified_at") != changed:
            return None
        at = _epoch(changed)
        return answer if at and at + SETTLED_SECONDS < answer.at else None

    def _learn(self, request: Request, answer: Answer) -> None:
        """The list of boards tells when each was changed."""
        if request.path == "/api/v1/dashboard" and isinstance(answer.body, dict):
            for item in answer.body.get("dashboards") or []:
                if isinstance(item, dict):
                    self._changed[str(item.get("id"))] = str(item.get("modified_at") or "")


def remembered(interactions: Iterable[object]) -> dict[Request, Answer]:
    """What was answered in an earlier look, without what could not be asked."""
    return {request: answer for request, answer in kept_answers(interactions).items() if isinstance(answer, Answer)}


def _whole(answer: Answer) -> Answer | None:
    return answer if 200 <= answer.status < 300 else None


def _timeless(request: Request) -> Request:
    """The same question, whatever the window."""
    params = tuple(pair for pair in request.params if pair[0] not in ("from", "to"))
    body = request.body and json.dumps(_without_window(request.content), sort_keys=True)
    return Request(request.method, request.path, params, body)


def _without_window(value: object) -> object:
    if isinstance(value, dict):
        return {name: _without_window(each) for name, each in value.items() if name not in ("from", "to")}
    return value


def _ends(request: Request) -> float:
    """When the window of a question about points ends; none = never."""
    to: object = request.param("to")
    content = request.content
    if isinstance(content, dict):
        attributes = content.get("data", {}).get("attributes", {})
        to = attributes.get("to", 0) / 1000 if isinstance(attributes.get("to"), int) else ""
    try:
        return float(str(to))
    except ValueError:
        return float("inf")


def _scarce(answer: Answer, now: int) -> bool:
    """Whether little is left of what was allowed when it was answered, and the limit has not opened since."""
    limit, left, reset = (
        _number(answer.headers.get(f"x-ratelimit-{name}", "")) for name in ("limit", "remaining", "reset")
    )
    return limit > 0 and left * SCARCE < limit and answer.at + reset > now


def _number(text: str) -> int:
    return int(text) if text.strip().isdecimal() else 0


def _epoch(text: str) -> float:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return 0.0
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
