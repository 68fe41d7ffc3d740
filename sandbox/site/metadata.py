"""`/api/v1/metrics/{metric}`: what is said of a metric, by the seed, by clients, or by its points alone."""

from __future__ import annotations

from dataclasses import asdict, fields

from starlette.responses import Response

from sandbox.site.call import Call, Endpoint, answer
from sandbox.site.errors import refused
from sandbox.site.points import streams
from sandbox.site.seed import MetricMetadata
from sandbox.site.state import Organisation

KIND = "metadata"
_FIELDS = tuple(field.name for field in fields(MetricMetadata))


def get_metadata(call: Call) -> Response:
    return answer(asdict(_find(call)))


def update_metadata(call: Call) -> Response:
    """What is not sent stays; what is not known is not kept."""
    sent = {name: value for name, value in call.fields.items() if name in _FIELDS}
    for name, value in sent.items():
        wanted = int if name == "statsd_interval" else str
        if value is not None and (not isinstance(value, wanted) or isinstance(value, bool)):
            raise refused(400, f"The value provided for parameter '{name}' is invalid")
    metadata = asdict(_find(call)) | sent
    return answer(call.organisation.put(KIND, call.path["metric"], metadata))


def said_of(organisation: Organisation, metric: str) -> MetricMetadata | None:
    """What clients wrote, or what the seed says."""
    if (written := organisation.get(KIND, metric)) is not None:
        return MetricMetadata(**{name: value for name, value in written.items() if name in _FIELDS})
    return organisation.seed.metrics.get(metric)


def _find(call: Call) -> MetricMetadata:
    metric = call.path["metric"]
    if (said := said_of(call.organisation, metric)) is not None:
        return said
    for stream in streams(call.organisation, now=call.now, metric=metric):
        return MetricMetadata(type=stream.type)
    raise refused(404, "metric_name not found")


ENDPOINTS = (
    Endpoint("GET", "/api/v1/metrics/{metric}", get_metadata, scope="metrics_read"),
    Endpoint("PUT", "/api/v1/metrics/{metric}", update_metadata, scope="metrics_metadata_write"),
)
