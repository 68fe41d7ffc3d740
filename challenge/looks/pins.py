"""Pins what the first look saw: the machine's key, and the organisation that the account's keys open."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import QuerySet

from challenge.looks import kept
from challenge.models import AccountLink, Credential, Target
from verifier.facts import SourceFacts, SourceState
from verifier.facts.account import Organisation
from verifier.facts.host import Agent, OperatingSystem
from verifier.gather import Reading
from verifier.verdicts import How, Source


def pin(submission_id: int, reading: Reading, *, target_id: int | None = None, since: datetime | None = None) -> None:
    """Remember the first; a later one replaces nothing. `looking` stops at another machine key before it signs in.

    target_id: the machine that was looked at; one that is not the primary one any more is left as it is.
    since: when the look began; what keys open that are not there any more is pinned for no others.
    """
    if reading.facts.state is SourceState.NOT_READ:
        return
    if reading.facts.source is Source.HOST:
        machines = Target.objects.filter(submission_id=submission_id, primary=True)
        _remember_machine(machines if target_id is None else machines.filter(pk=target_id), reading)
    opened = _opened(reading.facts)
    if (
        opened and reading.facts.how is How.API and _same_keys(submission_id, since)
    ):  # what a candidate sends binds nobody
        _links(submission_id).filter(organisation="").update(organisation=opened)


def _same_keys(submission_id: int, since: datetime | None) -> bool:
    keys = Credential.objects.filter(submission_id=submission_id, target=None).values_list("created_at", flat=True)
    return since is None or (bool(keys) and max(keys) <= since)


def _remember_machine(machines: QuerySet[Target], reading: Reading) -> None:
    """What it calls itself, when it was looked at, and the key it showed."""
    told = zip(("name", "agent_version"), named(reading.facts), strict=True)
    machines.update(
        looked_at=datetime.fromisoformat(reading.facts.taken_at), **{name: value for name, value in told if value}
    )
    if reading.host_key:
        machines.filter(kind="ssh", host_key="").update(host_key=reading.host_key)


def named(facts: SourceFacts) -> tuple[str, str]:
    """The machine's name and the version of its Agent, as their columns take them; "" = not told.

    The name it reports under goes before the system's: of a container that is another one with every start.
    """
    agent, system = facts.values.get(Agent), facts.values.get(OperatingSystem)
    agent = agent if isinstance(agent, Agent) else None
    name = (agent.hostname if agent else "") or (system.hostname if isinstance(system, OperatingSystem) else "")
    return kept.storable(name)[:253], kept.storable(agent.version if agent else "")[:40]


def only_of_the_pinned(submission_id: int, reading: Reading) -> Reading:
    """The reading, or one that says nothing: keys that open another organisation than at first prove nothing."""
    if reading.facts.source is not Source.ACCOUNT or reading.facts.state is SourceState.NOT_READ:
        return reading
    reason = _why_not(submission_id, reading.facts)
    return (
        Reading(replace(reading.facts, state=SourceState.NOT_READ, reason=reason, values={}), b"")
        if reason
        else reading
    )


def known_so_far(submission_id: int, facts: SourceFacts) -> SourceFacts:
    """Of a look that is still on: nothing, until it is known that the keys open the pinned organisation."""
    if facts.source is not Source.ACCOUNT or not _why_not(submission_id, facts):
        return facts
    return replace(facts, values={})


def _why_not(submission_id: int, facts: SourceFacts) -> str:
    """One sentence if these are not the facts of the pinned organisation, as far as can be told."""
    pinned = _links(submission_id).values_list("organisation", flat=True).first()
    if not pinned:
        return ""
    now = _opened(facts)
    if now == pinned:
        return ""
    if facts.how is How.OWN_RUN:
        which = now or "it does not say which"
        return f"What was read at home is of another organisation ({which}) than before ({pinned}), so nothing of it counts."
    if not now:
        return f"These keys do not tell which organisation they open ({pinned} before), so nothing of this look counts."
    return (
        f"These keys open another organisation ({now}) than before ({pinned}), so nothing of this look counts. "
        "Give keys of the first one, or ask a reviewer to accept the other."
    )


def _links(submission_id: int) -> QuerySet[AccountLink]:
    """Its own account; none of an entry's, whose account is the contest's, pinned there."""
    return AccountLink.objects.filter(submission_id=submission_id, submission__entry=None)


def _opened(facts: SourceFacts) -> str:
    """The organisation that the keys open, as its column takes it; "" = not told."""
    organisation = facts.values.get(Organisation)
    return kept.storable(organisation.public_id)[:LONGEST] if isinstance(organisation, Organisation) else ""


LONGEST = 120
