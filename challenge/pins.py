"""Pins what the first look saw: the machine's key, and the organisation that the account's keys open."""

from __future__ import annotations

from challenge.models import AccountLink, Target
from verifier.facts import SourceState
from verifier.facts.account import Organisation
from verifier.gather import Reading
from verifier.verdicts import Source


def pin(submission_id: int, reading: Reading) -> None:
    """Remember the first; a later one replaces nothing. `looking` stops at another machine key before it signs in."""
    if reading.facts.state is SourceState.NOT_READ:
        return
    if reading.facts.source is Source.HOST and reading.host_key:
        machines = Target.objects.filter(submission_id=submission_id, primary=True, kind="ssh", host_key="")
        machines.update(host_key=reading.host_key)
    organisation = reading.facts.values.get(Organisation)
    if isinstance(organisation, Organisation) and organisation.public_id:
        links = AccountLink.objects.filter(submission_id=submission_id, organisation="")
        links.update(organisation=organisation.public_id)


def other_organisation(submission_id: int, reading: Reading) -> str:
    """One sentence if the keys open another organisation than at first, else ""."""
    organisation = reading.facts.values.get(Organisation)
    if not isinstance(organisation, Organisation) or not organisation.public_id:
        return ""
    pinned = AccountLink.objects.filter(submission_id=submission_id).values_list("organisation", flat=True).first()
    if not pinned or pinned == organisation.public_id:
        return ""
    return f"The keys open another organisation ({organisation.public_id}) than at the first look ({pinned})."
