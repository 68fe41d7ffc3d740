"""Replaces the plural facts of all sources by the one object that each group of rows is judged on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from verifier.facts import Fact, NotLooked, NotThere, SourceFacts
from verifier.facts.account import (
    AccountHosts,
    ActiveMetrics,
    Board,
    Boards,
    CandidateMetrics,
    JudgedHost,
    JudgedMetric,
    MetricPoints,
    Monitor,
    Monitors,
    TracedService,
    TracedServices,
)
from verifier.facts.document import Links, ShownQueries, ShownScripts
from verifier.facts.host import Agent, CustomCheck, CustomChecks, OperatingSystem, TracedProcesses
from verifier.facts.linked import BoardScripts, LinkedObjects
from verifier.subjects import board, host, linked, metric, monitor, service
from verifier.subjects.model import Choices, Judged, Subject
from verifier.subjects.wanted import Wanted
from verifier.verdicts import Source

Value = Fact | NotLooked | NotThere
Values = dict[type[Fact], Value]
F = TypeVar("F", bound=Fact)


def narrow(sources: Mapping[Source, SourceFacts], choices: Choices, wanted: Wanted) -> tuple[Values, Judged]:
    """All facts in one mapping, with the judged objects added, and which those are. wanted: what is asked of them."""
    values: Values = {kind: value for facts in sources.values() for kind, value in facts.values.items()}
    _linked(values)
    checks, metrics = _fact(values, CustomChecks), _fact(values, CandidateMetrics)
    the_metric = metric.choose(checks, metrics, choices.metric, wanted=wanted.metric, of_others=wanted.of_others)
    if Source.ACCOUNT in sources or Source.HOST in sources:
        values[JudgedMetric] = JudgedMetric(the_metric.name, wanted.metric)
    _custom_check(values, the_metric.name)
    the_host, reports_here = _host(values, choices.host)
    _points(values, the_metric.name, wanted.metric)
    judged = Judged(
        host=the_host or _machine(values),
        board=_board(values, the_metric.name, choices.board, wanted),
        monitor=_monitor(values, the_metric.name, choices.monitor, wanted),
        service=_service(values, choices.service),
        metric=the_metric,
        host_reports_here=reports_here,
    )
    return values, judged


def _fact(values: Values, kind: type[F]) -> F | None:
    value = values.get(kind)
    return value if isinstance(value, kind) else None


def _put(values: Values, single: type[Fact], plural: type[Fact], chosen: Fact | None, none: str) -> None:
    """The chosen object, or why there is none: the plural fact's own reason, or that nothing fits.

    Of a list that was cut it cannot be said that something is not on it.
    """
    if plural not in values:
        return
    missing = values[plural]
    if chosen is not None:
        values[single] = chosen
    elif isinstance(missing, NotLooked | NotThere):
        values[single] = missing
    elif getattr(missing, "complete", True):
        values[single] = NotThere(none)
    else:
        values[single] = NotLooked(f"{none} But not everything could be read.")


def _linked(values: Values) -> None:
    links, shown, queries = _fact(values, Links), _fact(values, ShownScripts), _fact(values, ShownQueries)
    _put(values, LinkedObjects, Links, linked.objects(links) if links else None, "The document has no links.")
    made = linked.scripts(shown, queries) if shown and queries else None
    _put(values, BoardScripts, ShownScripts, made, "The submission has no script that creates a board.")


def _custom_check(values: Values, name: str) -> None:
    checks = _fact(values, CustomChecks)
    chosen = metric.check_of(checks, name)[0] if checks else None
    _put(values, CustomCheck, CustomChecks, chosen, "There is no custom check on the machine.")


def _host(values: Values, choice: str) -> tuple[Subject | None, bool | None]:
    hosts = _fact(values, AccountHosts)
    chosen, subject, reports_here = None, None, None
    if hosts:
        chosen, subject, reports_here = host.choose(
            hosts,
            _fact(values, Agent),
            _fact(values, OperatingSystem),
            _fact(values, CandidateMetrics),
            choice,
        )
    _put(values, JudgedHost, AccountHosts, chosen, "No host has reported to this account in the past days.")
    return subject, reports_here


def _machine(values: Values) -> Subject:
    """Without an account, the machine that was looked at."""
    agent, system = _fact(values, Agent), _fact(values, OperatingSystem)
    name = (agent.hostname if agent else "") or (system.hostname if system else "")
    return Subject(name, name, "the machine that was looked at") if name else Subject()


def _points(values: Values, name: str, wanted: str) -> None:
    metrics, judged = _fact(values, CandidateMetrics), _fact(values, JudgedHost)
    chosen = metric.points_of(metrics, name, judged.names if judged else ()) if metrics else None
    active = _fact(values, ActiveMetrics)
    looked = not isinstance(values.get(CandidateMetrics, NotLooked("")), NotLooked)
    if looked and chosen is None and active and name in active.names:
        # The name came from the machine, while the account was being asked for names like the wanted one.
        values[MetricPoints] = NotLooked(f"The account has {name}, but its points were not asked for in this look.")
        return
    asked = {points.metric for points in metrics.items} if metrics else {wanted}
    if looked and chosen is None and isinstance(values.get(ActiveMetrics), NotLooked) and name not in asked:
        values[MetricPoints] = NotLooked(f"The points of {name} were not asked for in this look.")
        return
    _put(values, MetricPoints, CandidateMetrics, chosen, f"The account has no metric called {name}.")


def _board(values: Values, name: str, choice: str, wanted: Wanted) -> Subject:
    boards = _fact(values, Boards)
    chosen, subject = (
        board.choose(
            boards, name, _fact(values, LinkedObjects), _fact(values, BoardScripts), choice, wanted.database_metrics
        )
        if boards
        else (None, Subject())
    )
    _put(values, Board, Boards, chosen, "There is no dashboard in the account.")
    return subject


def _monitor(values: Values, name: str, choice: str, wanted: Wanted) -> Subject:
    monitors = _fact(values, Monitors)
    chosen, subject = (
        monitor.choose(monitors, name, _fact(values, LinkedObjects), choice, wanted) if monitors else (None, Subject())
    )
    _put(values, Monitor, Monitors, chosen, f"There is no monitor on {name}.")
    return subject


def _service(values: Values, choice: str) -> Subject:
    services = _fact(values, TracedServices)
    chosen, subject = (
        service.choose(services, _fact(values, TracedProcesses), choice) if services else (None, Subject())
    )
    _put(values, TracedService, TracedServices, chosen, "No service has sent traces to this account.")
    return subject
