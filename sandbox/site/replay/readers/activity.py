"""Spans, services and events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.site.replay.readers.found import Found, Row, given
from sandbox.site.replay.recording import Interaction


def _spans(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    """The recorded ones, and as many more as fill a page that another one follows (recordings are cut)."""
    spans = each.answer.get("data") or []
    asked = ((each.body or {}).get("data") or {}).get("attributes", {}).get("page") or {}
    for span, name in _filled(each, spans, asked):
        yield "spans", None, {**span["attributes"], "_id": name}


def _filled(each: Interaction, items: list[Any], page: dict[str, Any]) -> Iterator[tuple[Any, str]]:
    """The items with their ids; where a page follows, the last one again and again."""
    yield from ((item, item["id"]) for item in items)
    if items and "meta" in each.answer:
        limit = int(page.get("limit") or each.parameter("page[limit]") or 10)
        yield from ((items[-1], f"{items[-1]['id']}-{number}") for number in range(limit - len(items)))


def _buckets(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    """Spans that would be counted as these were, one for each bucket of time."""
    for bucket in each.answer.get("data") or []:
        by = bucket["attributes"].get("by") or {}
        for value in bucket["attributes"].get("compute", {}).values():
            times = [point["time"] for point in value] if isinstance(value, list) else ["now-5m"]
            for at in times:
                fields = {name.removeprefix("@"): held for name, held in by.items()}
                yield "spans", None, {"start_timestamp": at, "custom": {"duration": 1, **fields}, **fields}


def _services(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    env = each.parameter("filter[env]") or "*"
    for service in each.answer["data"]["attributes"]["services"]:
        content = {"service": service, "env": "none" if env == "*" else env, "resources": [{"name": "GET /"}]}
        yield "services", None, content


def _events(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for event in each.answer["events"]:
        yield _as_event(event)


def _event(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    yield _as_event(each.answer["event"])


def _as_event(event: dict[str, Any]) -> Found:
    names = ("id", "text", "title", "alert_type", "handle", "host", "tags", "priority", "source")
    content = {"happened": event["date_happened"], **given(event, names)}
    return "events", event["id"], content


def _events_v2(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    page = (each.body or {}).get("page") or {}
    for event, _name in _filled(each, each.answer["data"], page):
        attributes = event["attributes"]
        inner = attributes.get("attributes") or {}
        content = {
            "text": attributes.get("message") or "",
            "title": inner.get("title"),
            "tags": attributes.get("tags") or [],
            "happened": attributes["timestamp"],
        }
        yield "events", None, content


ROWS: tuple[Row, ...] = (
    ("POST", r"/api/v2/spans/events/search", _spans),
    ("GET", r"/api/v2/spans/events", _spans),
    ("POST", r"/api/v2/spans/analytics/aggregate", _buckets),
    ("GET", r"/api/v2/apm/services", _services),
    ("GET", r"/api/v1/events", _events),
    ("GET", r"/api/v1/events/(?P<id>\d+)", _event),
    ("GET", r"/api/v2/events", _events_v2),
    ("POST", r"/api/v2/events/search", _events_v2),
)
