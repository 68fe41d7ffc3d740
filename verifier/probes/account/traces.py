"""Which services send traces: by trace metrics (kept for long), spans (mostly gone soon), and the list of services."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from verifier.datadog import CouldNotLook
from verifier.facts.account import ActiveMetrics, TracedService, TracedServices
from verifier.probes.account.probe import Ask, Probe, Told
from verifier.probes.account.series import QUERY, Series, query
from verifier.probes.account.shape import obj, objs, text

SPANS = "/api/v2/spans/events/search"
SERVICES = "/api/v2/apm/services"
LOOK_BACK = 7 * 86_400
SPANS_MOST = 200
OPERATIONS_MOST = 12
RESOURCES_MOST = 40
USUAL = "flask.request"
_HITS = re.compile(r"trace\.(?P<operation>.+)\.hits")


@dataclass
class Sighting:
    """What is known of one service so far."""

    operations: dict[str, int] = field(default_factory=dict)
    spans: int = 0
    resources: dict[str, None] = field(default_factory=dict)
    hosts: dict[str, None] = field(default_factory=dict)
    env: str = ""
    language: str = ""


Sightings = dict[str, Sighting]


def ask_traces(ask: Ask) -> Told:
    active = ask.known.get(ActiveMetrics)
    operations = operations_of(active.names) if isinstance(active, ActiveMetrics) else (USUAL,)
    found: Sightings = {}

    def of(operation: str) -> None:
        for service, hits in _hits(ask, operation).items():
            found.setdefault(service, Sighting()).operations[operation] = hits

    parts: list[Callable[[], None]] = [partial(of, operation) for operation in operations]
    parts.append(lambda: add_spans(found, ask.port.search(SPANS, _last_spans(ask.now))))
    parts.append(lambda: add_services(found, ask.port.get(SERVICES, [("filter[env]", "*")])))
    faults = ask.each(_fault, parts)
    seen = [fault for fault in faults if fault is not None]
    if len(seen) == len(parts):
        raise seen[0]
    ask.missing.extend(dict.fromkeys(fault.reason for fault in seen))
    counted = isinstance(active, ActiveMetrics) and not any(faults[: len(operations)])
    return {TracedServices: services_of(found, counted=counted, complete=not seen)}


def _fault(part: Callable[[], None]) -> CouldNotLook | None:
    try:
        part()
    except CouldNotLook as fault:
        return fault
    return None


def _hits(ask: Ask, operation: str) -> Mapping[str, int]:
    """How many requests each service has had in the look-back."""
    asked = f"sum:trace.{operation}.hits{{*}} by {{service}}.as_count()"
    lines = query(ask.port, asked, begin=ask.now - LOOK_BACK, end=ask.now)
    return hits_of(lines)


def hits_of(lines: Iterable[Series]) -> Mapping[str, int]:
    """The counts of each service, summed over its points."""
    return {
        service: round(sum(value for _, value in line.points))
        for line in lines
        if (service := line.tagged("service")) and line.points
    }


def operations_of(metrics: Iterable[str]) -> tuple[str, ...]:
    """The operations that have trace metrics, the Flask one first."""
    found = {match["operation"] for name in metrics if (match := _HITS.fullmatch(name))}
    return _ordered(found)[:OPERATIONS_MOST]


def _ordered(operations: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(operations, key=lambda operation: (operation != USUAL, operation)))


def _last_spans(now: int) -> dict[str, object]:
    window = {"query": "*", "from": str((now - LOOK_BACK) * 1000), "to": str(now * 1000)}
    attributes = {"filter": window, "sort": "-timestamp", "page": {"limit": SPANS_MOST}}
    return {"data": {"type": "search_request", "attributes": attributes}}


def add_spans(found: Sightings, body: object) -> None:
    """The spans of a search; the answer names no operation."""
    for item in objs(obj(body).get("data")):
        span = obj(item, "attributes")
        service = text(span.get("service"))
        if not service:
            continue
        seen = found.setdefault(service, Sighting())
        seen.spans += 1
        if len(seen.resources) < RESOURCES_MOST and text(span.get("resource_name")):
            seen.resources[text(span["resource_name"])] = None
        if text(span.get("host")):
            seen.hosts[text(span["host"])] = None
        seen.env = seen.env or text(span.get("env"))
        seen.language = seen.language or text(obj(span, "custom").get("language"))


def add_services(found: Sightings, body: object) -> None:
    """The list of services; `metadata` runs beside `services` and says which of them are traced."""
    attributes = obj(body, "data", "attributes")
    metadata = attributes.get("metadata")
    told = metadata if isinstance(metadata, list) else []
    names = attributes.get("services")
    for place, name in enumerate(names if isinstance(names, list) else ()):
        if text(name) and (place >= len(told) or obj(told[place]).get("isTraced") is not False):
            found.setdefault(text(name), Sighting())


def services_of(found: Sightings, *, counted: bool, complete: bool) -> TracedServices:
    """What was seen, as a fact. counted: the trace metrics could be read."""
    return TracedServices(
        tuple(
            TracedService(
                name=name,
                operations=_ordered(seen.operations),
                hits=sum(seen.operations.values()) if counted or seen.operations else None,
                spans=seen.spans,
                resources=tuple(seen.resources),
                hosts=tuple(seen.hosts),
                env=seen.env,
                language=seen.language,
            )
            for name, seen in sorted(found.items())
        ),
        complete,
    )


PROBE = Probe("traces", (TracedServices,), (QUERY, SPANS, SERVICES), ask_traces, needs=(ActiveMetrics,))
