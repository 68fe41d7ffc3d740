"""When the account last heard of the machine: one that sleeps fails nothing, it is waited for."""

from __future__ import annotations

from verifier.facts.account import JudgedHost
from verifier.facts.base import NotLooked, NotThere

LOOK_AGAIN = 900
QUIET = 3600
"""Seconds without a word after which a machine is taken to be asleep: an Agent reports every few minutes."""


def asleep(judged: JudgedHost | NotLooked | NotThere) -> str:
    """One sentence if the account has not heard of the judged machine for an hour, else ""."""
    if not isinstance(judged, JudgedHost) or not judged.host.last_reported:
        return ""
    silent = judged.asked_at - judged.host.last_reported
    if silent < QUIET:
        return ""
    return f"Last heard from {judged.host.name} {_length(silent)} ago: start the machine and its Agent."


def _length(seconds: int) -> str:
    hours = round(seconds / 3600)
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"
