"""Hosts and their tags; users."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.site.replay.readers.found import Found, Row, given
from sandbox.site.replay.recording import Interaction


def _hosts(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for host in each.answer["host_list"]:
        content = {
            "name": host["name"],
            "id": host.get("id"),
            "aliases": host.get("aliases") or [],
            "up": bool(host.get("up")),
            "last_reported": host.get("last_reported_time") or 0,
            "apps": host.get("apps") or [],
            "sources": host.get("sources") or [],
            "tags": host.get("tags_by_source") or {},
            "meta": host.get("meta") or {},
            "metrics": {name: value for name, value in (host.get("metrics") or {}).items() if value is not None},
        }
        yield "hosts", host["name"], content | given(host, ("aws_id", "aws_name"))


def _tag_map(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    tags: dict[str, list[str]] = {}
    for tag, hosts in each.answer["tags"].items():
        for host in hosts:
            tags.setdefault(host, []).append(tag)
    for host, listed in tags.items():
        yield "hosts", host, {"name": host, "tags": {"Users": listed}}


def _tags_of_a_host(each: Interaction, path: dict[str, str]) -> Iterator[Found]:
    listed = each.answer.get("tags") or [] if each.method == "GET" and isinstance(each.answer, Mapping) else []
    source = each.parameter("source") or "users"
    tags = {source.capitalize(): listed} if listed else {}
    yield "hosts", path["host"], {"name": path["host"], "tags": tags}


def _user(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    yield _as_user(each.answer["data"])


def _users(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for user in each.answer["data"]:
        yield _as_user(user)


def _as_user(user: dict[str, Any]) -> Found:
    attributes = user["attributes"]
    content = {"uuid": user["id"], **given(attributes, ("email", "name", "handle", "title", "status"))}
    return "users", attributes["email"], content


ROWS: tuple[Row, ...] = (
    ("GET", r"/api/v1/hosts", _hosts),
    ("GET", r"/api/v1/tags/hosts", _tag_map),
    ("GET", r"/api/v1/tags/hosts/(?P<host>.+)", _tags_of_a_host),
    ("POST", r"/api/v1/tags/hosts/(?P<host>.+)", _tags_of_a_host),
    ("PUT", r"/api/v1/tags/hosts/(?P<host>.+)", _tags_of_a_host),
    ("GET", r"/api/v2/current_user", _user),
    ("GET", r"/api/v2/users", _users),
)
