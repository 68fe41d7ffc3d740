"""The narrow door to a Datadog account: `get` and `search`, both only read, both give parsed JSON.

Statuses, back-off and the deadline are judged here; how an answer travels (over the network, out
of a recording) is the transport's business.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from verifier.datadog.faults import NOT_ASKED, CouldNotLook, refused

Params = Iterable[tuple[str, str | int | bool]]
TRIES = 4
SEARCHES = re.compile(
    r"/api/v2/(query/(timeseries|scalar)|spans/events/search|spans/analytics/aggregate|events/search)"
)


@dataclass(frozen=True)
class Request:
    """What is asked. body: canonical JSON text, "" = none."""

    method: str
    path: str
    params: tuple[tuple[str, str], ...] = ()
    body: str = ""

    @property
    def content(self) -> object:
        """The body, parsed."""
        return json.loads(self.body) if self.body else None

    def param(self, name: str) -> str:
        """The first value of a parameter, "" where it was not given."""
        return next((value for key, value in self.params if key == name), "")


@dataclass(frozen=True)
class Answer:
    """What came back. body: parsed JSON, or text where it is none. headers: lower-case names. at: when, in epoch seconds;
    0 = nobody noted it."""

    status: int
    body: object
    headers: Mapping[str, str] = field(default_factory=dict)
    at: int = 0


Transport = Callable[[Request], Answer]
"""Carries one request; raises CouldNotLook where no answer came."""


class Port(Protocol):
    """What probes know of Datadog. Both raise CouldNotLook."""

    def get(self, path: str, params: Params = ()) -> object: ...

    def search(self, path: str, body: object) -> object: ...


@dataclass(frozen=True)
class Asking:
    """A `Port` over a transport. `until` is on `clock`."""

    transport: Transport
    until: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    tries: int = TRIES

    def get(self, path: str, params: Params = ()) -> object:
        return self._ask(Request("GET", path, tuple((name, _text(value)) for name, value in params)))

    def search(self, path: str, body: object) -> object:
        if not SEARCHES.fullmatch(path):
            raise ValueError(f"{path} is not one of the searches that only read.")
        return self._ask(Request("POST", path, (), json.dumps(body, sort_keys=True)))

    def _ask(self, request: Request) -> object:
        for tried in range(1, self.tries + 1):
            answer = self._once(request)
            if answer.status != 429 and answer.status < 500:
                break
            pause = _pause(answer, tried)
            if tried == self.tries or self.clock() + pause >= self.until:
                break
            self.sleep(pause)
        if not 200 <= answer.status < 300:
            reset = _reset(answer) if answer.status == 429 else None
            raise refused(request.path, answer.status, answer.body, wait_seconds=reset, now=answer.at)
        if isinstance(answer.body, str) and answer.body:
            raise CouldNotLook("Datadog answered with a page instead of data (does a proxy stand in between?).")
        return answer.body

    def _once(self, request: Request) -> Answer:
        if self.clock() >= self.until:
            raise CouldNotLook(NOT_ASKED)
        return self.transport(request)


def _text(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _pause(answer: Answer, tried: int) -> float:
    reset = _reset(answer) if answer.status == 429 else None
    return float(reset) if reset is not None else 0.5 * 2.0 ** (tried - 1)


def _reset(answer: Answer) -> int | None:
    """Seconds until the limit opens again (never an epoch), at least one."""
    told = answer.headers.get("x-ratelimit-reset", "").strip()
    return max(int(told), 1) if told.isdecimal() and len(told) < 7 else None
