"""What the two kinds of old boards share: two ids each, and a twin among the dashboards of today."""

from __future__ import annotations

from sandbox.site import dashboards, names
from sandbox.site.call import Call
from sandbox.site.errors import refused
from sandbox.site.state import Document


def new_ids(call: Call, kind: str, *, digits: int) -> tuple[int, str]:
    place = (call.organisation.seed.identity, kind, call.organisation.made(kind), call.now)
    return names.number(*place, digits=digits), names.board_id(*place)


def find(call: Call, kind: str, called: str) -> Document:
    board = call.organisation.get(kind, call.path["id"])
    if board is None:
        raise refused(404, f"{called} with ID {call.path['id']} not found")
    return board


def remove(call: Call, kind: str, called: str) -> Document:
    board = find(call, kind, called)
    call.organisation.remove(kind, board["id"])
    call.organisation.remove(dashboards.KIND, board["new_id"])
    return board
