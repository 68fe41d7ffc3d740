"""`/api/v1/dash` and `/api/v1/screen`: boards as old scripts make them. Each is a dashboard of today under `new_id`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from sandbox.site import dashboards, names
from sandbox.site.call import Call, Endpoint, answer, nothing
from sandbox.site.errors import refused
from sandbox.site.moments import iso, seconds_of
from sandbox.site.query.syntax import BadQuery, parse
from sandbox.site.seed import Timeboard, User
from sandbox.site.state import Document, Organisation
from sandbox.site.users import handle, icon

DASH, SCREEN = "timeboards", "screenboards"


def list_dashes(call: Call) -> Response:
    """Summaries; here the id is a string."""
    found = []
    for dash in call.organisation.all(DASH):
        summary = {name: value for name, value in dash.items() if name not in ("graphs", "template_variables")}
        found.append({**summary, "id": str(dash["id"]), "resource": f"/api/v1/dash/{dash['id']}"})
    return answer({"dashes": found})


def get_dash(call: Call) -> Response:
    return _dash_answer(_find(call, DASH, "Timeboard"))


def create_dash(call: Call) -> Response:
    fields = _checked_dash(call.fields)
    number, new_id = _ids(call, DASH, digits=7)
    dash = _dash(fields, number=number, new_id=new_id, author=call.user, created=iso(call.now))
    return _dash_answer(_keep_dash(call.organisation, dash, call.user))


def update_dash(call: Call) -> Response:
    old = _find(call, DASH, "Timeboard")
    fields = _checked_dash(call.fields)
    new = _dash(fields, number=old["id"], new_id=old["new_id"], author=call.user, created=old["created"])
    dash = {**new, "created_by": old["created_by"], "modified": iso(call.now)}
    return _dash_answer(_keep_dash(call.organisation, dash, call.user))


def delete_dash(call: Call) -> Response:
    _remove(call, DASH, "Timeboard")
    return nothing()


def list_screens(call: Call) -> Response:
    shown = ("id", "new_id", "title", "description", "created", "modified", "read_only", "resource")
    found = [
        {name: screen.get(name) for name in shown}
        | {"title": screen["board_title"], "resource": f"/api/v1/screen/{screen['id']}"}
        for screen in call.organisation.all(SCREEN)
    ]
    return answer({"screenboards": found})


def get_screen(call: Call) -> Response:
    return answer(_find(call, SCREEN, "Screenboard"))


def create_screen(call: Call) -> Response:
    number, new_id = _ids(call, SCREEN, digits=6)
    fields = _checked_screen(call.fields)
    screen = _screen(call, fields, number=number, new_id=new_id, created=iso(call.now))
    return answer(_keep_screen(call.organisation, screen, call.user))


def update_screen(call: Call) -> Response:
    old = _find(call, SCREEN, "Screenboard")
    fields = _checked_screen(call.fields)
    screen = _screen(call, fields, number=old["id"], new_id=old["new_id"], created=old["created"])
    return answer(_keep_screen(call.organisation, screen, call.user))


def delete_screen(call: Call) -> Response:
    return answer({"id": _remove(call, SCREEN, "Screenboard")["id"]})


def _dash(fields: Document, *, number: int, new_id: str, author: User, created: str) -> Document:
    return {
        "read_only": bool(fields.get("read_only", False)),
        "graphs": fields["graphs"],
        "template_variables": fields.get("template_variables") or None,
        "description": fields.get("description"),
        "title": fields["title"],
        "created": created,
        "modified": created,
        "new_id": new_id,
        "id": number,
        "created_by": created_by(author),
    }


def created_by(author: User) -> Document:
    return {
        "disabled": False,
        "handle": handle(author),
        "name": author.name,
        "title": author.title,
        "is_admin": True,
        "role": None,
        "access_role": "adm",
        "verified": author.verified,
        "email": author.email,
        "icon": icon(author),
    }


def _dash_answer(dash: Document) -> Response:
    place = dash["id"]
    url = f"/dash/{place}/{names.slug(dash['title'])}"
    return answer({"dash": dash, "url": url, "resource": f"/api/v1/dash/{place}"})


def _keep_dash(organisation: Organisation, dash: Document, author: User) -> Document:
    organisation.put(dashboards.KIND, dash["new_id"], _as_dashboard(dash, author))
    return organisation.put(DASH, dash["id"], dash)


def _as_dashboard(dash: Document, author: User) -> Document:
    """The same board in the words of today: ordered, each graph a widget with its `q`."""
    widgets = [{"definition": _definition(graph)} for graph in dash["graphs"]]
    fields = {name: dash[name] for name in ("title", "description", "template_variables")}
    return dashboards.document(
        {**fields, "layout_type": "ordered", "widgets": widgets, "notify_list": None},
        board_id=dash["new_id"],
        author=handle(author),
        name=author.name,
        created=dash["created"],
        modified=dash["modified"],
    )


def _definition(graph: Document) -> Document:
    old = dict(graph.get("definition") or {})
    kind = old.pop("viz", None) or "timeseries"
    return {"title": graph.get("title") or "", "type": kind, **old}


def _screen(call: Call, fields: Document, *, number: int, new_id: str, created: str) -> Document:
    return {
        "description": None,
        "template_variables": None,
        "read_only": False,
        "width": 1024,
        "height": 768,
        **fields,
        "id": number,
        "new_id": new_id,
        "created": created,
        "modified": iso(call.now),
    }


def _keep_screen(organisation: Organisation, screen: Document, author: User) -> Document:
    board = dashboards.document(
        {
            "title": screen["board_title"],
            "description": screen["description"],
            "layout_type": "free",
            "template_variables": screen["template_variables"],
            "notify_list": None,
            "widgets": [_screen_widget(widget) for widget in screen["widgets"]],
        },
        board_id=screen["new_id"],
        author=handle(author),
        name=author.name,
        created=screen["created"],
        modified=screen["modified"],
    )
    organisation.put(dashboards.KIND, screen["new_id"], board)
    return organisation.put(SCREEN, screen["id"], screen)


def _screen_widget(widget: Document) -> Document:
    tile = dict(widget.get("tile_def") or {})
    definition = {"type": tile.pop("viz", None) or widget.get("type") or "timeseries", **tile}
    layout = {name: widget.get(name, 0) for name in ("x", "y", "width", "height")}
    return {"definition": definition, "layout": layout}


def _checked_dash(fields: Document) -> Document:
    if not isinstance(fields.get("title"), str) or not fields["title"]:
        raise refused(400, "The parameter 'title' is required")
    graphs = fields.get("graphs")
    if not isinstance(graphs, list) or not all(isinstance(graph, dict) for graph in graphs):
        raise refused(400, "The parameter 'graphs' is required")
    for graph in graphs:
        for request in (graph.get("definition") or {}).get("requests") or []:
            _check_query(request)
    return fields


def _check_query(request: Any) -> None:
    query = request.get("q") if isinstance(request, dict) else None
    if not isinstance(query, str):
        return
    try:
        parse(query)
    except BadQuery as error:
        raise refused(400, f"Error(s) found in query:\n{error}") from None


def _checked_screen(fields: Document) -> Document:
    for name, kind in (("board_title", str), ("widgets", list)):
        if not fields.get(name) or not isinstance(fields[name], kind):
            raise refused(400, f"The parameter '{name}' is required")
    if not all(isinstance(widget, dict) for widget in fields["widgets"]):
        raise refused(400, "The parameter 'widgets' is invalid")
    return fields


def _ids(call: Call, kind: str, *, digits: int) -> tuple[int, str]:
    place = (call.organisation.seed.identity, kind, call.organisation.made(kind), call.now)
    return names.number(*place, digits=digits), names.board_id(*place)


def _find(call: Call, kind: str, called: str) -> Document:
    board = call.organisation.get(kind, call.path["id"])
    if board is None:
        raise refused(404, f"{called} with ID {call.path['id']} not found")
    return board


def _remove(call: Call, kind: str, called: str) -> Document:
    board = _find(call, kind, called)
    call.organisation.remove(kind, board["id"])
    call.organisation.remove(dashboards.KIND, board["new_id"])
    return board


def seeded(organisation: Organisation) -> Iterator[tuple[int, Document]]:
    for seed, dash, _ in _seeds(organisation):
        created = iso(seconds_of(seed.created, now=organisation.opened_at))
        modified = created
        if seed.modified is not None:
            modified = iso(seconds_of(seed.modified, now=organisation.opened_at))
        yield dash["id"], {**dash, "created": created, "modified": modified}


def seeded_as_dashboards(organisation: Organisation) -> Iterator[tuple[str, Document]]:
    authors = [author for _, _, author in _seeds(organisation)]
    for (_, dash), author in zip(seeded(organisation), authors, strict=True):
        yield dash["new_id"], _as_dashboard(dash, author)


def _seeds(organisation: Organisation) -> Iterator[tuple[Timeboard, Document, User]]:
    for place, seed in enumerate(organisation.seed.timeboards):
        ingredients = (organisation.seed.identity, DASH, "seed", place)
        fields: Document = {
            "title": seed.title,
            "graphs": list(seed.graphs),
            "description": seed.description,
            "template_variables": list(seed.template_variables or ()) or None,
            "read_only": seed.read_only,
        }
        author = organisation.user(seed.author)
        number = seed.id or names.number(*ingredients, digits=7)
        new_id = seed.new_id or names.board_id(*ingredients)
        yield seed, _dash(_checked_dash(fields), number=number, new_id=new_id, author=author, created=""), author


ENDPOINTS = (
    Endpoint("GET", "/api/v1/dash", list_dashes, scope="dashboards_read"),
    Endpoint("POST", "/api/v1/dash", create_dash, scope="dashboards_write"),
    Endpoint("GET", "/api/v1/dash/{id}", get_dash, scope="dashboards_read"),
    Endpoint("PUT", "/api/v1/dash/{id}", update_dash, scope="dashboards_write"),
    Endpoint("DELETE", "/api/v1/dash/{id}", delete_dash, scope="dashboards_write"),
    Endpoint("GET", "/api/v1/screen", list_screens, scope="dashboards_read"),
    Endpoint("POST", "/api/v1/screen", create_screen, scope="dashboards_write"),
    Endpoint("GET", "/api/v1/screen/{id}", get_screen, scope="dashboards_read"),
    Endpoint("PUT", "/api/v1/screen/{id}", update_screen, scope="dashboards_write"),
    Endpoint("DELETE", "/api/v1/screen/{id}", delete_screen, scope="dashboards_write"),
)
