"""Which metrics are active with whose tag, in an account that many share."""

from __future__ import annotations

from verifier.datadog import CouldNotLook
from verifier.facts.shared import TaggedMetrics
from verifier.probes.account.metrics import LOOK_BACK, METRICS, read_active
from verifier.probes.account.probe import Ask, Probe, Told

Named = tuple[str, tuple[str, ...] | None, CouldNotLook | None]


def ask_tagged(ask: Ask) -> Told:
    """One question a tag; whose could not be answered is not in the list, and so is not known."""
    since = ask.now - LOOK_BACK

    def of(tag: str) -> Named:
        try:
            body = ask.port.get(METRICS, [("from", since), ("tag_filter", tag)])
        except CouldNotLook as fault:
            return tag, None, fault
        return tag, read_active(body, since=since).names, None

    answers = ask.each(of, ask.tags)
    faults = [fault for _, _, fault in answers if fault is not None]
    if faults and len(faults) == len(answers):
        raise faults[0]
    ask.missing.extend(dict.fromkeys(fault.reason for fault in faults))
    found = tuple((tag, names) for tag, names, _ in answers if names is not None)
    return {TaggedMetrics: TaggedMetrics(found, since)}


PROBE = Probe("metrics by tag", (TaggedMetrics,), (METRICS,), ask_tagged)
