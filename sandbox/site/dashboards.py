"""`/api/v1/dashboard`: boards of today. A board made through the legacy endpoints is found here by its `new_id`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from sandbox.site import names
from sandbox.site.call import Call, Endpoint, answer
from sandbox.site.errors import refused
from sandbox.site.moments import iso, seconds_of
from sandbox.site.seed import Dashboard
from sandbox.site.state import Document, Organisation
from sandbox.site.users import handle

KIND = "dashboards"
KIND_DELETED = "deleted_dashboards"
_FIELDS = (
    "title",
    "description",
    "layout_type",
    "reflow_type",
    "template_variables",
    "notify_list",
    "widgets",
    "tags",
    "tabs",
    "template_variable_presets",
    "restricted_roles",
)
_OPTIONAL = ("reflow_type", "tags", "tabs", "template_variable_presets")
_SUMMARY = (
    "id",
    "title",
    "description",
    "layout_type",
    "url",
    "is_read_only",
    "created_at",
    "modified_at",
    "author_handle",
)


def list_dashboards(call: Call) -> Response:
    """Summaries without widgets, the newest first."""
    shared, deleted = call.says("filter[shared]"), call.says("filter[deleted]")
    if shared and deleted:
        raise refused(400, "filter[shared] and filter[deleted] cannot be used together")
    start, count = call.whole("start", 0), call.whole("count", 100)
    if start < 0 or count < 0:
        raise refused(400, "start and count must be non-negative")
    boards = [] if shared else call.organisation.all(KIND_DELETED if deleted else KIND)
    listed = [{**{name: board[name] for name in _SUMMARY}, "deleted_at": board.get("deleted_at")} for board in boards]
    listed.sort(key=lambda board: str(board["modified_at"]), reverse=True)
    return answer({"dashboards": listed[start : start + count]})


def get_dashboard(call: Call) -> Response:
    return answer(_find(call))


def create_dashboard(call: Call) -> Response:
    fields = _checked(call.fields)
    board_id = names.board_id(call.organisation.seed.identity, call.organisation.made(KIND), call.now)
    created = iso(call.now)
    board = document(
        fields, board_id=board_id, author=handle(call.user), name=call.user.name, created=created, modified=created
    )
    return answer(call.organisation.put(KIND, board_id, board))


def update_dashboard(call: Call) -> Response:
    old = _find(call)
    board = document(
        _checked(call.fields),
        board_id=old["id"],
        author=old["author_handle"],
        name=old["author_name"],
        created=old["created_at"],
        modified=iso(call.now),
    )
    return answer(call.organisation.put(KIND, old["id"], board))


def delete_dashboard(call: Call) -> Response:
    board = _find(call)
    discard(call, board["id"])
    return answer({"deleted_dashboard_id": board["id"]})


def discard(call: Call, board_id: str) -> None:
    """Out of the list and into the bin."""
    board = call.organisation.get(KIND, board_id) or {}
    call.organisation.put(KIND_DELETED, board_id, {**board, "deleted_at": iso(call.now)})
    call.organisation.remove(KIND, board_id)


def document(
    fields: Document, *, board_id: str, author: str, name: str | None, created: str, modified: str
) -> Document:
    """The board as GET gives it."""
    title = str(fields["title"])
    return {
        "id": board_id,
        "author_handle": author,
        "author_name": name,
        "url": f"/dashboard/{board_id}/{names.slug(title)}",
        "is_read_only": False,
        "created_at": created,
        "modified_at": modified,
        **{field: fields.get(field) for field in _FIELDS if field in fields or field not in _OPTIONAL},
        "restricted_roles": fields.get("restricted_roles") or [],
        "widgets": [_with_id(widget, (board_id, number)) for number, widget in enumerate(fields.get("widgets") or [])],
    }


def seeded(organisation: Organisation) -> Iterator[tuple[str, Document]]:
    for number, seed in enumerate(organisation.seed.dashboards):
        board_id = seed.id or names.board_id(organisation.seed.identity, "seed", number)
        yield board_id, _from_seed(organisation, seed, board_id)


def _from_seed(organisation: Organisation, seed: Dashboard, board_id: str) -> Document:
    author = organisation.user(seed.author)
    created = seconds_of(seed.created, now=organisation.opened_at)
    modified = created if seed.modified is None else seconds_of(seed.modified, now=organisation.opened_at)
    fields: dict[str, Any] = {
        "title": seed.title,
        "description": seed.description,
        "layout_type": seed.layout_type,
        "template_variables": _listed(seed.template_variables),
        "notify_list": _listed(seed.notify_list),
        "widgets": list(seed.widgets),
    }
    if seed.reflow_type:
        fields["reflow_type"] = seed.reflow_type
    if seed.tags is not None:
        fields["tags"] = list(seed.tags)
    return document(
        _checked(fields),
        board_id=board_id,
        author=handle(author),
        name=author.name,
        created=iso(created),
        modified=iso(modified),
    )


def _listed(items: tuple[Any, ...] | None) -> list[Any] | None:
    return None if items is None else list(items)


def _with_id(widget: Any, place: tuple[object, ...]) -> Document:
    """Widgets get ids of sixteen digits, those inside of groups too."""
    widget = dict(widget)
    definition = dict(widget["definition"])
    if definition.get("type") == "group":
        inner = definition.get("widgets") or []
        definition["widgets"] = [_with_id(each, (*place, number)) for number, each in enumerate(inner)]
    return {**widget, "definition": definition, "id": widget.get("id") or names.number(*place, digits=16)}


def _checked(fields: Document) -> Document:
    """What the API refuses in a board: no title, no widgets, an unknown layout, a widget without a definition."""
    for name in ("title", "layout_type", "widgets"):
        if fields.get(name) is None:
            raise refused(400, f"Invalid dashboard: '{name}' is a required property")
    for name, allowed in (("layout_type", ("ordered", "free")), ("reflow_type", (None, "auto", "fixed"))):
        if fields.get(name) not in allowed:
            known = [each for each in allowed if each]
            raise refused(400, f"Invalid dashboard: {fields[name]!r} is not one of {known}")
    if not isinstance(fields["widgets"], list):
        raise refused(400, "Invalid dashboard: 'widgets' is not of type 'array'")
    placed = fields["layout_type"] == "free" or fields.get("reflow_type") == "fixed"
    for position, widget in enumerate(fields["widgets"]):
        _check_widget(widget, position, placed=placed)
    return fields


def _check_widget(widget: Any, position: int, *, placed: bool) -> None:
    """A widget of a free or a fixed board says where it is; the words are those that people reported in 2019 and 2026."""
    definition = widget.get("definition") if isinstance(widget, dict) else None
    if not isinstance(definition, dict) or not isinstance(definition.get("type"), str):
        raise refused(400, f"Invalid widget at position {position}. Error: 'definition' is a required property")
    place = f"Invalid widget at position {position} of type {definition['type']}. Error:"
    layout = widget.get("layout")
    if placed and not isinstance(layout, dict):
        raise refused(400, f"{place} 'layout' is a required property")
    for side in ("x", "y", "width", "height") if placed else ():
        if not isinstance(layout.get(side), int | float):
            raise refused(400, f"{place} '{side}' is a required property")


def _find(call: Call) -> Document:
    board = call.organisation.get(KIND, call.path["id"])
    if board is None:
        raise refused(404, f"Dashboard with ID {call.path['id']} not found")
    return board


ENDPOINTS = (
    Endpoint("GET", "/api/v1/dashboard", list_dashboards, scope="dashboards_read"),
    Endpoint("POST", "/api/v1/dashboard", create_dashboard, scope="dashboards_write"),
    Endpoint("GET", "/api/v1/dashboard/{id}", get_dashboard, scope="dashboards_read"),
    Endpoint("PUT", "/api/v1/dashboard/{id}", update_dashboard, scope="dashboards_write"),
    Endpoint("DELETE", "/api/v1/dashboard/{id}", delete_dashboard, scope="dashboards_write"),
)
