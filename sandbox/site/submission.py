"""Points in: the two ways to send series, and service checks."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from sandbox.site.call import Call, Endpoint, answer
from sandbox.site.errors import refused


def submit_v1(call: Call) -> Response:
    for series in _sent(call):
        points = series.get("points")
        _take(call, series, host=series.get("host"), points=points, type_of=series.get("type") or "gauge")
    return answer({"status": "ok"}, status=202, media_type="text/json")


def submit_v2(call: Call) -> Response:
    for series in _sent(call):
        host, points, kind = _v2_parts(series)
        _take(call, series, host=host, points=points, type_of=kind)
    return answer({"errors": []}, status=202)


def _v2_parts(series: dict[str, Any]) -> tuple[str | None, list[Any], str]:
    try:
        hosts = [each["name"] for each in series.get("resources") or [] if each.get("type") == "host"]
        points = [[point["timestamp"], point["value"]] for point in series.get("points") or []]
        kind = {1: "count", 2: "rate", 3: "gauge"}.get(series.get("type") or 0, "gauge")
    except (KeyError, TypeError, AttributeError):
        raise refused(400, "Payload is not in the expected format: invalid series") from None
    return (hosts[0] if hosts else None), points, kind


def submit_checks(call: Call) -> Response:
    """Service checks are taken, and shown nowhere."""
    sent = call.body if isinstance(call.body, list) else [call.body]
    if not all(isinstance(check, dict) and "check" in check and "status" in check for check in sent):
        raise refused(400, "Payload is not in the expected format: 'check' and 'status' are required")
    return answer({"status": "ok"}, status=202)


def _sent(call: Call) -> list[dict[str, Any]]:
    series = call.fields.get("series")
    if not isinstance(series, list) or not all(isinstance(each, dict) for each in series):
        raise refused(400, "Payload is not in the expected format: 'series' must be a list of objects")
    return series


def _take(call: Call, series: dict[str, Any], *, host: str | None, points: Any, type_of: str) -> None:
    try:
        kept = [[float(at), float(value[0] if isinstance(value, list) else value)] for at, value in points]
        metric = str(series["metric"])
    except (KeyError, TypeError, ValueError):
        raise refused(400, "Payload is not in the expected format: invalid series") from None
    document = {
        "metric": metric,
        "host": host,
        "tags": list(series.get("tags") or []),
        "type": type_of,
        "points": kept,
        "at": call.now,
    }
    call.organisation.put("points", call.organisation.made("points"), document)


ENDPOINTS = (
    Endpoint("POST", "/api/v1/series", submit_v1, keys="api"),
    Endpoint("POST", "/api/v2/series", submit_v2, keys="api"),
    Endpoint("POST", "/api/v1/check_run", submit_checks, keys="api"),
)
