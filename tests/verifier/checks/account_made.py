"""Facts of an account as the exercise wants them; a test changes the one thing it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from verifier.facts.account import (
    AccountHost,
    Board,
    Boards,
    Downtime,
    Downtimes,
    JudgedHost,
    JudgedMetric,
    MetricPoints,
    Monitor,
    TemplateVariable,
    WeeklyWindow,
    Widget,
)

NOW = 1_700_000_000  # Tuesday 14 November 2023

MESSAGE = (
    "{{#is_alert}}Too high: {{value}} on {{host.ip}}{{/is_alert}}"
    "{{#is_warning}}Rising{{/is_warning}}{{#is_no_data}}Silent{{/is_no_data}} @ada@candidate.example"
)


def host(**more: Any) -> JudgedHost:
    made = AccountHost(
        name="fern",
        aliases=("fern", "i-0fern"),
        up=True,
        last_reported=NOW - 30,
        agent_version="7.50.0",
        platform="linux",
        system="ubuntu 20.04",
        apps=("agent", "mysql"),
        tags=(("Datadog", ("env:trial", "host:fern")),),
    )
    return JudgedHost(replace(made, **more), ("fern", "i-0fern"), NOW)


def metric(name: str = "my_metric") -> JudgedMetric:
    return JudgedMetric(name, "my_metric")


def points(*, every: int = 45, count: int = 60, **more: Any) -> MetricPoints:
    pairs = tuple((NOW - (count - n) * every, float((n * 379) % 1001)) for n in range(count))
    made = MetricPoints("my_metric", "fern", 5, pairs, NOW - 4 * 3600, NOW, "gauge")
    return replace(made, **more)


def board(*queries: str, variables: tuple[TemplateVariable, ...] = (), **more: Any) -> Board:
    widgets = tuple(Widget("timeseries", f"Graph {place}", (query,)) for place, query in enumerate(queries, start=1))
    made = Board(
        id="abc-def-ghi",
        title="Tide",
        description="",
        layout="ordered",
        url="/dashboard/abc-def-ghi/tide",
        author="ada@candidate.example",
        created_at="2023-11-01T10:00:00+00:00",
        modified_at="2023-11-01T10:00:00+00:00",
        widgets=widgets,
        variables=variables,
    )
    return replace(made, **more)


def boards(*items: Board) -> Boards:
    return Boards(items, complete=all(item.read for item in items))


def monitor(**more: Any) -> Monitor:
    made = Monitor(
        id=7411,
        name="Tide is high",
        type="query alert",
        query="avg(last_5m):avg:my_metric{host:fern} by {host} > 800",
        message=MESSAGE,
        critical=800.0,
        warning=500.0,
        notify_no_data=True,
        no_data_timeframe=10,
        on_missing_data="",
        tags=("team:tide",),
    )
    return replace(made, **more)


NIGHTS = WeeklyWindow("2023-11-06T19:00", 14 * 3600, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")
WEEKENDS = WeeklyWindow("2023-11-04T00:00", 24 * 3600, "FREQ=WEEKLY;BYDAY=SA,SU")


def downtime(*windows: WeeklyWindow, **more: Any) -> Downtime:
    made = Downtime(
        id="4fa0a24a",
        version=2,
        monitor_id=7411,
        monitor_tags=(),
        scope="*",
        message="@ada@candidate.example",
        timezone="Europe/Paris",
        status="scheduled",
        windows=windows,
    )
    return replace(made, **more)


def downtimes(*items: Downtime, complete: bool = True, caveat: str = "") -> Downtimes:
    return Downtimes(items, complete, NOW, caveat)
