"""Monitor queries: `avg(last_5m):avg:my_metric{host:x} by {host} > 800`. Only the metric kinds are taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox.site.query.syntax import BadQuery, Query, parse, queries

METRIC_TYPES = ("metric alert", "query alert")

_WHOLE = re.compile(
    r"""\s*(?P<over>avg|sum|min|max|count|last|change|pct_change|percentile)\s*
        \((?P<window>[^:]*?)\)\s*:\s*(?P<expression>.+?)\s*
        (?P<comparator>>=|<=|==|!=|>|<)\s*(?P<threshold>-?\d+(\.\d+)?(e[+-]?\d+)?)\s*""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_WINDOW = re.compile(r"(last_\d+[smhdw]|current_\d+[a-z]+)|.*\b(last_\d+[smhdw])\b.*", re.DOTALL)


@dataclass(frozen=True)
class MonitorQuery:
    over_time: str
    window: str
    expression: str
    comparator: str
    threshold: float
    queries: tuple[Query, ...]

    @property
    def grouped(self) -> bool:
        return any(query.by for query in self.queries)


def parse_monitor_query(text: str) -> MonitorQuery:
    """BadQuery when the API would refuse it."""
    match = _WHOLE.fullmatch(text)
    if not match or not _WINDOW.fullmatch(match["window"]):
        raise BadQuery("The value provided for parameter 'query' is invalid")
    inner = tuple(query for node in parse(match["expression"]) for query in queries(node))
    if not inner:
        raise BadQuery("The value provided for parameter 'query' is invalid")
    return MonitorQuery(
        match["over"].lower(),
        match["window"],
        match["expression"],
        match["comparator"],
        float(match["threshold"]),
        inner,
    )
