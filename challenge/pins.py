"""Pins what the first look saw: the machine's key, and the organisation that the account's keys open."""

from __future__ import annotations

from dataclasses import replace

from challenge import kept
from challenge.models import AccountLink, Target
from verifier.facts import SourceFacts, SourceState
from verifier.facts.account import Organisation
from verifier.gather import Reading
from verifier.verdicts import How, Source


def pin(submission_id: int, reading: Reading) -> None:
    """Remember the first; a later one replaces nothing. `looking` stops at another machine key before it signs in."""
    if reading.facts.state is SourceState.NOT_READ:
        return
    if reading.facts.source is Source.HOST and reading.host_key:
        machines = Target.objects.filter(submission_id=submission_id, primary=True, kind="ssh", host_key="")
        machines.update(host_key=reading.host_key)
    opened = _opened(reading.facts)
    if opened and reading.facts.how is How.API:  # what a candidate sends himself binds nobody
        AccountLink.objects.filter(submission_id=submission_id, organisation="").update(organisation=opened)


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
    pinned = AccountLink.objects.filter(submission_id=submission_id).values_list("organisation", flat=True).first()
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


def _opened(facts: SourceFacts) -> str:
    """The organisation that the keys open, as its column takes it; "" = not told."""
    organisation = facts.values.get(Organisation)
    return kept.storable(organisation.public_id)[:LONGEST] if isinstance(organisation, Organisation) else ""


LONGEST = 120
