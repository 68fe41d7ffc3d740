"""What metrics there are, their metadata and their tags."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from starlette.responses import Response

from sandbox.site.call import Call, Endpoint, Limit, answer
from sandbox.site.errors import refused
from sandbox.site.inventory import hosts_of
from sandbox.site.points import Stream, last_point, streams
from sandbox.site.seed import MetricMetadata

ALL_TAGS = Limit("metric_tags", 600, 3600)


def list_active(call: Call) -> Response:
    """Metrics with a point since `from`; `host` and `tag_filter` exclude one another."""
    if "from" not in call.query:
        raise refused(400, "Missing required parameter(s): 'from'")
    if "host" in call.query and "tag_filter" in call.query:
        raise refused(400, "'host' and 'tag_filter' cannot be used together")
    since = call.whole("from", 0)
    found = sorted({stream.metric for stream in _chosen(call) if _active(stream, since, call.now)})
    return answer({"from": str(since), "metrics": found})


def get_metadata(call: Call) -> Response:
    return answer(asdict(_metadata(call)))


def update_metadata(call: Call) -> Response:
    metadata = asdict(_metadata(call)) | call.fields
    call.organisation.put("metadata", call.path["metric"], metadata)
    return answer(metadata)


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


def _chosen(call: Call) -> Iterator[Stream]:
    host, tag = call.query.get("host"), call.query.get("tag_filter", "").lower()
    for stream in streams(call.organisation, now=call.now):
        if host in (None, stream.host) and (not tag or tag in stream.tags):
            yield stream


def _active(stream: Stream, since: float, now: float) -> bool:
    return last_point(stream, since=since, now=now) is not None


def _metadata(call: Call) -> MetricMetadata:
    metric = call.path["metric"]
    if (written := call.organisation.get("metadata", metric)) is not None:
        known = MetricMetadata.__dataclass_fields__
        return MetricMetadata(**{name: value for name, value in written.items() if name in known})
    if (seeded := call.organisation.seed.metrics.get(metric)) is not None:
        return seeded
    for stream in streams(call.organisation, now=call.now, metric=metric):
        return MetricMetadata(type=stream.type)
    raise refused(404, "metric_name not found")


ENDPOINTS = (
    Endpoint("GET", "/api/v1/metrics", list_active, scope="metrics_read"),
    Endpoint("GET", "/api/v1/search", search, scope="metrics_read"),
    Endpoint("GET", "/api/v1/metrics/{metric}", get_metadata, scope="metrics_read"),
    Endpoint("PUT", "/api/v1/metrics/{metric}", update_metadata, scope="metrics_metadata_write"),
    Endpoint("GET", "/api/v2/metrics/{metric}/active-configurations", active_configuration, scope="metrics_read"),
    Endpoint("GET", "/api/v2/metrics/{metric}/all-tags", all_tags, scope="metrics_read", limit=ALL_TAGS),
)
