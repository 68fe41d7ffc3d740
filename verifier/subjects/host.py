"""Which host of the account is judged, and whether the machine that was looked at is that host."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.facts.account import AccountHost, AccountHosts, CandidateMetrics, JudgedHost
from verifier.facts.host import Agent, OperatingSystem
from verifier.subjects.model import Subject


def names_of(host: AccountHost) -> tuple[str, ...]:
    """Every name a query may use for this host: its name, aliases and `host:` tags, lower case."""
    tagged = [tag.split(":", 1)[1] for _, tags in host.tags for tag in tags if tag.lower().startswith("host:")]
    return tuple(dict.fromkeys(name.lower() for name in (host.name, *host.aliases, *tagged) if name))


def choose(
    hosts: AccountHosts,
    agent: Agent | None,
    system: OperatingSystem | None,
    metrics: CandidateMetrics | None,
    choice: str = "",
) -> tuple[JudgedHost | None, Subject, bool | None]:
    """The judged host, how it was chosen, and whether the machine that was looked at reports to this account."""
    own = {name.lower() for name in ((agent.hostname if agent else ""), (system.hostname if system else "")) if name}
    mine = [host for host in hosts.items if own & set(names_of(host))]
    reports_here = bool(mine) if own and hosts.complete else True if mine else None
    chosen, because = _pick(hosts.items, mine, metrics, choice)
    if chosen is None:
        return None, Subject(), reports_here
    others = tuple(host.name for host in hosts.items if host is not chosen)
    subject = Subject(chosen.name, chosen.name, because, others)
    return JudgedHost(chosen, names_of(chosen), hosts.asked_at), subject, reports_here


def _pick(
    hosts: Sequence[AccountHost], mine: Sequence[AccountHost], metrics: CandidateMetrics | None, choice: str
) -> tuple[AccountHost | None, str]:
    if choice:
        picked = [host for host in hosts if choice.lower() in names_of(host)]
        if picked:
            return _newest(picked), "chosen"
    if mine:
        return _newest(mine), "the machine that was looked at"
    sending = {points.host.lower() for points in (metrics.items if metrics else ()) if points.points}
    with_metric = [host for host in hosts if sending & set(names_of(host))]
    if with_metric:
        return _newest(with_metric), "the host that sends the metric"
    return _newest(hosts), "the only host" if len(hosts) == 1 else "the host that reported last"


def _newest(hosts: Sequence[AccountHost]) -> AccountHost | None:
    return max(hosts, key=lambda host: (host.up, host.last_reported), default=None)
