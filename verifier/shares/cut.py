"""One share: everything of a shared account that carries one tag, and no other's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import TypeVar

from verifier.facts import Fact, NotLooked, NotThere, SourceFacts
from verifier.facts.account import (
    AccountEvents,
    AccountHost,
    AccountHosts,
    ActiveMetrics,
    Board,
    Boards,
    CandidateMetrics,
    Downtime,
    Downtimes,
    Keys,
    MetricPoints,
    Monitors,
    Organisation,
    TracedService,
    TracedServices,
)
from verifier.facts.shared import TaggedMetrics, TaggedServices
from verifier.shares import marks
from verifier.shares.marks import NOBODY, Marks
from verifier.subjects.host import names_of

Value = Fact | NotLooked | NotThere
Thing = TypeVar("Thing")
F = TypeVar("F", bound=Fact)

TYPED = "ui"
CLASHES = ("host", "board", "monitor", "downtime", "service", TYPED)
"""What may carry two tags, in the order in which it is said; TYPED: a host on which the tag was typed, and whose Agent does not send it."""
_CALLED = {"host": "host", "board": "dashboard", "monitor": "monitor", "downtime": "downtime", "service": "service"}
_UNREAD = Board("", "", "", "", "", "", "", "", (), read=False)
"""Stands for a board of which it is not known whose it is: with it in the list, no board is said to be missing."""


@dataclass(frozen=True)
class Share:
    """facts: of what carries the tag alone. clash: the kinds of things that carry another's tag as well."""

    facts: SourceFacts
    clash: tuple[str, ...] = ()


def share(facts: SourceFacts, tag: str, others: Iterable[str], *, metrics: Iterable[str] = ()) -> Share:
    """The share of this tag. others: the tags of everybody else. metrics: those whose points were asked for this one."""
    own = tag.lower()
    cut = _Cut(facts.values, own, frozenset({own, *(other.lower() for other in others)}), tuple(metrics))
    values: dict[type[Fact], Value] = {}
    for kind, value in facts.values.items():
        if kind in (Keys, Organisation):
            values[kind] = value
        elif isinstance(value, NotLooked | NotThere):
            if kind not in (TaggedMetrics, TaggedServices):
                values[kind] = value
        elif kind in _PARTS:
            values[kind] = _PARTS[kind](cut)
    return Share(replace(facts, values=values), tuple(kind for kind in CLASHES if kind in cut.clash))


@dataclass
class _Cut:
    """The facts of the whole, whose share it is, and what was met that carries another's tag too."""

    values: Mapping[type[Fact], Value]
    own: str
    tags: Marks
    metrics: tuple[str, ...]
    clash: set[str] = field(default_factory=set)

    def fact(self, kind: type[F]) -> F | None:
        value = self.values.get(kind)
        return value if isinstance(value, kind) else None

    def mine(self, carried: Marks, kind: str) -> bool:
        if self.own in carried and len(carried) > 1:
            self.clash.add(kind)
        return carried == {self.own}

    def of(self, things: Iterable[Thing], carried: Callable[[Thing, Marks], Marks], kind: str) -> tuple[Thing, ...]:
        return tuple(thing for thing in things if self.mine(carried(thing, self.tags), kind))

    def none(self, kind: str, complete: bool) -> NotThere | NotLooked:
        """Why there is nothing in the share, where there is something in the account."""
        if kind in self.clash:
            return NotThere(f"The {_CALLED[kind]} that carries {self.own} carries another entry's tag too.")
        if kind == "host" and self.only_typed():
            return NotThere(
                f"{self.own} was typed on a host in Datadog. Put it into the tags of its Agent, which say whose a host is."
            )
        if complete:
            return NotThere(f"No {_CALLED[kind]} of the account carries {self.own} alone.")
        return NotLooked(f"No {_CALLED[kind]} that was seen carries {self.own}, but not everything could be read.")

    def host_marks(self) -> dict[str, Marks]:
        """Every name of a host -> whose tags are on the hosts of that name.

        The name by which a host reports is its own, whoever else goes by it as an alias or has it typed on theirs:
        anybody can say that, and it takes nothing from anybody.
        """
        also: dict[str, Marks] = {}
        hosts = self.fact(AccountHosts)
        for host in hosts.items if hosts else ():
            for name in names_of(host):
                also[name] = also.get(name, NOBODY) | marks.of_host(host, self.tags)
        return also | self.own_names()

    def own_names(self) -> dict[str, Marks]:
        """The name by which a host reports -> whose tags are on it, or on them, where two report as one."""
        found: dict[str, Marks] = {}
        hosts = self.fact(AccountHosts)
        for host in hosts.items if hosts else ():
            found[host.name.lower()] = found.get(host.name.lower(), NOBODY) | marks.of_host(host, self.tags)
        return found

    def only_typed(self) -> bool:
        """Whether somebody typed the tag on a host whose Agent does not send it."""
        hosts = self.fact(AccountHosts)
        found = any(
            self.own in marks.anywhere_on(host, self.tags) and self.own not in marks.of_host(host, self.tags)
            for host in (hosts.items if hosts else ())
        )
        if found:
            self.clash.add(TYPED)
        return found

    @property
    def hosts_known(self) -> bool:
        hosts = self.fact(AccountHosts)
        return hosts is not None and hosts.complete


