"""`/api/v1/host/{name}/mute` and `unmute`: muting a host makes a version 2 downtime of it, which names all monitors."""

from __future__ import annotations

from starlette.responses import Response

from sandbox.site.call import Call, Endpoint, answer
from sandbox.site.downtimes import v2
from sandbox.site.downtimes.v2_view import view
from sandbox.site.errors import refused
from sandbox.site.inventory import hosts_of
from sandbox.site.moments import iso, seconds_of
from sandbox.site.state import Document, Organisation


def mute(call: Call) -> Response:
    """Refused, as recorded, where the host is muted already and the request does not override that."""
    name, end, message = _host(call), _end(call), call.fields_or_query("message")
    if (old := muting(call.organisation, name, now=call.now)) is not None:
        if str(call.fields_or_query("override")).lower() != "true":
            different = "To mute this host with a different end timestamp, add ?override=true to your request."
            raise refused(400, f"host:{name} is already muted. {different}")
        v2.cancel(call, old)
    made = v2.make(
        call,
        {
            "scope": _scope(name),
            "monitor_identifier": {"monitor_tags": ["*"]},
            "schedule": {"start": iso(call.now), "end": None if end is None else iso(end)},
            "message": message,
        },
    )
    return _answer("Muted", name, made, end=end, message=message)


def unmute(call: Call) -> Response:
    name = _host(call)
    if (old := muting(call.organisation, name, now=call.now)) is None:
        raise refused(400, f"host:{name} is not muted.")
    v2.cancel(call, old)
    return _answer("Unmuted", name, old)


def muting(organisation: Organisation, name: str, *, now: float) -> Document | None:
    """The downtime that mutes the host now."""
    for downtime in organisation.all(v2.KIND):
        every = downtime["monitor_identifier"].get("monitor_tags") == ["*"]
        if every and downtime["scope"] == _scope(name) and view(downtime, now=now)["status"] == "active":
            return downtime
    return None


def muted_until(organisation: Organisation, name: str, *, now: float) -> tuple[bool, int | None]:
    """Whether the host is muted, and the second until which (None: until somebody unmutes it)."""
    downtime = muting(organisation, name, now=now)
    end = downtime["schedule"]["end"] if downtime else None
    return downtime is not None, None if end is None else int(seconds_of(end, now=now))


def _scope(name: str) -> str:
    """Quoted, as recorded."""
    return f'host:"{name}"'


def _host(call: Call) -> str:
    name = call.path["host"]
    if all(host.name != name for host in hosts_of(call.organisation)):
        raise refused(404, f"Host {name} not found")
    return name


def _end(call: Call) -> int | None:
    end = call.fields_or_query("end")
    if end is None or (str(end).isdecimal() and not isinstance(end, bool)):
        return None if end is None else int(end)
    raise refused(400, "The value provided for parameter 'end' is invalid")


def _answer(action: str, name: str, downtime: Document, **told: object) -> Response:
    """What was not sent is not told."""
    given = {field: value for field, value in told.items() if value is not None}
    return answer({"action": action, "downtime_id": downtime["_number"], "hostname": name, **given})


ENDPOINTS = (
    Endpoint("POST", "/api/v1/host/{host:path}/mute", mute, scope="hosts_write"),
    Endpoint("POST", "/api/v1/host/{host:path}/unmute", unmute, scope="hosts_write"),
)
