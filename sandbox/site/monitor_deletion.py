"""Whether a monitor may go, and its going: composite monitors hold on to those they are made of."""

from __future__ import annotations

import re

from starlette.responses import Response

from sandbox.site.call import Call, Endpoint, answer
from sandbox.site.errors import refused
from sandbox.site.monitors import KIND, find
from sandbox.site.state import Document, Organisation


def can_delete(call: Call) -> Response:
    """Those that may go; 409, and why for each, where one may not. As recorded in 2020 and 2024."""
    ids = call.listed("monitor_ids")
    found = [monitor for number in ids if (monitor := call.organisation.get(KIND, number))]
    if not ids or len(found) < len(ids):
        raise refused(400, "Some monitor IDs are invalid")
    needed = {monitor["id"]: why for monitor in found if (why := in_use(call.organisation, monitor))}
    free = [monitor["id"] for monitor in found if monitor["id"] not in needed]
    errors = {str(number): [why] for number, why in needed.items()}
    return answer({"data": {"ok": free}, "errors": errors or None}, status=409 if errors else 200)


def delete_monitor(call: Call) -> Response:
    """400 where another one needs it, unless forced."""
    monitor = find(call)
    if (why := in_use(call.organisation, monitor)) and not call.says("force"):
        raise refused(400, why)
    call.organisation.remove(KIND, monitor["id"])
    return answer({"deleted_monitor_id": monitor["id"]})


def in_use(organisation: Organisation, monitor: Document) -> str:
    """Which composite monitors are made of it, in the API's words; empty if none."""
    mention = re.compile(rf"\b{monitor['id']}\b")
    above = [each for each in organisation.all(KIND) if each["type"] == "composite" and mention.search(each["query"])]
    named = ", ".join(f"[{each['id']},{each['name']}]" for each in above)
    return f"monitor [{monitor['id']},{monitor['name']}] is referenced in composite monitors: {named}" if above else ""


ENDPOINTS = (
    Endpoint("GET", "/api/v1/monitor/can_delete", can_delete, scope="monitors_read"),
    Endpoint("DELETE", "/api/v1/monitor/{id}", delete_monitor, scope="monitors_write"),
)
