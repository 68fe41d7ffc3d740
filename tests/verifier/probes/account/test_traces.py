from __future__ import annotations

from typing import Any

import pytest

from tests.verifier.probes.account.port import ask, forbidden
from verifier.datadog import CouldNotLook
from verifier.facts import NotLooked
from verifier.facts.account import ActiveMetrics, TracedServices
from verifier.probes.account.series import QUERY
from verifier.probes.account.traces import SERVICES, SPANS, ask_traces, operations_of

KNOWN = {ActiveMetrics: ActiveMetrics(("trace.flask.request.hits", "trace.flask.request.errors", "my_metric"), "", 0)}
HITS = {
    "status": "ok",
    "series": [
        {"metric": "trace.flask.request.hits", "tag_set": ["service:tide"], "interval": 3600,
         "pointlist": [[1_700_000_000_000, 3.0], [1_700_003_600_000, 4.0]]}
    ],
}  # fmt: skip


def span(service: str, resource: str = "GET /", **more: Any) -> dict[str, Any]:
    attributes = {"service": service, "resource_name": resource, "host": "fern", "env": "trial"}
    return {"id": "x", "type": "spans", "attributes": attributes | {"custom": {"language": "python"}} | more}


def listed(*names: str) -> dict[str, Any]:
    return {"data": {"attributes": {"services": list(names), "metadata": [{"isTraced": True} for _ in names]}}}


def told(answers: dict[str, Any], known: Any = KNOWN) -> tuple[TracedServices, list[str]]:
    asking = ask(answers, known=known)
    found = ask_traces(asking)[TracedServices]
    assert isinstance(found, TracedServices)
    return found, asking.missing


def test_a_service_is_told_by_metrics_spans_and_the_list() -> None:
    found, missing = told(
        {QUERY: HITS, SPANS: {"data": [span("tide"), span("tide", "GET /api/apm")]}, SERVICES: listed("tide", "db")}
    )
    quiet, service = found.items
    assert (quiet.name, quiet.hits, quiet.spans) == ("db", 0, 0)
    assert (service.name, service.operations, service.hits) == ("tide", ("flask.request",), 7)
    assert (service.spans, service.resources, service.hosts) == (2, ("GET /", "GET /api/apm"), ("fern",))
    assert (service.env, service.language) == ("trial", "python")
    assert found.complete
    assert not missing


def test_what_one_place_does_not_tell_the_others_do() -> None:
    found, missing = told({QUERY: HITS, SPANS: forbidden("apm_read"), SERVICES: forbidden("apm_read")})
    assert [(service.name, service.hits) for service in found.items] == [("tide", 7)]
    assert not found.complete
    assert missing == ["The application key lacks apm_read."]


def test_hits_that_could_not_be_counted_are_not_none() -> None:
    found, _ = told({QUERY: forbidden("timeseries_query"), SPANS: {"data": [span("tide")]}, SERVICES: listed()})
    assert [(service.name, service.hits, service.spans) for service in found.items] == [("tide", None, 1)]


def test_where_nothing_can_be_read_nothing_is_told() -> None:
    with pytest.raises(CouldNotLook):
        ask_traces(ask({QUERY: forbidden(), SPANS: forbidden(), SERVICES: forbidden()}, known=KNOWN))


def test_no_traces_at_all_is_a_fact() -> None:
    known = {ActiveMetrics: ActiveMetrics((), "", 0)}
    found, missing = told({SPANS: {"data": []}, SERVICES: listed()}, known)
    assert found == TracedServices((), complete=True)
    assert not missing


def test_without_the_list_of_metrics_the_usual_operation_is_asked_for() -> None:
    known = {ActiveMetrics: NotLooked("no")}
    found, _ = told({QUERY: HITS, SPANS: {"data": []}, SERVICES: listed()}, known)
    assert found.items[0].hits == 7


def test_a_service_that_is_only_monitored_is_not_traced() -> None:
    body = {"data": {"attributes": {"services": ["a", "b", None], "metadata": [{"isTraced": False}]}}}
    found, _ = told({QUERY: HITS, SPANS: {}, SERVICES: body})
    assert {service.name for service in found.items} == {"tide", "b"}


def test_operations_are_what_stands_between_trace_and_hits() -> None:
    names = ["trace.rack.request.hits", "trace.flask.request.hits", "trace.flask.request.hits.by_http_status", "a.hits"]
    assert operations_of(names) == ("flask.request", "rack.request")
