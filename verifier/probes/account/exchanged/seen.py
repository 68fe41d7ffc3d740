"""What a recording has shown so far, object by object, and the facts that it comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from verifier.facts.account import (
    AccountEvent,
    AccountEvents,
    AccountFact,
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
    Monitor,
    Monitors,
    Organisation,
)
from verifier.probes.account.traces import Sightings, services_of


@dataclass
class Seen:
    """Later answers about the same object replace earlier ones; what was deleted stays, and says so."""

    now: int
    site: str = ""
    api_key: bool | None = None
    application_key: bool | None = None
    organisation: Organisation | None = None
    hosts: dict[str, AccountHost] = field(default_factory=dict)
    all_hosts: bool = False
    metrics: dict[str, None] = field(default_factory=dict)
    metrics_since: int = 0
    types: dict[str, str] = field(default_factory=dict)
    points: dict[tuple[str, ...], MetricPoints] = field(default_factory=dict)
    boards: dict[str, Board] = field(default_factory=dict)
    monitors: dict[int, Monitor] = field(default_factory=dict)
    all_monitors: bool = False
    downtimes: dict[str, Downtime] = field(default_factory=dict)
    all_downtimes: bool = False
    services: Sightings = field(default_factory=dict)
    hits: bool = False
    events: dict[str, AccountEvent] = field(default_factory=dict)
    legacy_ids: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def host(self, name: str) -> AccountHost:
        """The host as known so far, or one of which nothing but the name is."""
        unknown = AccountHost(name, (), False, 0, "", "", "", (), (), has_metadata=False)
        return self.hosts.setdefault(name, unknown)

    def tagged(self, name: str, source: str, tags: Iterable[str]) -> None:
        """These are the host's tags of one source now."""
        host = self.host(name)
        others = tuple((other, kept) for other, kept in host.tags if other != source)
        own = tuple(dict.fromkeys(tags))
        self.hosts[name] = replace(host, tags=(*others, (source, own)) if own else others)

    def add_board(self, board: Board | None) -> None:
        if board is None:
            return
        known = self.boards.get(board.id)
        # A list tells less of a board than the board itself did.
        if known is None or board.read or not known.read:
            self.boards[board.id] = board

    def add_monitor(self, monitor: Monitor | None) -> None:
        if monitor is not None and (monitor.read or monitor.id not in self.monitors):
            self.monitors[monitor.id] = monitor

    def add_downtime(self, downtime: Downtime | None) -> None:
        if downtime is not None:
            self.downtimes[downtime.id] = downtime

    def remark(self, sentence: str) -> None:
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    def facts(self) -> list[AccountFact]:
        """The facts, of which each is complete only where the recording shows that nothing is missing."""
        found: list[AccountFact] = []
        if self.api_key is not None or self.application_key is not None:
            found.append(Keys(self.api_key, self.application_key))
        if self.organisation is not None:
            found.append(self.organisation)
        if self.hosts or self.all_hosts:
            found.append(AccountHosts(tuple(self.hosts.values()), self.all_hosts, self.now))
        if self.metrics:
            found.append(ActiveMetrics(tuple(self.metrics), "", self.metrics_since))
        if self.points:
            found.append(CandidateMetrics(tuple(self._typed(points) for points in self.points.values())))
        if self.boards:
            found.append(Boards(tuple(self.boards.values()), complete=False))
        if self.monitors or self.all_monitors:
            found.append(Monitors(tuple(self.monitors.values()), self.all_monitors))
        if self.downtimes or self.all_downtimes:
            found.append(Downtimes(tuple(self.downtimes.values()), self.all_downtimes, self.now))
        if self.services:
            found.append(services_of(self.services, counted=self.hits, complete=False))
        if self.events:
            found.append(AccountEvents(tuple(self.events.values())))
        return found

    def _typed(self, points: MetricPoints) -> MetricPoints:
        return replace(points, type=points.type or self.types.get(points.metric, ""))