def _hosts(cut: _Cut) -> Value:
    hosts = cut.fact(AccountHosts)
    assert hosts is not None
    own_names = cut.own_names()
    others = {name for name, carried in own_names.items() if carried != {cut.own}}
    mine = tuple(_without_names(host, others) for host in hosts.items if cut.mine(own_names[host.name.lower()], "host"))
    if hosts.items and not mine:
        return cut.none("host", hosts.complete)
    return replace(hosts, items=mine)


def _without_names(host: AccountHost, others: Set[str]) -> AccountHost:
    """Without what it only says it is called, where another host reports by that name."""
    tags = tuple((source, tuple(tag for tag in given if not _says(tag, others))) for source, given in host.tags)
    return replace(host, aliases=tuple(name for name in host.aliases if name.lower() not in others), tags=tags)


def _says(tag: str, others: Set[str]) -> bool:
    key, _, name = tag.lower().partition(":")
    return key == "host" and name in others


def _active(cut: _Cut) -> Value:
    active, tagged = cut.fact(ActiveMetrics), cut.fact(TaggedMetrics)
    assert active is not None
    names = None if tagged is None else {tag.lower(): names for tag, names in tagged.items}.get(cut.own)
    if names is None:
        return NotLooked(f"Which metrics carry {cut.own} was not asked in this look.")
    if cut.only_typed() and names:
        return NotLooked(
            f"{cut.own} was typed on a host whose Agent does not send it, so whose metrics carry it cannot be told."
        )
    return replace(active, names=names)


def _points(cut: _Cut) -> Value:
    """The points of hosts with the tag alone; of a metric that was asked for and came from none, that there are none."""
    metrics = cut.fact(CandidateMetrics)
    assert metrics is not None
    hosts = cut.host_marks()
    mine = tuple(each for each in metrics.items if hosts.get(each.host.lower(), NOBODY) == {cut.own})
    if not metrics.items:
        return metrics
    if not cut.hosts_known:
        return replace(metrics, items=mine) if mine else NotLooked("Not every host of the account could be listed.")
    heard = {each.metric for each in mine}
    asked = {each.metric: each for each in metrics.items if each.metric in cut.metrics}
    silent = tuple(
        MetricPoints(name, "", 0, (), asked[name].begin, asked[name].end, asked[name].type)
        for name in dict.fromkeys(cut.metrics)
        if name in asked and name not in heard
    )
    if not mine and any(each.points for each in metrics.items):
        return NotThere(f"No host that carries {cut.own} alone has sent {' or '.join(asked) or 'such a metric'}.")
    return replace(metrics, items=(*mine, *silent))


