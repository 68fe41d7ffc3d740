"""Every host an organisation has: those of the seed, those that an Agent told of, and those that points came for."""

from __future__ import annotations

from dataclasses import replace

from sandbox.site.intake import told_hosts
from sandbox.site.moments import Moment, seconds_of
from sandbox.site.seed import Host
from sandbox.site.state import Organisation


def hosts_of(organisation: Organisation) -> list[Host]:
    found = {host.name: host for host in organisation.seed.hosts} | told_hosts(organisation)
    for sent in organisation.all("points"):
        name = sent["host"]
        if not name or any(name in host.aliases for host in organisation.seed.hosts):
            continue
        host = found.setdefault(name, Host(name=name, last_reported=sent["at"], sources=()))
        found[name] = replace(
            host, apps=_with(host.apps, namespace(sent["metric"])), last_reported=_latest(host, sent["at"])
        )
    return list(found.values())


def _latest(host: Host, at: float) -> Moment:
    """A moment that goes with the clock (`now-20s`) stays."""
    relative = isinstance(host.last_reported, str) and host.last_reported.startswith("now")
    return host.last_reported if relative else max(seconds_of(host.last_reported, now=at), at)


def namespace(metric: str) -> str:
    """What the list of hosts calls an app: the first part of a metric's name."""
    first, dot, _ = metric.partition(".")
    return first if dot else "(no-namespace)"


def _with(apps: tuple[str, ...], app: str) -> tuple[str, ...]:
    return apps if app in apps else (*apps, app)
