"""`/api/v1/graph/snapshot`: takes a picture of a graph and says where it lies; the pictures themselves are not served."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from starlette.responses import Response

from sandbox.site.call import Call, Endpoint, Limit, answer
from sandbox.site.errors import refused
from sandbox.site.query.syntax import BadQuery, parse

KIND = "snapshots"
TAKEN = Limit("graph_snapshot", 60, 3600)


def take(call: Call) -> Response:
    """Of a metric query or of a whole graph; the keys of the answer are those recorded in 2020."""
    for name in ("start", "end"):
        if name not in call.query:
            raise refused(400, f"Missing required parameter(s): '{name}'")
    if call.whole("start", 0) >= call.whole("end", 0):
        raise refused(400, "Invalid time range: 'start' must be before 'end'")
    query, graph = call.query.get("metric_query"), call.query.get("graph_def")
    if bool(query) == bool(graph):
        raise refused(400, "Either 'metric_query' or 'graph_def' is required")
    told = {"graph_def": graph or _graph_of(str(query))}
    _check(told["graph_def"])
    place = _place(call)
    call.organisation.put(KIND, place, {"at": call.now})
    told["snapshot_url"] = f"https://p.{call.organisation.seed.site}/snapshot/view/{place}.png"
    return answer(told | ({"metric_query": query} if query else {}))


def status(call: Call) -> Response:
    """The status with which the picture itself would be served."""
    taken = call.organisation.get(KIND, call.path["place"]) is not None
    return answer({"status_code": 200 if taken else 404})


def _graph_of(query: str) -> str:
    return json.dumps({"requests": [{"q": query}]})


def _check(graph: str) -> None:
    try:
        for request in json.loads(graph)["requests"]:
            if "q" in request:
                parse(request["q"])
    except (ValueError, TypeError, KeyError):
        raise refused(400, "The value provided for parameter 'graph_def' is invalid") from None
    except BadQuery as error:
        raise refused(400, str(error)) from None


def _place(call: Call) -> str:
    day = datetime.fromtimestamp(call.now, UTC).date().isoformat()
    ingredients = (call.organisation.seed.identity, call.organisation.made(KIND), str(call.query))
    name = hashlib.sha1(repr(ingredients).encode(), usedforsecurity=False).hexdigest()
    return f"dd-snapshots-prod/org_{call.organisation.id}/{day}/{name}"


ENDPOINTS = (
    Endpoint("GET", "/api/v1/graph/snapshot", take, limit=TAKEN),
    Endpoint("GET", "/api/v1/graph/snapshot_status/{place:path}", status),
)