def _boards(cut: _Cut) -> Value:
    boards = cut.fact(Boards)
    assert boards is not None
    mine = cut.of(boards.items, marks.of_board, "board")
    whose = [b for b in boards.items if not (b.read or b.deleted) and not marks.of_board(b, cut.tags)]
    complete = boards.complete and not whose
    if boards.items and not mine:
        return cut.none("board", complete)
    return Boards((*mine, *(_UNREAD for _ in whose)), complete)


def _monitors(cut: _Cut) -> Value:
    monitors = cut.fact(Monitors)
    assert monitors is not None
    mine = cut.of(monitors.items, marks.of_monitor, "monitor")
    whose = [m for m in monitors.items if not (m.read or m.deleted) and not marks.of_monitor(m, cut.tags)]
    complete = monitors.complete and not whose
    if monitors.items and not mine:
        return cut.none("monitor", complete)
    return Monitors(mine, complete)


def _downtimes(cut: _Cut) -> Value:
    """Those that silence monitors with the tag, and nobody else's."""
    downtimes, monitors = cut.fact(Downtimes), cut.fact(Monitors)
    assert downtimes is not None
    if monitors is None:
        return NotLooked("Whose monitors the downtimes silence is not known: the monitors could not be read.")
    watching = [(monitor, marks.of_monitor(monitor, cut.tags)) for monitor in monitors.items]

    def carried(downtime: Downtime, tags: Marks) -> Marks:
        silenced = [of for monitor, of in watching if _may_silence(downtime, monitor.id, monitor.tags)]
        return marks.of_downtime(downtime, tags).union(*silenced)

    mine = cut.of(downtimes.items, carried, "downtime")
    caveat = downtimes.caveat or ("" if monitors.complete else "Not every monitor could be read.")
    return replace(downtimes, items=mine, complete=downtimes.complete and monitors.complete, caveat=caveat)


def _may_silence(downtime: Downtime, monitor_id: int, tags: Iterable[str]) -> bool:
    if downtime.monitor_id is not None:
        return downtime.monitor_id == monitor_id
    wanted = {tag.lower() for tag in downtime.monitor_tags} - {"*"}
    return wanted <= {tag.lower() for tag in tags}


def _services(cut: _Cut) -> Value:
    """By the hosts that their spans came from, and by what the spans and their environment carry."""
    services, tagged = cut.fact(TracedServices), cut.fact(TaggedServices)
    assert services is not None
    hosts = cut.host_marks()

    def carried(service: TracedService, tags: Marks) -> Marks:
        said = [
            given
            for name, host, given in (tagged.items if tagged else ())
            if name == service.name and (not host or host in service.hosts)
        ]
        words = marks.in_texts((service.name, service.env, *(tag for given in said for tag in given)), tags)
        return words.union(*(hosts.get(host.lower(), NOBODY) for host in service.hosts))

    mine = cut.of(services.items, carried, "service")
    whose = [each for each in services.items if not each.hosts and not carried(each, cut.tags)]
    complete = services.complete and cut.hosts_known and not whose
    if services.items and not mine:
        return cut.none("service", complete)
    return TracedServices(mine, complete)


def _events(cut: _Cut) -> Value:
    events = cut.fact(AccountEvents)
    assert events is not None
    found = (each for each in events.items if marks.in_texts((each.title, each.text), cut.tags) == {cut.own})
    return AccountEvents(tuple(found))


_PARTS: Mapping[type[Fact], Callable[[_Cut], Value]] = {
    AccountHosts: _hosts,
    ActiveMetrics: _active,
    CandidateMetrics: _points,
    Boards: _boards,
    Monitors: _monitors,
    Downtimes: _downtimes,
    TracedServices: _services,
    AccountEvents: _events,
}
