"""Points of queries, and what is known of metrics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.site.query.syntax import BadQuery, parse, queries
from sandbox.site.replay.readers.found import Found, Row, unit_of
from sandbox.site.replay.recording import Interaction


def _points(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for series in each.answer.get("series") or []:
        metric = series["metric"]
        try:
            inner = [query for node in parse(each.parameter("query") or "") for query in queries(node)]
        except BadQuery:
            inner = []
        tags = list(series.get("tag_set") or []) or [tag for tag in series["scope"].split(",") if ":" in tag]
        points = [[at / 1000, value] for at, value in series["pointlist"] if value is not None]
        for name in dict.fromkeys([metric, *(query.metric for query in inner)]):
            yield "series", name, {"metric": name, "tags": tags, "points": points}
            if unit := series.get("unit"):
                yield from unit_of(name, unit)


def _points_v2(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    answer, metrics = each.answer["data"]["attributes"], list(_asked_metrics(each))
    for series, values in zip(answer["series"], answer["values"], strict=False):
        pairs = zip(answer["times"], values, strict=False)
        points = [[at / 1000, value] for at, value in pairs if value is not None]
        for metric in metrics:
            content = {"metric": metric, "tags": series.get("group_tags") or [], "points": points}
            yield "series", metric, content
            if series.get("unit"):
                yield from unit_of(metric, series["unit"])


def _scalar(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    columns = each.answer["data"]["attributes"]["columns"]
    groups = [column for column in columns if column["type"] == "group"]
    window = each.body["data"]["attributes"]
    middle = (window["from"] + window["to"]) / 2000
    for metric in _asked_metrics(each):
        for column in columns:
            if column["type"] != "number":
                continue
            for place, value in enumerate(column["values"]):
                tags = [f"{group['name']}:{group['values'][place][0]}" for group in groups]
                if value is not None:
                    yield "series", metric, {"metric": metric, "tags": tags, "points": [[middle, value]]}
            if unit := (column.get("meta") or {}).get("unit"):
                yield from unit_of(metric, unit)


def _asked_metrics(each: Interaction) -> Iterator[str]:
    for query in each.body["data"]["attributes"]["queries"]:
        if query.get("data_source") == "metrics":
            for node in parse(query["query"]):
                yield from (inner.metric for inner in queries(node))


def _active_metrics(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for metric in each.answer["metrics"]:
        content: dict[str, Any] = {"metric": metric, "points": [["now-60s", 1]]}
        if host := each.parameter("host"):
            yield "hosts", host, {"name": host}
            content["host"] = host
        if tag := each.parameter("tag_filter"):
            content["tags"] = [tag]
        yield "series", metric, content


def _listed_metrics(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    """The recorded ones, and one more behind each page that another one follows."""
    names = [metric["id"] for metric in each.answer["data"]]
    following = ((each.answer.get("meta") or {}).get("pagination") or {}).get("next_cursor")
    for name in [*names, *([f"{names[-1]}.more"] if names and following else [])]:
        yield "series", name, {"metric": name, "points": [["now-60s", 1]]}


def _metadata(each: Interaction, path: dict[str, str]) -> Iterator[Found]:
    names = ("type", "unit", "per_unit", "description", "short_name", "integration", "statsd_interval")
    yield "metrics", path["metric"], {name: each.answer[name] for name in names if each.answer.get(name) is not None}


def _metadata_written(each: Interaction, path: dict[str, str]) -> Iterator[Found]:
    if each.ok:
        yield "metrics", path["metric"], {}


def _metric_tags(each: Interaction, path: dict[str, str]) -> Iterator[Found]:
    tags = each.answer["data"]["attributes"]["tags"]
    yield "series", None, {"metric": path["metric"], "tags": tags, "points": [["now-60s", 1]]}


ROWS: tuple[Row, ...] = (
    ("GET", r"/api/v1/query", _points),
    ("POST", r"/api/v2/query/timeseries", _points_v2),
    ("POST", r"/api/v2/query/scalar", _scalar),
    ("GET", r"/api/v1/metrics", _active_metrics),
    ("GET", r"/api/v2/metrics", _listed_metrics),
    ("GET", r"/api/v1/metrics/(?P<metric>[^/]+)", _metadata),
    ("PUT", r"/api/v1/metrics/(?P<metric>[^/]+)", _metadata_written),
    ("GET", r"/api/v2/metrics/(?P<metric>[^/]+)/all-tags", _metric_tags),
)
