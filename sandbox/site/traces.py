"""Takes in traces, so that a real traced application can be seen in the sandbox.

`POST /sandbox/traces` is no endpoint of Datadog's. It takes the JSON that a trace agent's v0.4 endpoint takes, which
is also what `ddapm-test-agent` gives back at `/test/traces`: a list of traces, each a list of spans. The header
`DD-API-KEY` and, if wanted, `?host=` go with it. Every span becomes searchable, and the top span of each service in
a trace counts as a hit of `trace.<operation>`.
"""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from sandbox.site.call import Call, Endpoint, answer
from sandbox.site.errors import refused
from sandbox.site.moments import iso_z
from sandbox.site.points import tag_value
from sandbox.site.state import Document


def take_traces(call: Call) -> Response:
    if not isinstance(call.body, list) or not all(isinstance(trace, list) for trace in call.body):
        raise refused(400, "sandbox: wanted a list of traces, each a list of spans")
    host = call.query.get("host", "")
    taken = 0
    for trace in call.body:
        services = {span.get("span_id"): span.get("service") for span in trace if isinstance(span, dict)}
        for span in trace:
            try:
                _take(call, span, host=host, top=services.get(span.get("parent_id")) != span.get("service"))
            except (KeyError, TypeError, ValueError, AttributeError):
                raise refused(400, "sandbox: a span lacks service, name, resource, start or duration") from None
            taken += 1
    return answer({"sandbox": f"{taken} spans taken"}, status=202)


def _take(call: Call, span: dict[str, Any], *, host: str, top: bool) -> None:
    meta = {str(name): value for name, value in (span.get("meta") or {}).items()}
    env = str(meta.get("env", "none"))
    started, lasted = int(span["start"]) / 1e9, int(span["duration"]) / 1e9
    attributes: Document = {
        "service": str(span["service"]),
        "resource_name": str(span["resource"]),
        "env": env,
        "host": host,
        "type": str(span.get("type") or "custom"),
        "span_id": str(span["span_id"]),
        "trace_id": str(span["trace_id"]),
        "parent_id": str(span.get("parent_id") or 0),
        "start_timestamp": iso_z(started),
        "end_timestamp": iso_z(started + lasted),
        "ingestion_reason": "auto",
        "retained_by": "retention_filter",
        "single_span": False,
        "resource_hash": "",
        "custom": {**_nested(meta), "duration": int(span["duration"])},
        "tags": ["source:apm"],
    }
    place = call.organisation.made("spans")
    call.organisation.put("spans", place, {"id": f"sent-{place}", "attributes": attributes})
    if top:
        _count(call, span, env=env, host=host, at=started, lasted=lasted)


def _count(call: Call, span: dict[str, Any], *, env: str, host: str, at: float, lasted: float) -> None:
    tags = [f"service:{span['service']}", f"env:{env}", f"resource_name:{tag_value(str(span['resource']))}"]
    measured = [("hits", "count", 1.0), ("duration", "gauge", lasted)]
    if span.get("error"):
        measured.append(("errors", "count", 1.0))
    for suffix, kind, value in measured:
        document = {
            "metric": f"trace.{span['name']}.{suffix}",
            "host": host or None,
            "tags": tags,
            "type": kind,
            "points": [[at, value]],
            "at": call.now,
        }
        call.organisation.put("points", call.organisation.made("points"), document)


def _nested(meta: dict[str, Any]) -> Document:
    """Dotted names become nested objects, as the search shows them."""
    tree: Document = {}
    for name, value in meta.items():
        *above, last = name.split(".")
        place = tree
        for part in above:
            inner = place.setdefault(part, {})
            if not isinstance(inner, dict):
                break
            place = inner
        else:
            if not isinstance(place.get(last), dict):
                place[last] = value
    return tree


ENDPOINTS = (
    Endpoint("POST", "/sandbox/traces", take_traces, keys="api"),
    Endpoint("PUT", "/sandbox/traces", take_traces, keys="api"),
)
