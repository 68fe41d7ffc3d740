"""Which services of whom send traces to an account that many share: a service of one name on two hosts is two."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from verifier.datadog import CouldNotLook
from verifier.facts.account import ActiveMetrics, TracedService, TracedServices
from verifier.facts.shared import TaggedServices
from verifier.probes.account import traces
from verifier.probes.account.probe import Ask, Probe, Told
from verifier.probes.account.series import QUERY, query
from verifier.probes.account.shape import obj, objs, text, whole
from verifier.probes.account.traces import LOOK_BACK, SERVICES, USUAL, Sightings

COUNTED = "/api/v2/spans/analytics/aggregate"
GROUPS_MOST = 1000
Place = tuple[str, str]
"""A service, and the host that its spans came from."""


def ask_shared_traces(ask: Ask) -> Told:
    """One count of spans, however many there are, one list of services, one count of requests of all operations."""
    active = ask.known.get(ActiveMetrics)
    operations = traces.operations_of(active.names) if isinstance(active, ActiveMetrics) else (USUAL,)
    hits: dict[str, dict[str, int]] = defaultdict(dict)
    spans: Counter[Place] = Counter()
    carried: dict[Place, set[str]] = defaultdict(set)
    listed: Sightings = {}
    cut: list[bool] = []

    def of_metrics() -> None:
        asked = ",".join(f"sum:trace.{each}.hits{{*}} by {{service}}.as_count()" for each in operations)
        for line in query(ask.port, asked, begin=ask.now - LOOK_BACK, end=ask.now) if operations else ():
            operation = line.metric.removeprefix("trace.").removesuffix(".hits")
            for service, count in traces.hits_of([line]).items():
                hits[service][operation] = count

    def of_spans() -> None:
        keys = sorted({tag.partition(":")[0] for tag in ask.tags})
        body = ask.port.search(COUNTED, _count_by(keys, ask.now))
        groups = objs(obj(body).get("data"))
        cut.append(len(groups) >= GROUPS_MOST)
        for group in groups:
            by = obj(group, "attributes", "by")
            place = (text(by.get("service")), text(by.get("host")))
            if place[0]:
                spans[place] += whole(obj(group, "attributes", "compute").get("c0")) or 0
                carried[place] |= {f"{key}:{text(by.get(key))}".lower() for key in keys} & set(ask.tags)

    def of_the_list() -> None:
        traces.add_services(listed, ask.port.get(SERVICES, [("filter[env]", "*")]))

    parts: tuple[Callable[[], None], ...] = (of_metrics, of_spans, of_the_list)
    faults = [fault for fault in ask.each(_fault, parts) if fault is not None]
    if len(faults) == len(parts):
        raise faults[0]
    ask.missing.extend(dict.fromkeys(fault.reason for fault in faults))
    if any(cut):
        ask.missing.append("not all services with spans were counted")
    tags = tuple((*place, tuple(sorted(given))) for place, given in sorted(carried.items()) if given)
    return {
        TracedServices: TracedServices(_services(spans, hits, listed), complete=not faults and not any(cut)),
        TaggedServices: TaggedServices(tags),
    }


def _fault(part: Callable[[], None]) -> CouldNotLook | None:
    try:
        part()
    except CouldNotLook as fault:
        return fault
    return None


def _services(
    spans: Mapping[Place, int], hits: Mapping[str, Mapping[str, int]], listed: Sightings
) -> tuple[TracedService, ...]:
    """With the requests of a service that is on one host alone; those of one on several are nobody's for sure."""
    often = Counter(name for name, _ in spans)
    found = [
        TracedService(
            name,
            operations=tuple(hits.get(name, ())),
            hits=sum(hits[name].values()) if often[name] == 1 and name in hits else None,
            spans=count,
            hosts=(host,) if host else (),
        )
        for (name, host), count in sorted(spans.items())
    ]
    unseen = sorted({*hits, *listed} - set(often))
    counts = {name: sum(hits[name].values()) if name in hits else None for name in unseen}
    return (*found, *(TracedService(name, tuple(hits.get(name, ())), counts[name], 0) for name in unseen))


def _count_by(keys: Sequence[str], now: int) -> dict[str, object]:
    window = {"query": "*", "from": str((now - LOOK_BACK) * 1000), "to": str(now * 1000)}
    groups = [{"facet": facet, "limit": GROUPS_MOST, "missing": ""} for facet in ("service", "host", *keys)]
    attributes = {"filter": window, "compute": [{"aggregation": "count", "type": "total"}], "group_by": groups}
    return {"data": {"type": "aggregate_request", "attributes": attributes}}


PROBE = Probe(
    "traces",
    (TracedServices, TaggedServices),
    (QUERY, COUNTED, SERVICES),
    ask_shared_traces,
    needs=(ActiveMetrics,),
)
