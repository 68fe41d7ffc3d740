"""`/api/v1/tags/hosts`: tags of a host, read and written by source."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from sandbox.site.call import Call, Endpoint, answer, nothing
from sandbox.site.errors import refused
from sandbox.site.hosttags import change, hosts, known, spelled, tags_of
from sandbox.site.state import Document

_SCOPE_WRITE = "hosts_write"


def list_tags(call: Call) -> Response:
    """Which hosts carry each tag."""
    source = call.query.get("source")
    tagged: dict[str, list[str]] = {}
    for host in hosts(call.organisation):
        for tag in _listed(tags_of(call.organisation, host), source):
            tagged.setdefault(tag, []).append(host)
    return answer({"tags": tagged})


def get_tags(call: Call) -> Response:
    host = _host(call)
    return answer({"tags": _listed(tags_of(call.organisation, host), call.query.get("source"))})


def add_tags(call: Call) -> Response:
    """The answer lists what the source held; the new ones show a moment later."""
    host, source = _host(call), _source(call)
    held = _listed(tags_of(call.organisation, host), source)
    change(call.organisation, host, source=source, tags=[*held, *_sent(call)])
    return answer({"host": host, "tags": [*held, *_sent(call)]}, status=201)


def replace_tags(call: Call) -> Response:
    host = _host(call)
    change(call.organisation, host, source=_source(call), tags=_sent(call))
    return answer({"host": host, "tags": _sent(call)}, status=201)


def remove_tags(call: Call) -> Response:
    change(call.organisation, _host(call), source=_source(call), tags=[])
    return nothing()


def _host(call: Call) -> str:
    host = call.path["host"]
    if not known(call.organisation, host):
        raise refused(404, f"Host {host} not found")
    return host


def _source(call: Call) -> str:
    return str(call.fields_or_query("source") or "users")


def _sent(call: Call) -> list[str]:
    tags: Any = call.fields.get("tags")
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise refused(400, "Payload is not in the expected format: 'tags' must be a list of strings")
    return tags


def _listed(by_source: Document, source: str | None) -> list[str]:
    if source is not None:
        return sorted(by_source.get(spelled(source), []))
    return sorted({tag for tags in by_source.values() for tag in tags})


ENDPOINTS = (
    Endpoint("GET", "/api/v1/tags/hosts", list_tags),
    Endpoint("GET", "/api/v1/tags/hosts/{host:path}", get_tags),
    Endpoint("POST", "/api/v1/tags/hosts/{host:path}", add_tags, scope=_SCOPE_WRITE),
    Endpoint("PUT", "/api/v1/tags/hosts/{host:path}", replace_tags, scope=_SCOPE_WRITE),
    Endpoint("DELETE", "/api/v1/tags/hosts/{host:path}", remove_tags, scope=_SCOPE_WRITE),
)
