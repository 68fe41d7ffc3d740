"""The connections under Datadog's client: no redirects, no hidden retries, a cap on every answer.

The client's own pool keeps four connections, follows redirects with the keys in hand, and reads
answers of any length; so it is given this one.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from typing import Any

import urllib3
from urllib3.response import BaseHTTPResponse, HTTPResponse

from verifier.datadog.faults import CouldNotLook

_CHUNK = 1 << 16


class CappedPool(urllib3.PoolManager):
    """A pool that reads at most `cap` bytes of an answer, and not beyond `until` (on `clock`)."""

    def __init__(
        self, *, cap: int, until: float, connections: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(num_pools=2, maxsize=connections, cert_reqs="CERT_REQUIRED")
        self._cap = cap
        self._until = until
        self._clock = clock

    def request(
        self,
        method: str,
        url: str,
        body: Any = None,
        fields: Any = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        **wanted: Any,
    ) -> BaseHTTPResponse:
        wanted.update(preload_content=False, redirect=False, retries=urllib3.Retry(False))
        answer = super().request(method, url, body=body, fields=fields, headers=headers, json=json, **wanted)
        try:
            content = self._read(answer)
        except BaseException:
            answer.close()
            raise
        answer.release_conn()
        return HTTPResponse(
            body=io.BytesIO(content),
            headers=dict(answer.headers),
            status=answer.status,
            reason=answer.reason,
            decode_content=False,
        )

    def _read(self, answer: BaseHTTPResponse) -> bytes:
        content = bytearray()
        while chunk := answer.read1(_CHUNK, decode_content=True):
            content += chunk
            if len(content) > self._cap:
                raise CouldNotLook(f"Datadog's answer was longer than {self._cap >> 20} MB and was not read.")
            if self._clock() >= self._until:
                raise CouldNotLook("Datadog's answer took longer than the time for looking at the account.")
        return bytes(content)
