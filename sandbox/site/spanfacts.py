"""Spans as the search shows them: made from served requests, given whole by the seed, or reported by a tracer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sandbox.site import names
from sandbox.site.moments import iso_z, seconds_of
from sandbox.site.requests import INDEXED_FOR, Served, requests_of, searchable
from sandbox.site.seed import TracedService
from sandbox.site.state import Document, Organisation


@dataclass(frozen=True)
class SpanRecord:
    id: str
    at: float
    attributes: Document

    def resource(self) -> Document:
        return {"id": self.id, "type": "spans", "attributes": self.attributes}

    def facet(self, name: str) -> str:
        return self.facets.get(name.removeprefix("@"), "")

    @cached_property
    def facets(self) -> Mapping[str, str]:
        """What a search may ask for: the fields, the custom attributes by dotted name, the tags."""
        facets = dict(_dotted(self.attributes.get("custom") or {}))
        for tag in self.attributes.get("tags") or []:
            key, _, value = str(tag).partition(":")
            facets[key] = value
        for name, value in self.attributes.items():
            if isinstance(value, str | int | float):
                facets[name] = str(value)
        return facets


def spans_between(organisation: Organisation, start: float, end: float, *, now: float) -> Iterator[SpanRecord]:
    """Every searchable span that started in the window."""
    for service in organisation.seed.services:
        for served in requests_of(service, start=max(start, now - INDEXED_FOR), end=end, now=now):
            if searchable(service, served, now=now):
                yield _of(organisation, service, served, now)
    given = [(f"seed-{place}", dict(span)) for place, span in enumerate(organisation.seed.spans)]
    sent = [(key, span) for key, span in _sent(organisation)]
    for key, attributes in (*given, *sent):
        at = seconds_of(attributes["start_timestamp"], now=now)
        if start <= at <= end and at >= now - INDEXED_FOR:
            yield SpanRecord(str(attributes.get("_id", key)), at, _stamped(attributes, at))


def _sent(organisation: Organisation) -> Iterator[tuple[str, Document]]:
    for span in organisation.all("spans"):
        yield span["id"], span["attributes"]


def _stamped(attributes: Document, at: float) -> Document:
    shown = {name: value for name, value in attributes.items() if not name.startswith("_")}
    if not isinstance(attributes["start_timestamp"], str) or not attributes["start_timestamp"][:1].isdigit():
        shown["start_timestamp"] = iso_z(at)
    return shown


def _of(organisation: Organisation, service: TracedService, served: Served, now: float) -> SpanRecord:
    place = (organisation.seed.identity, service.service, served.number)
    trace_id, span_id = (str(names.number(*place, what, digits=19)) for what in ("trace", "span"))
    live = served.at >= now - 900
    custom: Document = {
        "component": service.component,
        "language": service.language,
        "duration": int(served.duration * 1e9),
        "env": service.env,
        "span": {"kind": "server"},
        **served.resource.custom,
    }
    attributes: Document = {
        "service": service.service,
        "resource_name": served.resource.name,
        "env": service.env,
        "host": service.host,
        "type": service.type,
        "span_id": span_id,
        "trace_id": trace_id,
        "parent_id": "0",
        "start_timestamp": iso_z(served.at),
        "end_timestamp": iso_z(served.at + served.duration),
        "ingestion_reason": "auto",
        "retained_by": "retention_filter" if live else "diversity_sampling",
        "single_span": False,
        "resource_hash": format(names.number(served.resource.name, digits=18), "016x"),
        "custom": custom,
        "tags": ["source:apm", *service.tags],
    }
    return SpanRecord("A" + names.uuid_of(*place).replace("-", "")[:23], served.at, attributes)


def _dotted(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _dotted(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", str(value)
