"""Asking for points, and reading them: version 1 takes seconds and gives milliseconds, version 2 knows only these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from verifier.datadog import CouldNotLook, Port
from verifier.probes.account.shape import epoch, number, obj, objs, text, texts, whole

QUERY = "/api/v1/query"
TIMESERIES = "/api/v2/query/timeseries"
POINTS_MAX = 5000


@dataclass(frozen=True)
class Series:
    """One line. bucket: seconds, 0 = not told. tags: what it was grouped by, or cut down to."""

    metric: str
    tags: tuple[str, ...]
    bucket: int
    points: tuple[tuple[int, float], ...]

    def tagged(self, key: str) -> str:
        """The value of the tag `key:value`, "" where there is none."""
        return next((tag.split(":", 1)[1] for tag in self.tags if tag.startswith(f"{key}:")), "")


def query(port: Port, asked: str, *, begin: int, end: int) -> tuple[Series, ...]:
    """Version 1: the bucket follows from the window, and the answer tells it."""
    return read_query(port.get(QUERY, [("from", begin), ("to", end), ("query", asked)]))


def timeseries(port: Port, asked: str, *, begin: int, end: int, bucket: int) -> tuple[Series, ...]:
    """Version 2: the bucket may be wished for; the answer does not say whether the wish was granted."""
    attributes = {
        "from": begin * 1000,
        "to": end * 1000,
        "interval": bucket * 1000,
        "queries": [{"data_source": "metrics", "name": "a", "query": asked}],
        "formulas": [{"formula": "a"}],
    }
    body = {"data": {"type": "timeseries_request", "attributes": attributes}}
    return read_timeseries(port.search(TIMESERIES, body), ("",))


def read_query(body: object) -> tuple[Series, ...]:
    """The lines of an answer of version 1. Trouble may come as HTTP 200 with `status: error`."""
    if text(obj(body).get("status")) == "error":
        raise CouldNotLook(f"Datadog did not take the query: {text(obj(body).get('error'))[:200]}")
    return tuple(_line(item) for item in objs(obj(body).get("series")))


def _line(item: Mapping[str, object]) -> Series:
    scope = text(item.get("scope"))
    return Series(
        metric=text(item.get("metric")),
        tags=texts(item.get("tag_set")) or tuple(part for part in scope.split(",") if part),
        bucket=whole(item.get("interval")) or 0,
        points=_points(item.get("pointlist")),
    )


def _points(pairs: object) -> tuple[tuple[int, float], ...]:
    rows = pairs if isinstance(pairs, list) else []
    found = [
        (epoch(row[0]), value)
        for row in rows[:POINTS_MAX]
        if isinstance(row, list) and len(row) == 2 and (value := number(row[1])) is not None
    ]
    return tuple(sorted((at, value) for at, value in found if at))


def read_timeseries(body: object, metrics: Sequence[str]) -> tuple[Series, ...]:
    """The lines of an answer of version 2: one list of times for all, with null where a line has no value.

    metrics: the metric of each query, in the order asked; the answer only tells the number of the query.
    """
    attributes = obj(body, "data", "attributes")
    times, rows = attributes.get("times"), attributes.get("values")
    if not isinstance(times, list) or not isinstance(rows, list):
        return ()
    heads = attributes.get("series")
    lines = []
    for place, row in enumerate(rows):
        head = obj(heads[place]) if isinstance(heads, list) and place < len(heads) else {}
        which = whole(head.get("query_index")) or 0
        pairs = [[at, value] for at, value in zip(times, row, strict=False)] if isinstance(row, list) else []
        metric = metrics[which] if 0 <= which < len(metrics) else ""
        lines.append(Series(metric, texts(head.get("group_tags")), 0, _points(pairs)))
    return tuple(lines)
