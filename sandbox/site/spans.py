"""Spans: searched (POST and GET), aggregated, and taken in from whoever reports traces to the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from sandbox.site import names
from sandbox.site.call import VND, Call, Endpoint, Limit, answer
from sandbox.site.cursors import link, page_of
from sandbox.site.errors import problem
from sandbox.site.moments import iso_z, seconds_of
from sandbox.site.spanfacts import SpanRecord, spans_between
from sandbox.site.spanquery import BadSearch, parse_search

SEARCH = Limit("spans_search", 300, 3600)
LIST = Limit("spans_list", 300, 3600)
AGGREGATE = Limit("spans_aggregate", 300, 3600)
LARGEST_PAGE = 1000


def search(call: Call) -> Response:
    attributes = _request(call, "search_request")
    filters, page = attributes.get("filter") or {}, attributes.get("page") or {}
    return _page(
        call,
        asked={f"filter[{name}]": filters.get(name) for name in ("from", "query", "to")}
        | {"sort": attributes.get("sort")},
        limit=page.get("limit", 10),
        cursor=page.get("cursor"),
    )


def list_spans(call: Call) -> Response:
    return _page(
        call,
        asked={name: call.query.get(name) for name in ("filter[from]", "filter[query]", "filter[to]", "sort")},
        limit=call.whole("page[limit]", 10),
        cursor=call.query.get("page[cursor]"),
    )


def _page(call: Call, *, asked: dict[str, Any], limit: Any, cursor: Any) -> Response:
    """One page, the newest first if nothing else was asked; an empty one has no `meta` at all."""
    if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= LARGEST_PAGE:
        raise _invalid("page.limit", f"must be between 1 and {LARGEST_PAGE}")
    if asked["sort"] not in (None, "timestamp", "-timestamp"):
        raise _invalid("sort", "must be timestamp or -timestamp")
    window = _window(call, _or(asked["filter[from]"], "now-15m"), _or(asked["filter[to]"], "now"))
    found = {(span.at, span.id): span for span in _found(call, _or(asked["filter[query]"], "*"), window)}
    try:
        shown, after = page_of(found, newest_first=asked["sort"] != "timestamp", limit=limit, cursor=cursor)
    except ValueError as error:
        raise _invalid("page.cursor", str(error)) from None
    body: dict[str, Any] = {"data": [span.resource() for span in shown]}
    if after:
        body["meta"] = {**_meta(call), "page": {"after": after}}
        begins, ends = (int(moment * 1000) for moment in window)
        fixed = asked | {"filter[from]": begins, "filter[to]": ends}
        endpoint = f"{call.url.partition('/api/')[0]}/api/v2/spans/events"
        body["links"] = {"next": link(endpoint, fixed, after=after, limit=limit)}
    return answer(body, media_type=VND)


def _or(value: Any, default: str) -> Any:
    return default if value is None else value


def _window(call: Call, start: Any, end: Any) -> tuple[float, float]:
    try:
        begins, ends = seconds_of(start, now=call.now), seconds_of(end, now=call.now)
    except (ValueError, TypeError):
        raise _invalid("filter.from,to", "cannot be read as times") from None
    if begins > ends:
        raise _invalid("filter.from,to", "'from' should be anterior to 'to'")
    return begins, ends


def _found(call: Call, query: Any, window: tuple[float, float]) -> list[SpanRecord]:
    try:
        matches = parse_search(str(query))
    except BadSearch as error:
        raise _invalid("filter.query", str(error)) from None
    return [span for span in spans_between(call.organisation, *window, now=call.now) if matches(span.facets)]


def aggregate(call: Call) -> Response:
    """Counts (total or by time), whole or by facets; other aggregations work on `@duration`."""
    attributes = _request(call, "aggregate_request")
    filters = attributes.get("filter") or {}
    found = _found(
        call, filters.get("query", "*"), _window(call, filters.get("from", "now-15m"), filters.get("to", "now"))
    )
    computes = attributes.get("compute") or [{"aggregation": "count"}]
    facets = [str(group.get("facet", "")) for group in attributes.get("group_by") or []]
    groups: dict[tuple[str, ...], list[SpanRecord]] = {} if facets else {(): []}
    for span in found:
        groups.setdefault(tuple(span.facet(facet) for facet in facets), []).append(span)
    buckets = [
        {
            "type": "bucket",
            "id": names.uuid_of(call.organisation.seed.identity, "bucket", by),
            "attributes": {
                "compute": {f"c{place}": _computed(each, spans) for place, each in enumerate(computes)},
                "by": dict(zip(facets, by, strict=True)),
            },
        }
        for by, spans in sorted(groups.items())
    ]
    return answer({"data": buckets, "meta": _meta(call)})


def _computed(compute: dict[str, Any], spans: list[SpanRecord]) -> Any:
    over = _AGGREGATIONS.get(str(compute.get("aggregation", "count")))
    if over is None:
        raise _invalid("compute.aggregation", "is unknown")
    if compute.get("type", "total") != "timeseries":
        return over(spans)
    try:
        width = -seconds_of(f"now-{compute.get('interval', '5m')}", now=0)
    except ValueError:
        raise _invalid("compute.interval", "is unknown") from None
    by_time: dict[float, list[SpanRecord]] = {}
    for span in spans:
        by_time.setdefault(span.at // width * width, []).append(span)
    return [{"time": iso_z(at), "value": over(each)} for at, each in sorted(by_time.items())]


def _durations(spans: list[SpanRecord]) -> list[float]:
    return sorted(float(span.attributes["custom"].get("duration", 0)) for span in spans)


_AGGREGATIONS: dict[str, Callable[[list[SpanRecord]], float]] = {
    "count": len,
    "sum": lambda spans: sum(_durations(spans)),
    "min": lambda spans: min(_durations(spans), default=0),
    "max": lambda spans: max(_durations(spans), default=0),
    "avg": lambda spans: sum(_durations(spans)) / max(1, len(spans)),
}


def services(call: Call) -> Response:
    """The names and, beside them, what is known of each; `filter[env]` is required."""
    env = call.query.get("filter[env]")
    if not env:
        raise _invalid("filter[env]", "is required")
    since = call.now - 86400
    named = {
        service.service
        for service in call.organisation.seed.services
        if env in ("*", service.env)
        and seconds_of(service.until, now=call.now) >= since
        and seconds_of(service.since, now=call.now) <= call.now
    }
    for sent in call.organisation.all("spans"):
        attributes = sent["attributes"]
        if env in ("*", attributes["env"]) and seconds_of(attributes["start_timestamp"], now=call.now) >= since:
            named.add(attributes["service"])
    listed = sorted(named)
    attributes = {"services": listed, "metadata": [{"isTraced": True, "isUsm": False} for _ in listed]}
    return answer({"data": {"type": "services_list", "id": "apm-services-list", "attributes": attributes}})


def _request(call: Call, wanted: str) -> dict[str, Any]:
    data = call.fields.get("data")
    if not isinstance(data, dict) or data.get("type", wanted) != wanted:
        raise _invalid("data.type", f"should be {wanted}")
    attributes = data.get("attributes") or {}
    if not isinstance(attributes, dict):
        raise _invalid("data.attributes", "should be an object")
    for name in ("filter", "page"):
        if not isinstance(attributes.get(name) or {}, dict):
            raise _invalid(name, "should be an object")
    for name in ("compute", "group_by"):
        listed = attributes.get(name) or []
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            raise _invalid(name, "should be a list of objects")
    return attributes


def _meta(call: Call) -> dict[str, Any]:
    request = names.uuid_of(call.organisation.seed.identity, call.now, call.url).replace("-", "")
    return {"elapsed": 12, "request_id": f"sandbox-{request}", "status": "done"}


def _invalid(field: str, what: str) -> Exception:
    detail = f"invalid_argument(Field '{field}' is invalid: {what})"
    return problem(422 if field == "filter.from,to" else 400, title="Generic Error", detail=detail)


ENDPOINTS = (
    Endpoint("POST", "/api/v2/spans/events/search", search, scope="apm_read", limit=SEARCH),
    Endpoint("GET", "/api/v2/spans/events", list_spans, scope="apm_read", limit=LIST),
    Endpoint("POST", "/api/v2/spans/analytics/aggregate", aggregate, scope="apm_read", limit=AGGREGATE),
    Endpoint("GET", "/api/v2/apm/services", services, scope="apm_read"),
)
