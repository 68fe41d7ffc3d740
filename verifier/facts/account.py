"""What the candidate's Datadog account can tell. Units: seconds, UTC epoch, unless a name says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from verifier.facts.base import Fact
from verifier.verdicts import Source


@dataclass(frozen=True)
class AccountFact(Fact):
    source: ClassVar[Source] = Source.ACCOUNT


@dataclass(frozen=True)
class Organisation(AccountFact):
    """The organisation that the keys open; name "" = not told. user: handle of the application key's owner.

    key_scopes: None = not told, or unscoped; `key_unscoped` says which.
    """

    name: str
    public_id: str
    site: str
    user: str = ""
    key_scopes: tuple[str, ...] | None = None
    key_unscoped: bool = False


@dataclass(frozen=True)
class Keys(AccountFact):
    """What Datadog says of the two keys. None = it was not asked about that one."""

    api_key: bool | None
    application_key: bool | None


@dataclass(frozen=True)
class AccountHost:
    """A host as the account lists it. agent_checks: (name, status, message). install: "install_script", "docker" ….

    tags: source -> tags ("Datadog" = the Agent's configuration, "Users" = typed in the UI).
    """

    name: str
    aliases: tuple[str, ...]
    up: bool
    last_reported: int
    agent_version: str
    platform: str
    system: str
    apps: tuple[str, ...]
    tags: tuple[tuple[str, tuple[str, ...]], ...]
    agent_checks: tuple[tuple[str, str, str], ...] = ()
    has_metadata: bool = True
    install: str = ""


@dataclass(frozen=True)
class AccountHosts(AccountFact):
    """Every host seen in the look-back (retention is 7 days). complete: no page was cut. asked_at: epoch."""

    items: tuple[AccountHost, ...]
    complete: bool
    asked_at: int


@dataclass(frozen=True)
class ActiveMetrics(AccountFact):
    """Metric names that were active in the look-back. host "" = of the whole account."""

    names: tuple[str, ...]
    host: str
    since: int


@dataclass(frozen=True)
class MetricPoints(AccountFact):
    """The points of one metric on one host.

    bucket: seconds of a bucket; points: (bucket start, value); type: metadata ("gauge"), "" = not told.
    """

    metric: str
    host: str
    bucket: int
    points: tuple[tuple[int, float], ...]
    begin: int
    end: int
    type: str = ""


@dataclass(frozen=True)
class CandidateMetrics(AccountFact):
    """Points of `my_metric`, or of the names close to it that this account has; `subjects` narrows it to one."""

    items: tuple[MetricPoints, ...]


@dataclass(frozen=True)
class Widget:
    """A graph. queries: every query text, from wherever it hid (q, queries[].query, formulas with their queries put in).

    apm: it shows traces, infrastructure: it shows machines, both without a metric query that says so.
    """

    type: str
    title: str
    queries: tuple[str, ...]
    apm: bool = False
    infrastructure: bool = False


@dataclass(frozen=True)
class TemplateVariable:
    """A variable of a board. default: its first value; defaults: all of them, () = everything."""

    name: str
    prefix: str
    default: str
    defaults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Board(AccountFact):
    """A dashboard. layout: "ordered" or "free". widgets are flat: groups are walked into.

    read: False = it could be listed, not read. deleted: it was seen, and is gone. id: today's, even for a legacy board.
    """

    id: str
    title: str
    description: str
    layout: str
    url: str
    author: str
    created_at: str
    modified_at: str
    widgets: tuple[Widget, ...]
    variables: tuple[TemplateVariable, ...] = ()
    read: bool = True
    deleted: bool = False


@dataclass(frozen=True)
class Boards(AccountFact):
    """All dashboards, newest first. complete: none was left out by a cap or an error."""

    items: tuple[Board, ...]
    complete: bool


@dataclass(frozen=True)
class Monitor(AccountFact):
    """A monitor. Thresholds None = not set. on_missing_data "" = not set. tags as listed.

    options: the others, as text. read: False = only a summary without options is known. deleted: seen, and gone.
    """

    id: int
    name: str
    type: str
    query: str
    message: str
    critical: float | None
    warning: float | None
    notify_no_data: bool
    no_data_timeframe: int | None
    on_missing_data: str
    tags: tuple[str, ...] = ()
    created_at: int = 0
    modified_at: int = 0
    state: str = ""
    options: tuple[tuple[str, str], ...] = ()
    read: bool = True
    deleted: bool = False


@dataclass(frozen=True)
class Monitors(AccountFact):
    """All monitors of the account."""

    items: tuple[Monitor, ...]
    complete: bool


@dataclass(frozen=True)
class WeeklyWindow:
    """One recurrence, as Datadog keeps it: naive local start, duration in seconds, RFC 5545 rule ("" = one time)."""

    start: str
    duration: int
    rule: str


@dataclass(frozen=True)
class Downtime:
    """A downtime of either API version.

    aims_at: monitor id, or None; monitor_tags ("*" = every monitor). status: active, scheduled, ended, canceled.
    """

    id: str
    version: int
    monitor_id: int | None
    monitor_tags: tuple[str, ...]
    scope: str
    message: str
    timezone: str
    status: str
    windows: tuple[WeeklyWindow, ...]
    problem: str = ""
    notify: tuple[str, ...] = ()
    created_at: str = ""


@dataclass(frozen=True)
class Downtimes(AccountFact):
    """Every downtime that the API listed. complete: both API versions could be read, and no page was cut. asked_at: epoch."""

    items: tuple[Downtime, ...]
    complete: bool
    asked_at: int
    caveat: str = ""


@dataclass(frozen=True)
class TracedService(AccountFact):
    """A service with traces. operations: "flask.request" …; hits in the look-back; resources and hosts as spans tell."""

    name: str
    operations: tuple[str, ...]
    hits: int | None
    spans: int
    resources: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    env: str = ""
    language: str = ""


@dataclass(frozen=True)
class TracedServices(AccountFact):
    """All traced services. complete: metrics, spans and the service list could all be read."""

    items: tuple[TracedService, ...]
    complete: bool


@dataclass(frozen=True)
class AccountEvent:
    """An event or a comment. kind: "user_update", "snapshot", "info" … handle: who wrote it. at: epoch, 0 = not told."""

    id: str
    title: str
    text: str
    handle: str
    kind: str
    at: int


@dataclass(frozen=True)
class AccountEvents(AccountFact):
    """Events and comments that were seen. Told when found; a live look does not ask for them."""

    items: tuple[AccountEvent, ...]


# What `subjects` narrows the plural facts to: one object per group of rows. Checks about the judged
# objects take these, `MetricPoints`, `Board`, `Monitor` or `TracedService`; where nothing could be chosen the
# engine has `NotThere("There is no monitor …")` or `NotLooked` in their place.


@dataclass(frozen=True)
class JudgedHost(AccountFact):
    """The host of the account that is judged. names: every name it goes by, lower case (name, aliases, `host:` tags)."""

    host: AccountHost
    names: tuple[str, ...]
    asked_at: int


@dataclass(frozen=True)
class JudgedMetric(AccountFact):
    """The metric that is judged. wanted: the name that was asked for; name: the candidate's own, equal when done right."""

    name: str
    wanted: str
