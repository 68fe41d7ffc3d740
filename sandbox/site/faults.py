"""Troubles on purpose, told by the seed: which fault strikes a request, and what it does to the answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox.site.call import answer
from sandbox.site.errors import forbidden
from sandbox.site.seed import Fault
from sandbox.site.state import Organisation

_PAGE = "<!DOCTYPE html>\n<html><head><title>{status}</title></head><body>sandbox: {status}</body></html>\n"


@dataclass
class Faults:
    """How often each fault was met; kept in memory only."""

    _met: Counter[tuple[str, int]] = field(default_factory=Counter)

    def strike(self, organisation: Organisation, *, method: str, path: str) -> Fault | None:
        """None for the sandbox's own paths, whatever the seed says."""
        if path.startswith("/sandbox/"):
            return None
        for number, fault in enumerate(organisation.seed.faults):
            if not path.startswith(fault.path) or fault.method not in (None, method):
                continue
            place = (organisation.seed.identity, number)
            self._met[place] += 1
            met = self._met[place] - fault.after
            if met > 0 and (fault.times is None or met <= fault.times):
                return fault
        return None


def instead(fault: Fault) -> Response | None:
    """The answer that takes the place of the true one; None when the true one is to be given (late, or in part)."""
    if fault.kind == "rate-limited":
        headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(fault.seconds))}
        response = answer({"status": "error", "code": 429, "errors": ["Too many requests"]}, status=429)
        response.headers.update({"x-ratelimit-limit": "1", "x-ratelimit-period": "3600", **headers})
        return response
    if fault.kind == "forbidden":
        refusal = forbidden()
        return answer(refusal.body, status=fault.status or 403)
    if fault.kind == "server-error":
        return answer({"errors": ["Internal error"]}, status=fault.status or 500)
    if fault.kind == "html":
        status = fault.status or 502
        return Response(_PAGE.format(status=status), status_code=status, media_type="text/html")
    if fault.kind == "empty":
        return Response(b"", status_code=fault.status or 200, media_type="application/json")
    return None


def spoiled(fault: Fault | None, response: Response) -> Response:
    """The true answer, or what a fault leaves of it: half, as a whole answer or with the connection broken off."""
    if fault and fault.kind == "truncated":
        return Response(_half(response), status_code=response.status_code, media_type=response.media_type)
    if fault and fault.kind == "broken":
        return _Broken(response.body, status_code=response.status_code, headers=dict(response.headers))
    return response


class _Broken(Response):
    """Promises the whole answer, sends half of it and hangs up: the server closes what an application leaves open."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - as ASGI calls it
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": _half(self), "more_body": True})


def _half(response: Response) -> bytes:
    whole = bytes(response.body)
    return whole[: len(whole) // 2]
