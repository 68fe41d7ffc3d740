"""What an organisation of the sandbox holds before anybody writes to it: frozen, and complete in one file.

Only data lives here. How a seed is read from a file is in `loading`, how it becomes answers is in the module of
each resource. A `Moment` is epoch seconds, ISO 8601, or relative to now (`now-15m`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.site import names
from sandbox.site.moments import Moment

Document = Mapping[str, Any]
Tags = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ApplicationKey:
    key: str
    owner: str
    """E-mail of one of the organisation's users."""
    scopes: tuple[str, ...] | None = None
    """None is unscoped: the key may do everything its owner may."""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class User:
    email: str
    name: str | None = None
    handle: str = ""
    title: str | None = None
    id: int | None = None
    uuid: str = ""
    verified: bool = True
    status: str = "Active"
    last_login: Moment | None = None
    roles: tuple[str, ...] = ("Datadog Admin Role",)


@dataclass(frozen=True, kw_only=True)
class Host:
    name: str
    aliases: tuple[str, ...] = ()
    up: bool = True
    last_reported: Moment = "now-20s"
    """Relative moments keep a host alive; a fixed one lets it fade after three hours, as the real list does."""
    apps: tuple[str, ...] = ()
    sources: tuple[str, ...] = ("agent",)
    tags: Mapping[str, Tags] = field(default_factory=dict)
    """By source: `Datadog` is what the Agent sends, `Users` what was typed in the UI."""
    agent_version: str | None = None
    platform: str = "linux"
    meta: Document = field(default_factory=dict)
    """Joined over what is derived; a `gohai` mapping is sent as the JSON text Datadog sends."""
    metrics: Mapping[str, float] = field(default_factory=dict)
    muted: bool = False
    id: int | None = None
    aws_id: str | None = None
    aws_name: str | None = None


@dataclass(frozen=True, kw_only=True)
class MetricMetadata:
    type: str = "gauge"
    unit: str | None = None
    per_unit: str | None = None
    description: str | None = None
    short_name: str | None = None
    integration: str | None = None
    statsd_interval: int | None = None


@dataclass(frozen=True, kw_only=True)
class Series:
    """Points as a function of the clock: one every `every` seconds, or exactly the `points` given."""

    metric: str
    host: str | None = None
    tags: Tags = ()
    type: Literal["gauge", "count", "rate"] = "gauge"
    every: float = 15
    jitter: float = 0
    """Each point may be late by up to so many seconds."""
    phase: float | None = None
    low: float = 0
    high: float = 1
    whole: bool = False
    shape: Literal["uniform", "wave", "constant"] = "uniform"
    since: Moment = "now-7d"
    until: Moment = "now"
    pauses: tuple[tuple[Moment, Moment], ...] = ()
    points: tuple[tuple[Moment, float], ...] | None = None


@dataclass(frozen=True, kw_only=True)
class TracedResource:
    name: str
    """As in `GET /api/apm`."""
    custom: Document = field(default_factory=dict)
    error: bool = False


@dataclass(frozen=True, kw_only=True)
class TracedService:
    """A service that answers one request every `every` seconds; gives spans, trace metrics and the service list."""

    service: str
    operation: str = "flask.request"
    env: str = "none"
    host: str = ""
    type: str = "web"
    language: str = "python"
    component: str = "flask"
    resources: tuple[TracedResource, ...] = ()
    every: float = 60
    duration: float = 0.004
    since: Moment = "now-7d"
    until: Moment = "now"
    retained_one_in: int = 10
    """Of the spans older than fifteen minutes, one in so many stays searchable (0: none)."""
    tags: Tags = ()


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    title: str
    widgets: tuple[Document, ...]
    id: str = ""
    description: str | None = None
    layout_type: Literal["ordered", "free"] = "ordered"
    reflow_type: Literal["auto", "fixed"] | None = None
    author: str = ""
    created: Moment = "now-2d"
    modified: Moment | None = None
    template_variables: tuple[Document, ...] | None = None
    notify_list: tuple[str, ...] | None = None
    tags: Tags | None = None


