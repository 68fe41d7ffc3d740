"""Which traced service is judged."""

from __future__ import annotations

from verifier.facts.account import TracedService, TracedServices
from verifier.facts.host import TracedProcesses
from verifier.subjects.model import Subject


def choose(
    services: TracedServices, processes: TracedProcesses | None, choice: str = ""
) -> tuple[TracedService | None, Subject]:
    """The service of the traced app: the picked one, the one whose name the machine's app sets, else the busiest."""
    named = {process.service for process in (processes.items if processes else ()) if process.service}
    chosen = None
    because = ""
    for why, fitting in (
        ("chosen", [s for s in services.items if choice and s.name == choice]),
        ("the name that the app on the machine sets", [s for s in services.items if s.name in named]),
        ("the one with most requests", list(services.items)),
    ):
        if fitting:
            chosen, because = max(fitting, key=lambda s: (s.hits or 0, s.spans)), why
            break
    if chosen is None:
        return None, Subject()
    others = tuple(service.name for service in services.items if service is not chosen)
    return chosen, Subject(chosen.name, chosen.name, because, others)
