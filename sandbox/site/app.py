"""The ASGI application: finds the organisation, asks the guards, calls the handler, marks every answer as sandbox."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import time
import zlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.site import asked
from sandbox.site.auth import application_key_of, organisation_of
from sandbox.site.call import Call, Endpoint, answer
from sandbox.site.errors import Refused, refused
from sandbox.site.faults import Faults, instead, spoiled
from sandbox.site.opening import open_organisations
from sandbox.site.ratelimit import Counters
from sandbox.site.seed import OrganisationSeed
from sandbox.site.state import Organisation
from sandbox.site.table import ENDPOINTS
from sandbox.site.welcome import Mark, SitePrefix, welcome

_LOG = logging.getLogger("sandbox.site")
_LARGEST_BODY = 5_000_000


@dataclass
class Site:
    """Everything the application keeps between two requests."""

    organisations: Sequence[Organisation]
    now: Callable[[], float]
    name: str
    counters: Counters = field(default_factory=Counters)
    faults: Faults = field(default_factory=Faults)


def create_app(
    organisations: Sequence[OrganisationSeed],
    *,
    state_dir: Path,
    now: Callable[[], float] = time.time,
    site: str = "datadoghq.com",
) -> Starlette:
    """The stand-in API for these organisations; `site` is asked when a request names no other."""
    place = Site(open_organisations(organisations, state_dir=state_dir, now=now()), now, site)
    routes = [Route("/", lambda _: welcome(place.organisations), methods=["GET"])]
    routes += [Route(endpoint.path, _adapter(place, endpoint), methods=[endpoint.method]) for endpoint in ENDPOINTS]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Mark), Middleware(SitePrefix)],
        exception_handlers={HTTPException: _not_served},
    )


def _adapter(site: Site, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        try:
            return await _respond(site, endpoint, request)
        except Refused as refusal:
            return answer(refusal.body, status=refusal.status, media_type=refusal.media_type)

    return respond


async def _respond(site: Site, endpoint: Endpoint, request: Request) -> Response:
    asked_site = request.scope.get("sandbox_site") or site.name
    organisation = organisation_of(
        site.organisations, headers=request.headers, query=request.query_params, site=asked_site
    )
    entry = asked.remember(organisation, request)
    try:
        response = await _answered(site, endpoint, request, organisation)
    except Refused as refusal:
        response = answer(refusal.body, status=refusal.status, media_type=refusal.media_type)
    entry["status"] = response.status_code
    return response


async def _answered(site: Site, endpoint: Endpoint, request: Request, organisation: Organisation) -> Response:
    fault = site.faults.strike(organisation, method=request.method, path=request.url.path)
    if fault and fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
    elif fault and (response := instead(fault)):
        return response
    key = application_key_of(organisation, endpoint, headers=request.headers, query=request.query_params)
    standing = site.counters.count(organisation, endpoint.limit, now=site.now()) if endpoint.limit else None
    call = Call(
        organisation=organisation,
        key=key,
        now=site.now(),
        path=request.path_params,
        query=request.query_params,
        body=await _body(request),
        url=str(request.url),
    )
    response = _too_many() if standing and standing.exceeded else _handle(endpoint, call)
    if standing:
        response.headers.update(standing.headers)
    return spoiled(fault, response)


def _handle(endpoint: Endpoint, call: Call) -> Response:
    try:
        return endpoint.handle(call)
    except Refused as refusal:
        return answer(refusal.body, status=refusal.status, media_type=refusal.media_type)
    except Exception:
        _LOG.exception("the sandbox could not answer %s %s", endpoint.method, endpoint.path)
        return answer({"errors": ["Internal error"]}, status=500)


def _too_many() -> Response:
    return answer({"status": "error", "code": 429, "errors": ["Too many requests"]}, status=429)


async def _body(request: Request) -> Any:
    raw = await request.body()
    if len(raw) > _LARGEST_BODY:
        raise refused(413, "Payload too large")
    encoding = request.headers.get("content-encoding", "")
    if not raw:
        return None
    try:
        if encoding == "gzip":
            raw = gzip.decompress(raw)
        elif encoding == "deflate":
            raw = zlib.decompress(raw)
        elif encoding not in ("", "identity"):
            raise refused(415, f"Unsupported content encoding: {encoding}")
        return json.loads(raw)
    except (OSError, zlib.error, ValueError):
        raise refused(400, "Payload is not in the expected format: invalid JSON") from None


def _not_served(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    return answer({"errors": ["Not Found" if status == 404 else "Method Not Allowed"]}, status=status)
