"""`/api/v1/metrics` and `/api/v1/search`: what metrics and hosts there are."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.responses import Response

from sandbox.site.call import Call, Endpoint, answer
from sandbox.site.errors import refused
from sandbox.site.inventory import hosts_of
from sandbox.site.points import Stream, last_point, streams


def list_active(call: Call) -> Response:
    """Metrics with a point since `from`; `host` and `tag_filter` exclude one another."""
    if "from" not in call.query:
        raise refused(400, "Missing required parameter(s): 'from'")
    if "host" in call.query and "tag_filter" in call.query:
        raise refused(400, "'host' and 'tag_filter' cannot be used together")
    since = call.whole("from", 0)
    found = sorted({stream.metric for stream in _chosen(call) if _active(stream, since, call.now)})
    return answer({"from": str(since), "metrics": found})


def search(call: Call) -> Response:
    """`metrics:…` and `hosts:…`; without a prefix, both."""
    kind, _, text = call.query.get("q", "").rpartition(":")
    results: dict[str, list[str]] = {}
    if kind in ("", "metrics"):
        names = {stream.metric for stream in streams(call.organisation, now=call.now)}
        results["metrics"] = sorted(name for name in names if text in name)
    if kind in ("", "hosts"):
        results["hosts"] = [host.name for host in hosts_of(call.organisation) if text in host.name]
    return answer({"results": results})


def _chosen(call: Call) -> Iterator[Stream]:
    host, tag = call.query.get("host"), call.query.get("tag_filter", "").lower()
    for stream in streams(call.organisation, now=call.now):
        if host in (None, stream.host) and (not tag or tag in stream.tags):
            yield stream


def _active(stream: Stream, since: float, now: float) -> bool:
    return last_point(stream, since=since, now=now) is not None


ENDPOINTS = (
    Endpoint("GET", "/api/v1/metrics", list_active, scope="metrics_read"),
    Endpoint("GET", "/api/v1/search", search, scope="metrics_read"),
)
