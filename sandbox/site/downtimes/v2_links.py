"""What a version 2 downtime points at: who made it and the monitor it silences, when a request asks for them."""

from __future__ import annotations

from sandbox.site import users
from sandbox.site.call import Call
from sandbox.site.downtimes.v2_view import view
from sandbox.site.errors import refused
from sandbox.site.state import Document


def included(call: Call) -> tuple[str, ...]:
    asked = tuple(name for name in call.query.get("include", "").split(",") if name)
    for name in asked:
        if name not in ("created_by", "monitor"):
            raise refused(400, f"Invalid query param: include {name}")
    return asked


def resource_of(call: Call, document: Document, *, include: tuple[str, ...]) -> Document:
    resource: Document = {
        "type": "downtime",
        "id": document["id"],
        "attributes": view(document, now=call.now),
    }
    if include:
        author = call.organisation.user(document["author"])
        links = {"created_by": {"data": {"type": "users", "id": users.user_uuid(author)}}}
        number = document["monitor_identifier"].get("monitor_id")
        target = None if number is None else {"type": "monitors", "id": str(number)}
        resource["relationships"] = {"monitor": {"data": target}, **links}
    return resource


def together(call: Call, resources: list[Document]) -> list[Document]:
    """The users and monitors the resources point at, each once."""
    found: dict[tuple[str, str], Document] = {}
    for resource in resources:
        for link in resource.get("relationships", {}).values():
            if link["data"] and (other := _linked(call, link["data"])):
                found[(other["type"], str(other["id"]))] = other
    return list(found.values())


def _linked(call: Call, link: Document) -> Document | None:
    if link["type"] == "monitors":
        monitor = call.organisation.get("monitors", link["id"])
        named = {"name": monitor["name"]} if monitor else {}
        return {"type": "monitors", "id": int(link["id"]), "attributes": named}
    for user in call.organisation.seed.users:
        if users.user_uuid(user) == link["id"]:
            whole = users.user_resource(call.organisation, user)
            kept = {name: value for name, value in whole["attributes"].items() if name not in _LEFT_OUT}
            return {"type": "users", "id": link["id"], "attributes": kept}
    return None


_LEFT_OUT = ("uuid", "last_login_time", "mfa_enabled")
