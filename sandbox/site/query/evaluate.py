"""Computes a parsed query over a window: points into buckets, buckets over a group, then arithmetic.

Kept out: interpolation between hosts, and the true mathematics of most functions (bands of `anomalies` and the
like), which hand their first argument through. A reader of facts looks at the query for those, not at the points.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sandbox.site.points import Stream
from sandbox.site.query.functions import KNOWN, applied
from sandbox.site.query.syntax import Constant, FunctionCall, Modifier, Name, Node, Operation, Query

MOST_POINTS = 1500


class CannotEvaluate(Exception):
    """The query parses, but asks for something unknown; the API says so with status "error"."""


@dataclass(frozen=True)
class Line:
    """One series of an answer."""

    metric: str
    scope: str
    group: tuple[str, ...]
    interval: int
    points: Mapping[float, float]
    aggregator: str | None = None


@dataclass(frozen=True)
class Window:
    start: float
    end: float
    interval: int
    streams: Callable[[str], Iterator[Stream]]
    bound: Mapping[str, Node] = field(default_factory=dict)


def interval_for(start: float, end: float) -> int:
    """The default width of a bucket, in seconds: 5 up to twenty minutes, 20 for an hour, 300 for a day."""
    length = end - start
    for longest, width in _WIDTHS:
        if length <= longest:
            return width
    return 86400


_WIDTHS = (
    (1200, 5),
    (3600, 20),
    (4 * 3600, 60),
    (25 * 3600, 300),
    (49 * 3600, 600),
    (8 * 86400, 3600),
    (32 * 86400, 14400),
)


def smallest_interval(start: float, end: float) -> int:
    """No answer has more than so many points; a smaller wish is raised."""
    least = (end - start) / MOST_POINTS
    return next((width for width in (1, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600) if width >= least), 14400)


def evaluate(node: Node, window: Window) -> list[Line]:
    match node:
        case Constant():
            raise CannotEvaluate("a query needs a metric")
        case Query():
            return _lines(node, window)
        case Name():
            inner = window.bound[node.name]
            return evaluate(_with(inner, node.modifiers), window)
        case FunctionCall():
            return _call(node, window)
        case Operation():
            return _operate(node, window)


def _with(node: Node, modifiers: tuple[Modifier, ...]) -> Node:
    return replace(node, modifiers=(*node.modifiers, *modifiers)) if isinstance(node, Query) else node


def _call(node: FunctionCall, window: Window) -> list[Line]:
    if node.function and node.function not in KNOWN:
        raise CannotEvaluate(f"unknown function {node.function}")
    inner = [argument for argument in node.arguments if isinstance(argument, Node)]
    lines = next((evaluate(each, window) for each in inner if not isinstance(each, Constant)), None)
    if lines is None:
        raise CannotEvaluate(f"{node.function} needs a query")
    numbers = [argument.value for argument in node.arguments if isinstance(argument, Constant)]
    words = [argument for argument in node.arguments if isinstance(argument, str)]
    return [replace(line, points=points) for line, points in applied(node.function, lines, numbers, words)]


def _operate(node: Operation, window: Window) -> list[Line]:
    sign = _SIGNS[node.sign]
    if isinstance(node.right, Constant):
        number = node.right.value
        return [_mapped(line, lambda value: sign(value, number)) for line in evaluate(node.left, window)]
    if isinstance(node.left, Constant):
        number = node.left.value
        return [_mapped(line, lambda value: sign(number, value)) for line in evaluate(node.right, window)]
    left, right = evaluate(node.left, window), evaluate(node.right, window)
    by_group = {line.group: line for line in right}
    lone = right[0] if len(right) == 1 and not right[0].group else None
    pairs = [(line, by_group.get(line.group, lone)) for line in left]
    return [_joined(line, other, sign) for line, other in pairs if other is not None]


def _mapped(line: Line, change: Callable[[float], float]) -> Line:
    return replace(line, points=_finite((at, change(value)) for at, value in line.points.items()))


def _joined(left: Line, right: Line, sign: Callable[[float, float], float]) -> Line:
    both = (at for at in left.points if at in right.points)
    return replace(left, points=_finite((at, sign(left.points[at], right.points[at])) for at in both))


def _finite(points: Iterator[tuple[float, float]]) -> dict[float, float]:
    return {at: value for at, value in points if math.isfinite(value)}


_SIGNS: dict[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right if right else math.nan,
}


def _lines(query: Query, window: Window) -> list[Line]:
    chosen = [stream for stream in window.streams(query.metric) if query.scope(stream.tags)]
    counts = bool(chosen) and all(stream.type == "count" for stream in chosen)
    over_time, interval = _rollup(query, window, counts)
    groups: dict[tuple[str, ...], list[Stream]] = {}
    for stream in chosen:
        groups.setdefault(_group(stream, query.by), []).append(stream)
    aggregator = query.aggregator or "avg"
    lines = []
    for group, members in sorted(groups.items()):
        points = _bucketed(members, window, interval, over_time, aggregator)
        if any(modifier.name == "as_rate" for modifier in query.modifiers):
            points = {at: value / interval for at, value in points.items()}
        if points:
            scope = ",".join(group) or query.scope_text
            lines.append(Line(query.metric, scope, group, interval, points, query.aggregator))
    return lines


def _group(stream: Stream, by: Sequence[str]) -> tuple[str, ...]:
    def value(key: str) -> str:
        found = sorted(tag for tag in stream.tags if tag.partition(":")[0] == key.lower())
        return found[0] if found else f"{key}:N/A"

    return tuple(value(key) for key in by)


def _rollup(query: Query, window: Window, counts: bool) -> tuple[str, int]:
    """The aggregator over time and the width of a bucket, `.rollup()` included; a too small width is raised."""
    over_time, interval = "sum" if counts else "avg", window.interval
    for modifier in query.modifiers:
        if modifier.name == "as_count":
            over_time = "sum"
        if modifier.name == "rollup":
            words = [argument for argument in modifier.arguments if isinstance(argument, str)]
            widths = [argument for argument in modifier.arguments if isinstance(argument, float)]
            over_time = words[0] if words else over_time
            if over_time not in _OVER:
                raise CannotEvaluate(f"unknown rollup method {over_time}")
            if widths:
                interval = max(int(widths[0]), smallest_interval(window.start, window.end))
    return over_time, interval


def _bucketed(
    streams: Sequence[Stream], window: Window, interval: int, over_time: str, over_space: str
) -> dict[float, float]:
    by_bucket: dict[float, list[float]] = {}
    for stream in streams:
        raw: dict[float, list[float]] = {}
        for at, value in stream.between(window.start, window.end):
            raw.setdefault(at // interval * interval, []).append(value)
        for bucket, values in raw.items():
            by_bucket.setdefault(bucket, []).append(_OVER[over_time](values))
    return {bucket: _OVER[over_space](values) for bucket, values in sorted(by_bucket.items())}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _share(part: float) -> Callable[[Sequence[float]], float]:
    return lambda values: sorted(values)[min(len(values) - 1, int(part * len(values)))]


_OVER: dict[str, Callable[[Sequence[float]], float]] = {
    "avg": _mean,
    "sum": sum,
    "min": min,
    "max": max,
    "count": lambda values: float(len(values)),
    **{f"p{part}": _share(part / 100) for part in (50, 75, 90, 95, 99)},
}
