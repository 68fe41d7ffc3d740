"""What has to be gathered for a fact: the judged objects are chosen from others, which have to be looked at first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from verifier.facts import Fact
from verifier.facts.account import (
    AccountHosts,
    ActiveMetrics,
    Board,
    Boards,
    CandidateMetrics,
    JudgedHost,
    JudgedMetric,
    MetricPoints,
    Monitor,
    Monitors,
    Organisation,
    TracedService,
    TracedServices,
)
from verifier.facts.document import Links, ShownQueries, ShownScripts
from verifier.facts.host import Agent, CustomCheck, CustomChecks, OperatingSystem, TracedProcesses
from verifier.facts.linked import BoardScripts, LinkedObjects

ALWAYS: tuple[type[Fact], ...] = (OperatingSystem, Agent, Organisation, AccountHosts)
"""Whose machine and whose account it is, is asked in every look."""

BASIS: Mapping[type[Fact], tuple[type[Fact], ...]] = {
    JudgedMetric: (CustomChecks, CandidateMetrics),
    CustomCheck: (CustomChecks, JudgedMetric),
    JudgedHost: (AccountHosts, Agent, OperatingSystem, CandidateMetrics),
    MetricPoints: (CandidateMetrics, ActiveMetrics, JudgedMetric, JudgedHost),
    LinkedObjects: (Links,),
    BoardScripts: (ShownScripts, ShownQueries),
    Board: (Boards, JudgedMetric, LinkedObjects, BoardScripts),
    Monitor: (Monitors, JudgedMetric, LinkedObjects),
    TracedService: (TracedServices, TracedProcesses),
}
"""What `narrow` goes by when it chooses; a test holds the two together."""


def needed(facts: Iterable[type[Fact]]) -> frozenset[type[Fact]]:
    """These facts, and everything that they are chosen from."""
    found: set[type[Fact]] = set()
    waiting = [*facts, *ALWAYS]
    while waiting:
        fact = waiting.pop()
        if fact not in found:
            found.add(fact)
            waiting.extend(BASIS.get(fact, ()))
    return frozenset(found)
