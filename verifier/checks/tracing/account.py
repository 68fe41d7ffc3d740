"""What the account tells of traces."""

from __future__ import annotations

from verifier.checks import check
from verifier.facts.account import TracedService
from verifier.verdicts import Evidence, Finding, failed, passed, unknown


@check(hint="Start the app with `ddtrace-run`, let the Agent receive traces (port 8126), and open its pages.")
def account_receives_traces(service: TracedService) -> Finding:
    """The account receives traces of the app."""
    told = [f"{service.hits} requests"] if service.hits else []
    told += [f"{service.spans} spans"] if service.spans else []
    seen = Evidence(
        f"service {service.name}",
        seen=", ".join((*told, *service.operations, *service.resources[:5])),
        where="trace metrics, spans and services",
    )
    if told:
        return passed(f"The service {service.name} has sent {' and '.join(told)} in the last days.", seen)
    if service.hits is None:
        return unknown(f"The account lists the service {service.name}, but its traces could not be counted.")
    return failed(f"The account lists the service {service.name}, but has no requests of it in the last days.", seen)
