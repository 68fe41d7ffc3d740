"""Small shared accounts: hosts, boards and monitors of entries A, B and C."""

from __future__ import annotations

from collections.abc import Mapping

from verifier.facts import Fact, NotLooked, NotThere, SourceFacts, SourceState
from verifier.facts.account import (
    AccountHost,
    AccountHosts,
    ActiveMetrics,
    Board,
    Boards,
    CandidateMetrics,
    Downtime,
    Downtimes,
    MetricPoints,
    Monitor,
    Monitors,
    TracedService,
    TracedServices,
    Widget,
)
from verifier.facts.shared import TaggedMetrics
from verifier.verdicts import How, Source

A, B, C = "proof:aaaaaa", "proof:bbbbbb", "proof:cccccc"
OTHERS = (B, C)


def host(name: str, *tags: str, source: str = "Datadog", aliases: tuple[str, ...] = ()) -> AccountHost:
    return AccountHost(name, aliases, True, 900, "7.50.0", "linux", "ubuntu 22.04", ("agent",), ((source, tags),))


def board(
    id: str, *, title: str = "", description: str = "", queries: tuple[str, ...] = (), read: bool = True
) -> Board:
    widgets = (Widget("timeseries", "", queries),) if queries else ()
    return Board(id, title, description, "ordered", "", "", "", "", widgets, read=read)


def monitor(id: int, *tags: str, query: str = "avg(last_5m):avg:my_metric{*} > 800", message: str = "") -> Monitor:
    return Monitor(id, f"monitor {id}", "metric alert", query, message, 800, 500, True, 10, "", tags)


def downtime(
    id: str, *, monitor_id: int | None = None, tags: tuple[str, ...] = (), scope: str = "*", message: str = ""
) -> Downtime:
    return Downtime(id, 2, monitor_id, tags, scope, message, "UTC", "active", ())


def service(name: str, *hosts: str, env: str = "") -> TracedService:
    return TracedService(name, ("flask.request",), None, 3, ("GET /",), hosts, env)


def points(host: str, metric: str = "my_metric") -> MetricPoints:
    return MetricPoints(metric, host, 5, ((100, 1.0), (145, 2.0)), 0, 200, "gauge")


def account(**parts: Fact | NotLooked | NotThere) -> SourceFacts:
    """An account with one host of A and one of B, each with a board, a monitor, a downtime, points and a service."""
    usual: dict[type[Fact], Fact | NotLooked | NotThere] = {
        AccountHosts: AccountHosts((host("ada-box", A), host("bob-box", B)), True, 1000),
        ActiveMetrics: ActiveMetrics(("my_metric", "mysql.net.connections"), "", 0),
        TaggedMetrics: TaggedMetrics(((A, ("my_metric",)), (B, ("my_metric", "mysql.net.connections"))), 0),
        CandidateMetrics: CandidateMetrics((points("ada-box"), points("bob-box"))),
        Boards: Boards((board("a1", title=f"Ada {A}"), board("b1", description=B)), True),
        Monitors: Monitors((monitor(1, A), monitor(2, B)), True),
        Downtimes: Downtimes((downtime("d1", monitor_id=1), downtime("d2", monitor_id=2)), True, 1000),
        TracedServices: TracedServices((service("app", "ada-box"), service("web", "bob-box")), True),
    }
    named = {kind.__name__: kind for kind in usual}
    values: Mapping[type[Fact], Fact | NotLooked | NotThere] = usual | {named[k]: v for k, v in parts.items()}
    return SourceFacts(Source.ACCOUNT, How.API, SourceState.READ, values=values)