@dataclass(frozen=True, kw_only=True)
class Timeboard:
    """A board made through the legacy `/api/v1/dash`; it is readable as a dashboard under `new_id` too."""

    title: str
    graphs: tuple[Document, ...]
    id: int | None = None
    new_id: str = ""
    description: str | None = None
    author: str = ""
    created: Moment = "now-2d"
    modified: Moment | None = None
    template_variables: tuple[Document, ...] | None = None
    read_only: bool = False


@dataclass(frozen=True, kw_only=True)
class Monitor:
    query: str
    id: int | None = None
    name: str = ""
    type: str = "query alert"
    message: str = ""
    tags: Tags = ()
    options: Document = field(default_factory=dict)
    priority: int | None = None
    state: str = "OK"
    groups: Mapping[str, Document] = field(default_factory=dict)
    """By group (`host:x`): `status`, and moments `last_triggered`, `last_notified`, `last_nodata`, `last_resolved`."""
    author: str = ""
    created: Moment = "now-2d"
    modified: Moment | None = None
    state_modified: Moment | None = None
    restricted_roles: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Silence:
    """What a downtime has, however it was made."""

    message: str | None = None
    author: str = ""
    created: Moment = "now-1d"
    modified: Moment | None = None
    canceled: Moment | None = None
    mute_first_recovery_notification: bool = False
    notify_end_states: tuple[str, ...] = ("alert", "no data", "warn")
    notify_end_types: tuple[str, ...] = ("expired",)


@dataclass(frozen=True, kw_only=True)
class DowntimeV1(Silence):
    """A downtime made through `/api/v1/downtime`; version 2 shows it too, under its uuid."""

    scope: Tags = ("*",)
    id: int | None = None
    uuid: str = ""
    monitor_id: int | None = None
    monitor_tags: Tags = ("*",)
    start: Moment = "now"
    end: Moment | None = None
    timezone: str = "UTC"
    recurrence: Document | None = None


@dataclass(frozen=True, kw_only=True)
class Downtime(Silence):
    """A downtime as the UI of today makes it; version 1 refuses to show it."""

    scope: str
    monitor_identifier: Document
    schedule: Document
    id: str = ""
    display_timezone: str | None = "UTC"


@dataclass(frozen=True, kw_only=True)
class Event:
    text: str
    title: str | None = None
    happened: Moment = "now-1h"
    id: int | None = None
    alert_type: str = "info"
    handle: str | None = None
    host: str | None = None
    tags: Tags = ()
    priority: str = "normal"
    source: str | None = None
    monitor_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A trouble on purpose, for requests whose path starts with `path`."""

    path: str
    kind: Literal["rate-limited", "forbidden", "slow", "server-error", "html", "truncated", "broken", "empty"]
    method: str | None = None
    after: int = 0
    """Let so many matching requests through first."""
    times: int | None = None
    """Then strike so often (None: always)."""
    status: int | None = None
    seconds: float = 30
    """How slow, or how long until the rate limit is said to be reset."""


@dataclass(frozen=True, kw_only=True)
class OrganisationSeed:
    name: str
    api_keys: tuple[str, ...]
    application_keys: tuple[ApplicationKey, ...]
    users: tuple[User, ...]
    site: str = "datadoghq.com"
    public_id: str = ""
    uuid: str = ""
    id: int | None = None
    hosts: tuple[Host, ...] = ()
    metrics: Mapping[str, MetricMetadata] = field(default_factory=dict)
    series: tuple[Series, ...] = ()
    services: tuple[TracedService, ...] = ()
    spans: tuple[Document, ...] = ()
    """Further spans, each given whole as the `attributes` of the spans search."""
    dashboards: tuple[Dashboard, ...] = ()
    timeboards: tuple[Timeboard, ...] = ()
    monitors: tuple[Monitor, ...] = ()
    downtimes_v1: tuple[DowntimeV1, ...] = ()
    downtimes: tuple[Downtime, ...] = ()
    events: tuple[Event, ...] = ()
    faults: tuple[Fault, ...] = ()
    rate_limits: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """By the name of the limit: requests and seconds, instead of the real ones."""

    @property
    def identity(self) -> str:
        """Many trials carry the company name the exercise asks for; the public id tells them apart."""
        return names.slug(self.public_id or self.name)
