"""`/api/v2/query/*`: queries by name and formulas over them, as points in time or reduced to one number."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from sandbox.site.call import VND, Call, Endpoint, answer
from sandbox.site.errors import Refused, refused
from sandbox.site.query.evaluate import CannotEvaluate, Line
from sandbox.site.query.syntax import BadQuery, Node, parse, unbound
from sandbox.site.series import evaluated
from sandbox.site.sources import node_of
from sandbox.site.units import unit_of


@dataclass(frozen=True)
class Asked:
    """One formula (a query alone is its own), the lines it gives, and how each becomes one number."""

    lines: Sequence[Line]
    reduce: Callable[[Sequence[float]], float]
    limit: Mapping[str, Any]


def query_timeseries(call: Call) -> Response:
    """Milliseconds in and out; all series share one list of times, with null where one has no value."""
    asked = _asked(call, "timeseries_request")
    lines = [(index, line) for index, each in enumerate(asked) for line in each.lines]
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
    """A row for each group; a column for each tag key and each formula, null where a group has no value."""
    asked = _asked(call, "scalar_request")
    numbers = [{line.group: each.reduce([*line.points.values()]) for line in each.lines} for each in asked]
    rows = list(dict.fromkeys(group for column in numbers for group in column))
    for each, column in zip(asked, numbers, strict=True):
        if each.limit:
            rows = [group for group in rows if group in column]
            rows.sort(key=column.__getitem__, reverse=each.limit.get("order", "desc") == "desc")
            rows = rows[: int(each.limit.get("count", len(rows)))]
    keys = dict.fromkeys(tag.partition(":")[0] for group in rows for tag in group)
    columns: list[dict[str, Any]] = [
        {"name": key, "type": "group", "values": [_values(group, key) for group in rows]} for key in keys
    ]
    columns += [
        {
            "name": chr(ord("a") + index),
            "type": "number",
            "values": [column.get(group) for group in rows],
            "meta": {"unit": unit_of(call.organisation, each.lines[0].metric) if each.lines else None},
        }
        for index, (each, column) in enumerate(zip(asked, numbers, strict=True))
    ]
    return answer({"data": {"id": "0", "type": "scalar_response", "attributes": {"columns": columns}}}, media_type=VND)


def _values(group: Sequence[str], key: str) -> list[str]:
    return [tag.partition(":")[2] for tag in group if tag.partition(":")[0] == key]


def _asked(call: Call, wanted_type: str) -> list[Asked]:
    attributes = _attributes(call.fields, wanted_type)
    start, end = (_milliseconds(attributes, name) / 1000 for name in ("from", "to"))
    interval = attributes.get("interval")
    width = max(1, int(interval / 1000)) if isinstance(interval, int | float) and interval > 0 else None
    try:
        bound = dict(_queries(call, attributes))
        formulas = attributes.get("formulas") or [{"formula": name} for name in bound]
        reducers = dict(zip(bound, map(_reducer, attributes["queries"]), strict=True))
        return [
            Asked(
                evaluated(call, node, start, end, width, bound),
                next((reducers[name] for name in unbound(node)), _REDUCERS["avg"]),
                formula.get("limit") or {},
            )
            for formula in formulas
            for node in parse(formula["formula"], names=bound.keys())[:1]
        ]
    except (BadQuery, CannotEvaluate, ValueError) as error:
        raise _bad(str(error)) from None
    except (KeyError, TypeError, AttributeError):
        raise _bad("formulas: 'formula' is a required field") from None


def _reducer(query: Mapping[str, Any]) -> Callable[[Sequence[float]], float]:
    counted = query.get("data_source") != "metrics" and query.get("stat", "hits") in ("hits", "errors")
    named = query.get("aggregator") or ("sum" if counted else "avg")
    if named not in _REDUCERS:
        raise ValueError(f"aggregator: {named!r} is not a valid value")
    return _REDUCERS[named]


_REDUCERS: dict[str, Callable[[Sequence[float]], float]] = {
    "avg": statistics.fmean,
    "mean": statistics.fmean,
    "sum": sum,
    "min": min,
    "max": max,
    "last": lambda values: values[-1],
    "l2norm": lambda values: math.hypot(*values),
}
"""How the points of a line become one number; `area` and `percentile` are not played."""


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


ENDPOINTS = (
    Endpoint("POST", "/api/v2/query/timeseries", query_timeseries, scope="timeseries_query"),
    Endpoint("POST", "/api/v2/query/scalar", query_scalar, scope="timeseries_query"),
)
