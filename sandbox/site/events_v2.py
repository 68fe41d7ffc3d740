"""`/api/v2/events`: the events of today, walked with a cursor; what old clients and comments wrote is shown here too."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.responses import Response

from sandbox.site.call import Call, Endpoint, answer
from sandbox.site.cursors import link, page_of
from sandbox.site.errors import refused
from sandbox.site.events import KIND
from sandbox.site.moments import iso_z, seconds_of
from sandbox.site.state import Document

_MOST = 1000


def list_events(call: Call) -> Response:
    asked = {name: call.query.get(name) for name in ("filter[from]", "filter[query]", "filter[to]", "sort")}
    return _page(call, asked, limit=call.whole("page[limit]", 10), cursor=call.query.get("page[cursor]"))


def search_events(call: Call) -> Response:
    """No body asks for what an empty one does."""
    call = call if call.body is not None else replace(call, body={})
    filters, page = call.inner("filter"), call.inner("page")
    asked = {f"filter[{name}]": filters.get(name) for name in ("from", "query", "to")}
    asked["sort"] = call.fields.get("sort")
    return _page(call, asked, limit=page.get("limit", 10), cursor=page.get("cursor"))


def _page(call: Call, asked: dict[str, Any], *, limit: Any, cursor: Any) -> Response:
    """The newest first if nothing else was asked; the empty page behind the last is all that has no `meta`."""
    if not isinstance(limit, int) or isinstance(limit, bool) or not 0 < limit <= _MOST:
        raise refused(400, f"The page limit must be between 1 and {_MOST}")
    if asked["sort"] not in (None, "timestamp", "-timestamp"):
        raise refused(400, "The sort must be timestamp or -timestamp")
    found = {(float(event["date_happened"]), str(event["id"])): event for event in _found(call, asked)}
    try:
        shown, after = page_of(found, newest_first=asked["sort"] != "timestamp", limit=limit, cursor=cursor)
    except ValueError as error:
        raise refused(400, f"The cursor {error}") from None
    body: Document = {"data": [_resource(event) for event in shown]}
    if after:
        again = link(call.url.partition("?")[0], asked, after=after, limit=limit)
        body |= {"meta": {"page": {"after": after}}, "links": {"next": again}}
    return answer(body)


def _found(call: Call, asked: dict[str, Any]) -> list[Document]:
    try:
        start = seconds_of(asked["filter[from]"] or "now-15m", now=call.now)
        end = seconds_of(asked["filter[to]"] or "now", now=call.now)
    except (ValueError, TypeError):
        raise refused(400, "Invalid time range") from None
    words = [word for word in str(asked["filter[query]"] or "*").split() if word != "*"]
    return [
        event
        for event in call.organisation.all(KIND)
        if start <= event["date_happened"] <= end
        and all(word in f"{event['title']} {event['text']} {event['tags']}" for word in words)
    ]


def _resource(event: Document) -> Document:
    inner = {
        "title": event["title"] or "",
        "status": event["alert_type"],
        "timestamp": int(event["date_happened"]) * 1000,
        "priority": event["priority"],
        "evt": {"id": str(event["id"]), "name": event["title"] or ""},
        "monitor_id": event["_monitor_id"],
    }
    attributes = {
        "message": event["text"],
        "tags": event["tags"],
        "timestamp": iso_z(event["date_happened"]),
        "attributes": {name: value for name, value in inner.items() if value is not None},
    }
    return {"type": "event", "id": f"A{event['id']}", "attributes": attributes}


ENDPOINTS = (
    Endpoint("GET", "/api/v2/events", list_events, scope="events_read"),
    Endpoint("POST", "/api/v2/events/search", search_events, scope="events_read"),
)
