"""The transport over `datadog-api-client`, in its raw mode: we parse, because its models hide odd answers.

The client is imported late (it is heavy), and with Datadog's variables out of the environment: it
would take our own site and keys where a candidate's are missing.
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3 import exceptions as trouble

from verifier.datadog.faults import CouldNotLook
from verifier.datadog.port import Answer, Request, Transport
from verifier.datadog.sites import api_base, site_named
from verifier.datadog.wire import CappedPool

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
CAP_BYTES = 8 << 20
CONNECTIONS = 16
SANDBOX_SITE = "X-Sandbox-Site"
"""The sandbox plays every site on one address, so it is told which one is meant."""
_KEY = re.compile(r"[\x21-\x7e]{8,200}")
_LIMITS = ("limit", "period", "remaining", "reset")
_HEADERS = ("content-type", *(f"x-ratelimit-{name}" for name in _LIMITS))
_environment = threading.Lock()


def over_network(*, api_key: str, app_key: str, site: str, api_url: str = "", until: float) -> Transport:
    """A transport to one account. Refuses blank or broken keys and unknown sites with CouldNotLook."""
    base = api_base(site, api_url)
    keys = {"DD-API-KEY": _key(api_key, "API key"), "DD-APPLICATION-KEY": _key(app_key, "application key")}
    headers = {"Accept": "application/json"} | ({SANDBOX_SITE: site_named(site)} if api_url else {})
    client = _client(base, keys, until)
    errors = import_module("datadog_api_client.exceptions")

    def carry(request: Request) -> Answer:
        left = max(until - time.monotonic(), 0.1)
        try:
            response = client.call_api(
                request.path,
                request.method,
                query_params=list(request.params),
                header_params=keys | headers,
                body=json.loads(request.body) if request.body else None,
                preload_content=False,
                request_timeout=(min(CONNECT_SECONDS, left), min(READ_SECONDS, left)),
                host=base,
            )
            return _answer(response.status, response.headers, response.data)
        except errors.ApiException as problem:
            if not problem.status:
                raise CouldNotLook(_TLS.format(base=base)) from None
            return Answer(problem.status, problem.body, _kept(problem.headers or {}))
        except trouble.HTTPError as problem:
            raise CouldNotLook(_trouble(problem, base)) from None
        except (ValueError, OSError) as problem:
            what = type(problem).__name__
            raise CouldNotLook(f"{base} answered in a way that could not be read ({what}).") from None

    return carry


_TLS = "{base} could not prove that it is Datadog (TLS), so no key was sent."


def _key(text: str, name: str) -> str:
    key = text.strip()
    if not key:
        raise CouldNotLook(f"No {name} was given.")
    if not _KEY.fullmatch(key):
        raise CouldNotLook(f"The {name} holds characters that no key of Datadog has, or is too short.")
    return key


def _client(base: str, keys: dict[str, str], until: float) -> Any:
    with _without_datadog_variables():
        package = import_module("datadog_api_client")
        configuration = package.Configuration(
            host=base,
            api_key={"apiKeyAuth": keys["DD-API-KEY"], "appKeyAuth": keys["DD-APPLICATION-KEY"]},
            retry_policy=urllib3.Retry(False),
        )
        client = package.ApiClient(configuration)
    client.rest_client.pool_manager = CappedPool(cap=CAP_BYTES, until=until, connections=CONNECTIONS)
    return client


@contextmanager
def _without_datadog_variables() -> Iterator[None]:
    with _environment:
        taken = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("DD_")}
        try:
            yield
        finally:
            os.environ.update(taken)


def _answer(status: int, headers: Any, content: bytes) -> Answer:
    try:
        body: object = json.loads(content) if content.strip() else ""
    except (ValueError, RecursionError):
        body = content[:2000].decode(errors="replace")
    return Answer(status, body, _kept(headers))


def _kept(headers: Any) -> dict[str, str]:
    lower = {str(name).lower(): str(value) for name, value in dict(headers).items()}
    return {name: lower[name] for name in _HEADERS if name in lower}


def _trouble(problem: trouble.HTTPError, base: str) -> str:
    if isinstance(problem, trouble.SSLError):
        return _TLS.format(base=base)
    if isinstance(problem, trouble.NameResolutionError):
        return f"The name of {urlsplit(base).hostname} could not be resolved."
    if isinstance(problem, trouble.NewConnectionError):
        return f"The API at {base} refused the connection."
    if isinstance(problem, trouble.ConnectTimeoutError):
        return f"The API at {base} did not accept a connection in time."
    if isinstance(problem, trouble.ReadTimeoutError):
        return f"The API at {base} did not answer in time."
    return f"The connection to {base} broke off ({type(problem).__name__})."
