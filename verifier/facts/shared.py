"""What is known only of an account that several share, to cut it into shares by. No share holds it, and so none is kept."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.facts.account import AccountFact


@dataclass(frozen=True)
class TaggedMetrics(AccountFact):
    """Tag -> names of the metrics that were active with it in the look-back."""

    items: tuple[tuple[str, tuple[str, ...]], ...]
    since: int


@dataclass(frozen=True)
class TaggedServices(AccountFact):
    """(service, host, those of their tags that its spans carried)."""

    items: tuple[tuple[str, str, tuple[str, ...]], ...]
