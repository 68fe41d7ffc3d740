"""Metrics, points and traces in recorded exchanges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from re import Match

from verifier.datadog import Answer, CouldNotLook, Request
from verifier.facts.account import MetricPoints
from verifier.probes.account.exchanged.seen import Seen
from verifier.probes.account.metrics import bucket_of, read_active
from verifier.probes.account.series import Series, read_query, read_timeseries
from verifier.probes.account.shape import epoch, number, obj, objs, text, texts, whole
from verifier.probes.account.traces import Sighting, add_services, add_spans, hits_of, operations_of
from verifier.queries import Leaf, QueryError, expand, leaves, parse_metric_query, restricted_to

_TYPES_V2 = {1: "count", 2: "rate", 3: "gauge"}


def metric_names(seen: Seen, request: Request, answer: Answer, _found: Match[str]) -> None:
    """`/api/v1/metrics`, `/api/v1/search` and `/api/v2/metrics`."""
    since = whole(request.param("from")) or 0
    names = read_active(answer.body, since=since).names or texts(obj(answer.body, "results").get("metrics"))
    seen.metrics.update(dict.fromkeys(names))
    seen.metrics.update((text(item.get("id")), None) for item in objs(obj(answer.body).get("data")))
    seen.metrics_since = since or seen.metrics_since
    if not names:
        seen.remark("A list of metrics was asked for, and it is empty.")


def metric(seen: Seen, _request: Request, answer: Answer, found: Match[str]) -> None:
    """`/api/v1/metrics/{name}`: what is told about a metric. It is there, or this would not have been answered."""
    name = found["name"]
    seen.metrics.setdefault(name)
    kind = text(obj(answer.body).get("type"))
    if kind:
        seen.types[name] = kind
        seen.points.setdefault((name, ""), MetricPoints(name, "", 0, (), 0, 0, kind))


def submitted(seen: Seen, request: Request, _answer: Answer, _found: Match[str]) -> None:
    """`POST /api/v1/series` and `/api/v2/series`: points that were sent, in no buckets."""
    for item in objs(obj(request.content).get("series")):
        name, host = text(item.get("metric")), text(item.get("host"))
        resources = [each for each in objs(item.get("resources")) if each.get("type") == "host"]
        host = host or (text(resources[0].get("name")) if resources else "")
        kind = text(item.get("type")) or _TYPES_V2.get(whole(item.get("type")) or 0, "")
        times = tuple(sorted(_sent(item.get("points"))))
        if name and times:
            points = MetricPoints(name, host, 0, times, times[0][0], times[-1][0], kind)
            seen.points.setdefault((name, host), points)


def _sent(points: object) -> list[tuple[int, float]]:
    rows = points if isinstance(points, list) else []
    pairs = [
        (row.get("timestamp"), row.get("value")) if isinstance(row, dict) else tuple(row)
        for row in rows
        if isinstance(row, dict) or (isinstance(row, list) and len(row) == 2)
    ]
    found = [(epoch(at), number(value)) for at, value in pairs]
    return [(at, value) for at, value in found if at and value is not None]


def query_v1(seen: Seen, request: Request, answer: Answer, _found: Match[str]) -> None:
    """`/api/v1/query`."""
    try:
        lines = read_query(answer.body)
    except CouldNotLook as fault:
        seen.remark(fault.reason)
        return
    begin, end = whole(request.param("from")) or 0, whole(request.param("to")) or 0
    _lines(seen, lines, _hosts(request.param("query")), begin, end)


def query_v2(seen: Seen, request: Request, answer: Answer, _found: Match[str]) -> None:
    """`/api/v2/query/timeseries`; the metric stands in the request only."""
    asked = obj(request.content, "data", "attributes")
    queries = _queries(asked)
    lines = read_timeseries(answer.body, [leaf.metric if (leaf := _first_leaf(each)) else each for each in queries])
    hosts = {host for each in queries for host in _hosts(each)}
    _lines(seen, lines, hosts if len(queries) == 1 else set(), epoch(asked.get("from")), epoch(asked.get("to")))


def _queries(asked: Mapping[str, object]) -> list[str]:
    """What each line of the answer shows: the formulas with their queries put in, or the queries."""
    named = {text(query.get("name")): text(query.get("query")) for query in objs(asked.get("queries"))}
    formulas = [text(formula.get("formula")) for formula in objs(asked.get("formulas"))]
    return [_put_in(formula, named) for formula in formulas] or list(named.values())


def _put_in(formula: str, named: Mapping[str, str]) -> str:
    if formula in named:
        return named[formula]
    try:
        found = leaves(expand(formula, named))
    except QueryError:
        return formula
    return found[0].metric if len(found) == 1 else formula


def _first_leaf(query: str) -> Leaf | None:
    try:
        found = leaves(parse_metric_query(query))
    except QueryError:
        return None
    return found[0] if found else None


def _hosts(query: str) -> set[str]:
    leaf = _first_leaf(query)
    return set(restricted_to(leaf.scope, "host") or ()) if leaf else set()


def _lines(seen: Seen, lines: Sequence[Series], hosts: set[str], begin: int, end: int) -> None:
    if not lines:
        seen.remark("A query was asked, and no points came.")
    for line in lines:
        if not line.metric:
            seen.remark(f"A query that is not of a metric gave {len(line.points)} points.")
            continue
        operation = operations_of([line.metric])
        for service, hits in hits_of([line]).items() if operation else ():
            seen.services.setdefault(service, Sighting()).operations[operation[0]] = hits
            seen.hits = True
        host = line.tagged("host") or (next(iter(hosts)) if len(hosts) == 1 else "")
        bucket = line.bucket or bucket_of([line])
        points = MetricPoints(line.metric, host, bucket, line.points, begin, end)
        other = tuple(tag for tag in line.tags if not tag.startswith("host:") and tag != "*")
        seen.points[(line.metric, host, *other)] = points


def spans(seen: Seen, _request: Request, answer: Answer, _found: Match[str]) -> None:
    """`/api/v2/spans/events[/search]`."""
    add_spans(seen.services, answer.body)
    if not objs(obj(answer.body).get("data")):
        seen.remark("Spans were searched for, and none were found.")


def span_counts(seen: Seen, _request: Request, answer: Answer, _found: Match[str]) -> None:
    """`/api/v2/spans/analytics/aggregate`: counts, by service or of everything."""
    for item in objs(obj(answer.body).get("data")):
        counts = obj(item, "attributes", "compute") or obj(item, "attributes", "computes")
        total = sum(_count(value) for value in counts.values())
        service = text(obj(item, "attributes", "by").get("service"))
        if service:
            seen.services.setdefault(service, Sighting()).spans += total
        else:
            seen.remark(f"{total} spans were counted, of which services it is not told.")


def _count(value: object) -> int:
    if isinstance(value, list):
        return sum(whole(obj(each).get("value")) or 0 for each in value)
    return whole(value) or 0


def services(seen: Seen, _request: Request, answer: Answer, _found: Match[str]) -> None:
    """`/api/v2/apm/services`."""
    add_services(seen.services, answer.body)
