"""`/api/v1/events` and the old comments, which are events too: a comment on a graph is how somebody was mailed about it."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.responses import Response

from sandbox.site import names
from sandbox.site.call import Call, Endpoint, answer
from sandbox.site.errors import refused
from sandbox.site.hosttags import tags_of
from sandbox.site.moments import seconds_of
from sandbox.site.state import Document, Organisation
from sandbox.site.users import handle

KIND = "events"
_WRITABLE = ("title", "text", "date_happened", "handle", "priority", "related_event_id", "tags")
_ALERT_TYPES = ("error", "warning", "info", "success", "user_update", "recommendation", "snapshot")
_MOST = 1000


def list_events(call: Call) -> Response:
    start, end = _window(call)
    tags, sources = call.listed("tags"), [source.lower() for source in call.listed("sources")]
    found = [
        event
        for event in call.organisation.all(KIND)
        if start <= event["date_happened"] <= end
        and all(tag in event["tags"] for tag in tags)
        and (not sources or str(event["_source"] or "").lower() in sources)
        and call.query.get("priority") in (None, event["priority"])
    ]
    found.sort(key=lambda event: -int(event["date_happened"]))
    extra = {"is_aggregate": False, "comments": []}
    first = _page(call) * _MOST
    return answer({"events": [{**_shown(event), **extra} for event in found[first : first + _MOST]]})


def _page(call: Call) -> int:
    """Pages can be asked for only where no event stands for several."""
    page = call.whole("page", 0)
    if page < 0 or ("page" in call.query and not (call.says("unaggregated") or call.says("exclude_aggregate"))):
        raise refused(400, "The parameter 'page' needs 'unaggregated' or 'exclude_aggregate' to be true")
    return page


def _window(call: Call) -> tuple[int, int]:
    for name in ("start", "end"):
        if name not in call.query:
            raise refused(400, f"Missing required parameter(s): '{name}'")
    return call.whole("start", 0), call.whole("end", 0)


def get_event(call: Call) -> Response:
    event = call.organisation.get(KIND, call.path["id"])
    if event is None:
        raise refused(404, "No event matches that event_id.")
    return answer({"event": _shown(event)})


def post_event(call: Call) -> Response:
    sent = call.fields
    if not isinstance(sent.get("title"), str) or not isinstance(sent.get("text"), str):
        raise refused(400, "'title' and 'text' are required fields and must be non-empty strings")
    for name, known in (("alert_type", _ALERT_TYPES), ("priority", ("normal", "low"))):
        if sent.get(name) is not None and sent[name] not in known:
            raise refused(400, f"The value provided for parameter '{name}' is invalid")
    happened = sent.get("date_happened")
    if happened is not None and (isinstance(happened, bool) or not isinstance(happened, int)):
        raise refused(400, "The value provided for parameter 'date_happened' is invalid")
    event = _event(call.organisation, sent, at=float(happened or call.now))
    call.organisation.put(KIND, event["id"], event)
    told = {name: sent.get(name) for name in _WRITABLE} | {"id": event["id"], "date_happened": event["date_happened"]}
    url = f"https://app.{call.organisation.seed.site}{event['url']}"
    return answer({"status": "ok", "event": {**told, "url": url}}, status=202)


def comment(call: Call) -> Response:
    sent = call.fields
    if not isinstance(sent.get("message"), str) or not sent["message"]:
        raise refused(400, "The parameter 'message' is required")
    fields = {"text": sent["message"], "alert_type": "user_update", "handle": sent.get("handle") or handle(call.user)}
    event = _event(call.organisation, fields, at=call.now)
    if (related := sent.get("related_event_id")) is not None:
        event["_related"] = str(related)
    call.organisation.put(KIND, event["id"], event)
    return _comment_answer(event)


def update_comment(call: Call) -> Response:
    event = _comment(call)
    changed = {**event, "text": str(call.fields.get("message") or event["text"])}
    call.organisation.put(KIND, event["id"], changed)
    return _comment_answer(changed)


def delete_comment(call: Call) -> Response:
    call.organisation.remove(KIND, _comment(call)["id"])
    return answer({})


def _comment(call: Call) -> Document:
    event = call.organisation.get(KIND, call.path["id"])
    if event is None:
        raise refused(404, "Comment not found")
    return event


def _comment_answer(event: Document) -> Response:
    told = {
        "id": event["id"],
        "url": event["url"],
        "resource": f"/api/v1/comments/{event['id']}",
        "message": event["text"],
        "handle": event["handle"],
    }
    if "_related" in event:
        told["related_event_id"] = event["_related"]
    return answer({"comment": told})


def _shown(event: Document) -> Document:
    shown = {name: value for name, value in event.items() if not name.startswith("_")}
    return shown | ({"source": event["_source"]} if event["_source"] else {})


def _event(organisation: Organisation, sent: Document, *, at: float, number: int | None = None) -> Document:
    number = number or names.number(organisation.seed.identity, KIND, organisation.made(KIND), at, digits=18)
    return {
        "id": number,
        "id_str": str(number),
        "date_happened": int(at),
        "alert_type": sent.get("alert_type") or "info",
        "handle": sent.get("handle"),
        "title": sent.get("title"),
        "text": sent["text"],
        "tags": [*(sent.get("tags") or []), *_tags_of_host(organisation, sent.get("host"))],
        "device_name": sent.get("device_name"),
        "priority": sent.get("priority") or "normal",
        "host": sent.get("host"),
        "url": f"/event/event?id={number}",
        "resource": f"/api/v1/events/{number}",
        "_source": sent.get("source_type_name"),
        "_monitor_id": sent.get("monitor_id"),
    }


def _tags_of_host(organisation: Organisation, host: str | None) -> list[str]:
    """An event of a host carries the host's tags."""
    return [tag for tags in tags_of(organisation, host).values() for tag in tags] if host else []


def seeded(organisation: Organisation) -> Iterator[tuple[int, Document]]:
    for place, seed in enumerate(organisation.seed.events):
        number = seed.id or names.number(organisation.seed.identity, KIND, "seed", place, digits=18)
        fields: Document = {
            "title": seed.title,
            "text": seed.text,
            "alert_type": seed.alert_type,
            "handle": seed.handle,
            "host": seed.host,
            "tags": list(seed.tags),
            "priority": seed.priority,
            "source_type_name": seed.source,
            "monitor_id": seed.monitor_id,
        }
        at = seconds_of(seed.happened, now=organisation.opened_at)
        yield number, _event(organisation, fields, at=at, number=number)


ENDPOINTS = (
    Endpoint("GET", "/api/v1/events", list_events, scope="events_read"),
    Endpoint("POST", "/api/v1/events", post_event, keys="api"),
    Endpoint("GET", "/api/v1/events/{id}", get_event, scope="events_read"),
    Endpoint("POST", "/api/v1/comments", comment),
    Endpoint("PUT", "/api/v1/comments/{id}", update_comment),
    Endpoint("DELETE", "/api/v1/comments/{id}", delete_comment),
)
