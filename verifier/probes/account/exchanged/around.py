"""Keys, organisation, hosts, tags and events in recorded exchanges."""

from __future__ import annotations

from re import Match
from urllib.parse import unquote

from verifier.datadog import Answer, Request
from verifier.facts.account import AccountEvent
from verifier.probes.account import hosts, organisation
from verifier.probes.account.exchanged.seen import Seen
from verifier.probes.account.shape import epoch, identifier, obj, objs, text, texts, whole


def api_key(seen: Seen, _request: Request, answer: Answer, _found: Match[str]) -> None:
    """`/api/v1/validate` and `/api/v2/validate`."""
    valid = obj(answer.body).get("valid", obj(answer.body, "data", "attributes").get("valid"))
    seen.api_key = valid is True


def both_keys(seen: Seen, _request: Request, _answer: Answer, _found: Match[str]) -> None:
    """`/api/v2/validate_keys`, which answers only where both are good."""
    seen.api_key = seen.application_key = True


def current_user(seen: Seen, _request: Request, answer: Answer, _found: Match[str]) -> None:
    """`/api/v2/current_user`."""
    seen.organisation = organisation.read_current_user(answer.body, site=seen.site)


def organisations(seen: Seen, _request: Request, answer: Answer, _found: Match[str]) -> None:
    """`/api/v1/org`."""
    told = organisation.read_organisations(answer.body, site=seen.site)
    if told.name:
        seen.organisation = told


def listed_hosts(seen: Seen, request: Request, answer: Answer, _found: Match[str]) -> None:
    """`/api/v1/hosts`."""
    found = hosts.read_hosts(answer.body)
    seen.hosts.update((host.name, host) for host in found)
    total = whole(obj(answer.body).get("total_matching"))
    seen.all_hosts = seen.all_hosts or (total == len(found) and not request.param("filter"))


def host_totals(seen: Seen, _request: Request, answer: Answer, _found: Match[str]) -> None:
    """`/api/v1/hosts/totals`."""
    up, active = (whole(obj(answer.body).get(name)) for name in ("total_up", "total_active"))
    seen.remark(f"The account counts {active} hosts, of which {up} are up.")


def host_tags(seen: Seen, request: Request, answer: Answer, found: Match[str]) -> None:
    """`/api/v1/tags/hosts/{host}`. Without a source the tags of all sources come together."""
    name = unquote(found["host"])
    source = request.param("source") or text(obj(request.content).get("source"))
    if request.method == "DELETE":
        seen.tagged(name, source, ())
        seen.remark(f"The tags of {name} were deleted{f' (source {source})' if source else ''}.")
        return
    told = texts(obj(answer.body).get("tags"))
    # The answer to a POST may not show them yet.
    sent = texts(obj(request.content).get("tags")) if request.method in ("POST", "PUT") else ()
    if told or sent or source:
        seen.tagged(name, source, told or sent)
    else:
        seen.host(name)


def hosts_of_tags(seen: Seen, request: Request, answer: Answer, _found: Match[str]) -> None:
    """`/api/v1/tags/hosts`: tag -> hosts."""
    source = request.param("source")
    tags_of: dict[str, list[str]] = {}
    for tag, names in obj(answer.body, "tags").items():
        for name in texts(names):
            tags_of.setdefault(name, []).append(tag)
    for name, tags in tags_of.items():
        known = dict(seen.host(name).tags).get(source, ())
        if not source and seen.host(name).tags:
            continue
        seen.tagged(name, source, (*known, *tags))


def events(seen: Seen, _request: Request, answer: Answer, _found: Match[str]) -> None:
    """`/api/v1/events[/{id}]`, `/api/v1/comments` and `/api/v2/events`."""
    body = obj(answer.body)
    one = [each for each in (obj(body, "event"), obj(body, "comment")) if each]
    for item in (*one, *objs(body.get("events"))):
        _event(seen, identifier(item.get("id_str")) or identifier(item.get("id")), item)
    for item in objs(body.get("data")):
        attributes = obj(item, "attributes")
        inner = obj(attributes, "attributes")
        told = {
            "text": attributes.get("message"),
            "title": inner.get("title"),
            "date_happened": attributes.get("timestamp"),
        }
        _event(seen, identifier(item.get("id")), told)


def _event(seen: Seen, event_id: str, item: object) -> None:
    told = obj(item)
    known = seen.events.get(event_id)
    if event_id:
        seen.events[event_id] = AccountEvent(
            id=event_id,
            title=text(told.get("title")),
            text=text(told.get("text")) or text(told.get("message")),
            handle=text(told.get("handle")),
            kind=text(told.get("alert_type")) or (known.kind if known else ""),
            at=epoch(told.get("date_happened")) or (known.at if known else 0),
        )
