"""Points in and points out: `/api/v1/query`, `/api/v2/query/*`, and the two ways to send series."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from sandbox.site.call import VND, Call, Endpoint, Limit, answer
from sandbox.site.errors import Refused, refused
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
from sandbox.site.sources import node_of
from sandbox.site.units import unit_of

QUERIES = Limit("batch_query", 600, 3600)


def query_v1(call: Call) -> Response:
    """Seconds in, milliseconds out."""
    start, end, text = _window_of(call)
    try:
        nodes = parse(text)
        lines = [(index, line) for index, node in enumerate(nodes) for line in _evaluated(call, node, start, end)]
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


def _evaluated(
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


def query_timeseries(call: Call) -> Response:
    """Milliseconds in and out; all series share one list of times, with null where one has no value."""
    lines = _formulas(call, "timeseries_request", scalar=False)
    times = sorted({at for _, line in lines for at in line.points})
    attributes = {
        "series": [
            {"group_tags": list(line.group), "query_index": index, "unit": unit_of(call.organisation, line.metric)}
            for index, line in lines
        ],
        "times": [int(at * 1000) for at in times],
        "values": [[line.points.get(at) for at in times] for _, line in lines],
    }
    return answer({"data": {"id": "0", "type": "timeseries_response", "attributes": attributes}}, media_type=VND)


def query_scalar(call: Call) -> Response:
    lines = _formulas(call, "scalar_request", scalar=True)
    keys = list(dict.fromkeys(tag.partition(":")[0] for _, line in lines for tag in line.group))
    columns: list[dict[str, Any]] = [
        {
            "name": key,
            "type": "group",
            "values": [
                [tag.partition(":")[2] for tag in line.group if tag.partition(":")[0] == key] for _, line in lines
            ],
        }
        for key in keys
    ]
    for index in sorted({index for index, _ in lines}):
        chosen = [line for number, line in lines if number == index]
        columns.append(
            {
                "name": chr(ord("a") + index),
                "type": "number",
                "values": [sum(line.points.values()) / len(line.points) for line in chosen],
                "meta": {"unit": unit_of(call.organisation, chosen[0].metric)},
            }
        )
    return answer({"data": {"id": "0", "type": "scalar_response", "attributes": {"columns": columns}}}, media_type=VND)


def _formulas(call: Call, wanted_type: str, *, scalar: bool) -> list[tuple[int, Line]]:
    attributes = _attributes(call.fields, wanted_type)
    start, end = (_milliseconds(attributes, name) / 1000 for name in ("from", "to"))
    interval = attributes.get("interval")
    width = max(1, int(interval / 1000)) if isinstance(interval, int | float) and interval > 0 else None
    if scalar:
        width = max(1, int(end - start))
    try:
        bound = dict(_queries(call, attributes))
        texts = [formula["formula"] for formula in attributes.get("formulas") or []] or list(bound)
        nodes = [parse(text, names=bound.keys())[0] for text in texts]
        return [
            (index, line)
            for index, node in enumerate(nodes)
            for line in _evaluated(call, node, start, end, width, bound)
        ]
    except (BadQuery, CannotEvaluate, ValueError) as error:
        raise _bad(str(error)) from None
    except (KeyError, TypeError):
        raise _bad("formulas: 'formula' is a required field") from None


def _attributes(fields: dict[str, Any], wanted_type: str) -> dict[str, Any]:
    data = fields.get("data")
    if not isinstance(data, dict) or data.get("type") != wanted_type:
        raise _bad(f'Invalid type. Expected "{wanted_type}".')
    attributes = data.get("attributes")
    if not isinstance(attributes, dict):
        raise _bad("data.attributes: is a required field")
    return attributes


def _milliseconds(attributes: dict[str, Any], name: str) -> float:
    value = attributes.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _bad(f"{name}: is a required field")
    return float(value)


def _queries(call: Call, attributes: dict[str, Any]) -> Iterator[tuple[str, Node]]:
    given = attributes.get("queries")
    if not isinstance(given, list) or not given:
        raise _bad("queries: is a required field")
    for number, query in enumerate(given):
        if not isinstance(query, dict):
            raise _bad("queries: must be objects")
        yield str(query.get("name") or chr(ord("a") + number)), node_of(call.organisation, query)


def _bad(detail: str) -> Refused:
    return refused(400, f"API input validation failed: {detail}")


def submit_v1(call: Call) -> Response:
    for series in _sent(call):
        points = series.get("points")
        _take(call, series, host=series.get("host"), points=points, type_of=series.get("type") or "gauge")
    return answer({"status": "ok"}, status=202, media_type="text/json")


def submit_v2(call: Call) -> Response:
    for series in _sent(call):
        host, points, kind = _v2_parts(series)
        _take(call, series, host=host, points=points, type_of=kind)
    return answer({"errors": []}, status=202)


def _v2_parts(series: dict[str, Any]) -> tuple[str | None, list[Any], str]:
    try:
        hosts = [each["name"] for each in series.get("resources") or [] if each.get("type") == "host"]
        points = [[point["timestamp"], point["value"]] for point in series.get("points") or []]
        kind = {1: "count", 2: "rate", 3: "gauge"}.get(series.get("type") or 0, "gauge")
    except (KeyError, TypeError, AttributeError):
        raise refused(400, "Payload is not in the expected format: invalid series") from None
    return (hosts[0] if hosts else None), points, kind


def submit_checks(call: Call) -> Response:
    """Service checks are taken, and shown nowhere."""
    sent = call.body if isinstance(call.body, list) else [call.body]
    if not all(isinstance(check, dict) and "check" in check and "status" in check for check in sent):
        raise refused(400, "Payload is not in the expected format: 'check' and 'status' are required")
    return answer({"status": "ok"}, status=202)


def _sent(call: Call) -> list[dict[str, Any]]:
    series = call.fields.get("series")
    if not isinstance(series, list) or not all(isinstance(each, dict) for each in series):
        raise refused(400, "Payload is not in the expected format: 'series' must be a list of objects")
    return series


def _take(call: Call, series: dict[str, Any], *, host: str | None, points: Any, type_of: str) -> None:
    try:
        kept = [[float(at), float(value[0] if isinstance(value, list) else value)] for at, value in points]
        metric = str(series["metric"])
    except (KeyError, TypeError, ValueError):
        raise refused(400, "Payload is not in the expected format: invalid series") from None
    document = {
        "metric": metric,
        "host": host,
        "tags": list(series.get("tags") or []),
        "type": type_of,
        "points": kept,
        "at": call.now,
    }
    call.organisation.put("points", call.organisation.made("points"), document)


ENDPOINTS = (
    Endpoint("GET", "/api/v1/query", query_v1, scope="timeseries_query", limit=QUERIES),
    Endpoint("POST", "/api/v2/query/timeseries", query_timeseries, scope="timeseries_query"),
    Endpoint("POST", "/api/v2/query/scalar", query_scalar, scope="timeseries_query"),
    Endpoint("POST", "/api/v1/series", submit_v1, keys="api"),
    Endpoint("POST", "/api/v2/series", submit_v2, keys="api"),
    Endpoint("POST", "/api/v1/check_run", submit_checks, keys="api"),
)
