"""What becomes of boards that were deleted: they are listed apart (`filter[deleted]`) and can be restored."""

from __future__ import annotations

from starlette.responses import Response

from sandbox.site.call import Call, Endpoint, nothing
from sandbox.site.dashboards import KIND, KIND_DELETED, discard
from sandbox.site.errors import refused


def delete_dashboards(call: Call) -> Response:
    """All of them or none."""
    for board_id in _named(call, KIND):
        discard(call, board_id)
    return nothing()


def restore_dashboards(call: Call) -> Response:
    for board_id in _named(call, KIND_DELETED):
        board = dict(call.organisation.get(KIND_DELETED, board_id) or {})
        board.pop("deleted_at")
        call.organisation.remove(KIND_DELETED, board_id)
        call.organisation.put(KIND, board_id, board)
    return nothing()


def _named(call: Call, kind: str) -> list[str]:
    """The ids in the body, each of them a board of the kind."""
    data = call.fields.get("data")
    if not isinstance(data, list) or not data or not all(isinstance(each, dict) for each in data):
        raise refused(400, "'data' must be a list of dashboards")
    if any(each.get("type") != "dashboard" or not isinstance(each.get("id"), str) for each in data):
        raise refused(400, "Each of 'data' needs an 'id' and the 'type' dashboard")
    ids = [str(each["id"]) for each in data]
    for board_id in ids:
        if call.organisation.get(kind, board_id) is None:
            raise refused(404, f"Dashboard with ID {board_id} not found")
    return list(dict.fromkeys(ids))


ENDPOINTS = (
    Endpoint("DELETE", "/api/v1/dashboard", delete_dashboards, scope="dashboards_write"),
    Endpoint("PATCH", "/api/v1/dashboard", restore_dashboards, scope="dashboards_write"),
)
