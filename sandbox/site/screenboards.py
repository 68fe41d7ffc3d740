"""`/api/v1/screen`: free boards as old scripts make them; each is a free dashboard of today under `new_id`."""

from __future__ import annotations

from starlette.responses import Response

from sandbox.site import dashboards
from sandbox.site.call import Call, Endpoint, answer
from sandbox.site.errors import refused
from sandbox.site.legacy import find, new_ids, remove
from sandbox.site.moments import iso
from sandbox.site.seed import User
from sandbox.site.state import Document, Organisation
from sandbox.site.users import handle

KIND = "screenboards"


def list_screens(call: Call) -> Response:
    shown = ("id", "new_id", "title", "description", "created", "modified", "read_only", "resource")
    found = [
        {name: screen.get(name) for name in shown}
        | {"title": screen["board_title"], "resource": f"/api/v1/screen/{screen['id']}"}
        for screen in call.organisation.all(KIND)
    ]
    return answer({"screenboards": found})


def get_screen(call: Call) -> Response:
    return answer(find(call, KIND, "Screenboard"))


def create_screen(call: Call) -> Response:
    number, new_id = new_ids(call, KIND, digits=6)
    fields = _checked_screen(call.fields)
    screen = _screen(call, fields, number=number, new_id=new_id, created=iso(call.now))
    return answer(_keep_screen(call.organisation, screen, call.user))


def update_screen(call: Call) -> Response:
    old = find(call, KIND, "Screenboard")
    fields = _checked_screen(call.fields)
    screen = _screen(call, fields, number=old["id"], new_id=old["new_id"], created=old["created"])
    return answer(_keep_screen(call.organisation, screen, call.user))


def delete_screen(call: Call) -> Response:
    return answer({"id": remove(call, KIND, "Screenboard")["id"]})


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
    return organisation.put(KIND, screen["id"], screen)


def _screen_widget(widget: Document) -> Document:
    tile = dict(widget.get("tile_def") or {})
    definition = {"type": tile.pop("viz", None) or widget.get("type") or "timeseries", **tile}
    layout = {name: widget.get(name, 0) for name in ("x", "y", "width", "height")}
    return {"definition": definition, "layout": layout}


def _checked_screen(fields: Document) -> Document:
    for name, kind in (("board_title", str), ("widgets", list)):
        if not fields.get(name) or not isinstance(fields[name], kind):
            raise refused(400, f"The parameter '{name}' is required")
    if not all(isinstance(widget, dict) for widget in fields["widgets"]):
        raise refused(400, "The parameter 'widgets' is invalid")
    return fields


ENDPOINTS = (
    Endpoint("GET", "/api/v1/screen", list_screens, scope="dashboards_read"),
    Endpoint("POST", "/api/v1/screen", create_screen, scope="dashboards_write"),
    Endpoint("GET", "/api/v1/screen/{id}", get_screen, scope="dashboards_read"),
    Endpoint("PUT", "/api/v1/screen/{id}", update_screen, scope="dashboards_write"),
    Endpoint("DELETE", "/api/v1/screen/{id}", delete_screen, scope="dashboards_write"),
)
