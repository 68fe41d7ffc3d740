"""What an organisation was asked, so that a client's retries and pages can be counted.

`GET /sandbox/requests` is no endpoint of Datadog's. It lists the last requests that came with the API key, the newest
last: method, path and status (null while no answer is given). Kept in memory only.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from sandbox.site.call import Call, Endpoint, answer
from sandbox.site.state import Document, Organisation

PATH = "/sandbox/requests"


def remember(organisation: Organisation, request: Request) -> Document:
    """The entry, to be told the status. The query string, where old scripts put their keys, is left out."""
    entry: Document = {"method": request.method, "path": request.url.path, "status": None}
    if entry["path"] != PATH:
        organisation.asked.append(entry)
    return entry


def list_asked(call: Call) -> Response:
    return answer({"sandbox": list(call.organisation.asked)})


ENDPOINTS = (Endpoint("GET", PATH, list_asked, keys="api"),)
