"""Made-up ends of looks, and the worker's steps by hand."""

from __future__ import annotations

from challenge.models import Run
from challenge.services import collecting
from verifier.facts import SourceFacts, SourceState
from verifier.facts.host import OperatingSystem
from verifier.gather import Reading
from verifier.verdicts import How, Source

SYSTEM = OperatingSystem("ubuntu", "22.04", "Ubuntu 22.04.4 LTS", "5.15.0", "otter-vm", "oracle")
AT = "2026-03-02T09:00:00+00:00"


def facts(state: SourceState = SourceState.READ, reason: str = "") -> SourceFacts:
    return SourceFacts(Source.HOST, How.SSH, state, reason, AT, "ada@192.0.2.7", {OperatingSystem: SYSTEM})


UBUNTU = Reading(facts(), b"", host_key="SHA256:made-up")

NO_ANSWER = {
    source: Reading(SourceFacts(Source(source), how, SourceState.NOT_READ, "It did not answer.", AT), b"")
    for source, how in (("host", How.SSH), ("account", How.API), ("document", How.DOCUMENT))
}

COULD_NOT_LOOK = {"unknown"}


def claimed(run: Run, source: str) -> collecting.Lease:
    lease = collecting.claim(run.collections.get(source=source).pk)
    assert lease is not None
    return lease


def give(run: Run, source: str, reading: Reading) -> None:
    """A worker takes the collection and comes back with this."""
    collecting.end(claimed(run, source), reading)
    run.refresh_from_db()


def ended(run: Run) -> Run:
    """All collections come back without an answer."""
    for source in run.collections.values_list("source", flat=True):
        give(run, source, NO_ANSWER[source])
    return run
