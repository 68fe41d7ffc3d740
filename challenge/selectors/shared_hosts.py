"""Hosts that carry the tags of more than one entry: two Agents that report under one name, or copied work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from challenge.contest import shared_account
from challenge.looks import kept
from challenge.models import Contest
from verifier.facts.account import AccountHost, AccountHosts
from verifier.shares.marks import of_host


@dataclass(frozen=True)
class SharedHost:
    """host: its name in the account. names: of the entries whose tags it carries."""

    host: str
    names: tuple[str, ...]


def shared_hosts(contest: Contest, names: Mapping[str, str]) -> tuple[SharedHost, ...]:
    """As the newest look that was kept shows it. names: tag -> entry. Whoever asks was let in by `access`."""
    raw = contest.sweeps.exclude(raw=b"").order_by("-pk").values_list("raw", flat=True).first()
    if not raw:
        return ()
    hosts = shared_account.read(kept.unpack(raw)).values.get(AccountHosts)
    return with_two_tags(hosts.items if isinstance(hosts, AccountHosts) else (), names)


def with_two_tags(items: Iterable[AccountHost], names: Mapping[str, str]) -> tuple[SharedHost, ...]:
    """Those of these hosts that carry more than one of the tags."""
    marked = [(host.name, sorted(names[tag] for tag in of_host(host, frozenset(names)))) for host in items]
    return tuple(SharedHost(host, tuple(carried)) for host, carried in marked if len(carried) > 1)
