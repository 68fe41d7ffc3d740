"""`/api/v2/metrics`: which metrics report, a page at a time; their tags; the boards and monitors that use one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from sandbox.site import dashboards, monitors
from sandbox.site.call import VND, Call, Endpoint, Limit, answer
from sandbox.site.errors import refused
from sandbox.site.monitor_rules import measured
from sandbox.site.points import last_point, streams
from sandbox.site.query.scope import parse_scope
from sandbox.site.state import Document

ALL_TAGS = Limit("metric_tags", 600, 3600)
LARGEST_PAGE = 10_000
LONGEST_WINDOW = 30 * 86400


def list_metrics(call: Call) -> Response:
    """Those with a point in the window; pages, `meta` and `links` only for who asks for a page."""
    listed = [{"type": "metrics", "id": name} for name in _reporting(call)]
    if "page[size]" not in call.query and "page[cursor]" not in call.query:
        return answer({"data": listed})
    size, cursor = call.whole("page[size]", LARGEST_PAGE), call.query.get("page[cursor]")
    if not 1 <= size <= LARGEST_PAGE:
        raise refused(400, f"page[size] must be between 1 and {LARGEST_PAGE}")
    rest = [each for each in listed if not cursor or each["id"] > _name(cursor)]
    following = _cursor(rest[size - 1]["id"]) if len(rest) > size else None
    meta = {"cursor": cursor, "next_cursor": following, "limit": size, "type": "cursor_limit"}
    return answer({"data": rest[:size], "meta": {"pagination": meta}, "links": _links(call, size, following)})


def _reporting(call: Call) -> list[str]:
    window = call.whole("window[seconds]", 3600)
    if not 1 <= window <= LONGEST_WINDOW:
        raise refused(400, f"window[seconds] must be between 1 and {LONGEST_WINDOW}")
    if call.says("filter[configured]") or call.query.get("filter[metric_type]") == "distribution":
        return []
    try:
        wanted = parse_scope(call.query.get("filter[tags]", "*"))
    except ValueError:
        raise refused(400, "Invalid filter[tags]") from None
    found = (stream for stream in streams(call.organisation, now=call.now) if wanted(stream.tags))
    since = call.now - window
    return sorted({each.metric for each in found if last_point(each, since=since, now=call.now) is not None})


def _links(call: Call, size: int, following: str | None) -> Document:
    def page(cursor: str | None) -> str:
        asked = {"page[cursor]": cursor} if cursor else {}
        return f"{call.url.partition('?')[0]}?{urlencode({**asked, 'page[size]': size})}"

    own = page(call.query.get("page[cursor]"))
    return {"self": own, "first": page(None), "prev": None, "next": following and page(following), "last": None}


def _cursor(name: str) -> str:
    return name.encode().hex()


def _name(cursor: str) -> str:
    try:
        return bytes.fromhex(cursor).decode()
    except ValueError:
        raise refused(400, "Invalid page[cursor]") from None


def all_tags(call: Call) -> Response:
    metric = call.path["metric"]
    found = list(streams(call.organisation, now=call.now, metric=metric))
    if not found:
        raise refused(404, "Metric not found")
    tags = sorted({tag for stream in found for tag in stream.tags})
    return answer({"data": {"id": metric, "type": "metrics", "attributes": {"tags": tags}}})


def active_configuration(call: Call) -> Response:
    """What of a metric is queried by boards and monitors; the sandbox does not keep count."""
    attributes: dict[str, list[str]] = {"active_tags": [], "active_aggregations": []}
    metric = call.path["metric"]
    return answer({"data": {"type": "actively_queried_configurations", "id": metric, "attributes": attributes}})


def assets(call: Call) -> Response:
    """The boards and monitors that ask for the metric; the sandbox has no notebooks and no SLOs."""
    metric = call.path["metric"]
    mention = re.compile(rf"(?<![\w.]){re.escape(metric)}(?![\w.])")
    boards = [
        {"id": board["id"], "type": "dashboards", "attributes": {"popularity": 0, "title": board["title"]}}
        for board in call.organisation.all(dashboards.KIND)
        if any(mention.search(query) for query in _queries(board["widgets"]))
    ]
    watching = [
        {"id": str(monitor["id"]), "type": "monitors", "attributes": {"title": monitor["name"]}}
        for monitor in call.organisation.all(monitors.KIND)
        if metric in measured(monitor)[0]
    ]
    held = {"dashboards": boards, "monitors": watching, "notebooks": [], "slos": []}
    links = {
        kind: {"data": [{"id": each["id"], "type": each["type"]} for each in listed]} for kind, listed in held.items()
    }
    data = {"id": metric, "type": "metrics", "relationships": links}
    return answer({"data": data, "included": boards + watching}, media_type=VND)


def _queries(value: Any) -> Iterator[str]:
    """Every metric query in a board, however deep it lies."""
    if isinstance(value, dict):
        yield from (text for key, text in value.items() if key in ("q", "query") and isinstance(text, str))
        for inner in value.values():
            yield from _queries(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _queries(inner)


ENDPOINTS = (
    Endpoint("GET", "/api/v2/metrics", list_metrics, scope="metrics_read"),
    Endpoint("GET", "/api/v2/metrics/{metric}/active-configurations", active_configuration, scope="metrics_read"),
    Endpoint("GET", "/api/v2/metrics/{metric}/all-tags", all_tags, scope="metrics_read", limit=ALL_TAGS),
    Endpoint("GET", "/api/v2/metrics/{metric}/assets", assets),
)
