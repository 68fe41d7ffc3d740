"""`/api/v1/dash`: boards as old scripts make them; each is an ordered dashboard of today under `new_id`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from sandbox.site import dashboards, names
from sandbox.site.call import Call, Endpoint, answer, nothing
from sandbox.site.errors import refused
from sandbox.site.legacy import find, new_ids, remove
from sandbox.site.moments import iso, seconds_of
from sandbox.site.query.syntax import BadQuery, parse
from sandbox.site.seed import Timeboard, User
from sandbox.site.state import Document, Organisation
from sandbox.site.users import handle, icon

KIND = "timeboards"


def list_dashes(call: Call) -> Response:
    """Summaries; here the id is a string."""
    found = []
    for dash in call.organisation.all(KIND):
        summary = {name: value for name, value in dash.items() if name not in ("graphs", "template_variables")}
        found.append({**summary, "id": str(dash["id"]), "resource": f"/api/v1/dash/{dash['id']}"})
    return answer({"dashes": found})


def get_dash(call: Call) -> Response:
    return _dash_answer(find(call, KIND, "Timeboard"))


def create_dash(call: Call) -> Response:
    fields = _checked_dash(call.fields)
    number, new_id = new_ids(call, KIND, digits=7)
    dash = _dash(fields, number=number, new_id=new_id, author=call.user, created=iso(call.now))
    return _dash_answer(_keep_dash(call.organisation, dash, call.user))


def update_dash(call: Call) -> Response:
    old = find(call, KIND, "Timeboard")
    fields = _checked_dash(call.fields)
    new = _dash(fields, number=old["id"], new_id=old["new_id"], author=call.user, created=old["created"])
    dash = {**new, "created_by": old["created_by"], "modified": iso(call.now)}
    return _dash_answer(_keep_dash(call.organisation, dash, call.user))


def delete_dash(call: Call) -> Response:
    remove(call, KIND, "Timeboard")
    return nothing()


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
    return organisation.put(KIND, dash["id"], dash)


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
        ingredients = (organisation.seed.identity, KIND, "seed", place)
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
)
