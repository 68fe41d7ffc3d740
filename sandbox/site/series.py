"""`/api/v1/query`: the points of a metric query."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from sandbox.site.call import Call, Endpoint, Limit, answer
from sandbox.site.errors import refused
from sandbox.site.points import Stream, streams
from sandbox.site.query.evaluate import (
    CannotEvaluate,
    Line,
    Window,
    evaluate,
    interval_for,
    smallest_interval,
)
from sandbox.site.query.syntax import BadQuery, Node, parse
from sandbox.site.units import unit_of

QUERIES = Limit("batch_query", 600, 3600)


def query_v1(call: Call) -> Response:
    """Seconds in, milliseconds out."""
    start, end, text = _window_of(call)
    try:
        nodes = parse(text)
        lines = [(index, line) for index, node in enumerate(nodes) for line in evaluated(call, node, start, end)]
    except BadQuery as error:
        raise refused(400, str(error)) from None
    except CannotEvaluate as error:
        return answer(_envelope(text, start, end) | {"status": "error", "error": f"Error parsing query: {error}"})
    series = [_series(call, index, line, text) for index, line in lines]
    by = sorted({tag.partition(":")[0] for _, line in lines for tag in line.group})
    return answer(_envelope(text, start, end) | {"series": series, "group_by": by})


def _window_of(call: Call) -> tuple[int, int, str]:
    for name in ("from", "to", "query"):
        if not call.query.get(name):
            raise refused(400, f"Missing required parameter(s): '{name}'")
    start, end = call.whole("from", 0), call.whole("to", 0)
    if start >= end:
        raise refused(400, "Invalid time range: 'from' must be before 'to'")
    return start, end, call.query["query"]


def evaluated(
    call: Call, node: Node, start: float, end: float, interval: int | None = None, bound: Any = None
) -> list[Line]:
    def of_metric(metric: str) -> Iterator[Stream]:
        return streams(call.organisation, now=call.now, metric=metric)

    width = max(interval, smallest_interval(start, end)) if interval else interval_for(start, end)
    return evaluate(node, Window(start, end, width, of_metric, bound or {}))


def _envelope(text: str, start: float, end: float) -> dict[str, Any]:
    return {
        "status": "ok",
        "res_type": "time_series",
        "resp_version": 1,
        "query": text,
        "from_date": int(start * 1000),
        "to_date": int(end * 1000),
        "series": [],
        "values": [],
        "times": [],
        "message": "",
        "group_by": [],
    }


def _series(call: Call, index: int, line: Line, text: str) -> dict[str, Any]:
    points = [[at * 1000, value] for at, value in line.points.items()]
    return {
        "unit": unit_of(call.organisation, line.metric),
        "query_index": index,
        "aggr": line.aggregator,
        "metric": line.metric,
        "tag_set": list(line.group),
        "expression": text,
        "scope": line.scope,
        "interval": line.interval,
        "length": len(points),
        "start": int(points[0][0]),
        "end": int(points[-1][0]) + line.interval * 1000 - 1000,
        "pointlist": points,
        "display_name": line.metric,
        "attributes": {},
    }


ENDPOINTS = (Endpoint("GET", "/api/v1/query", query_v1, scope="timeseries_query", limit=QUERIES),)
