"""Dashboards and the boards of old."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.site.replay.readers.found import Found, Row, given
from sandbox.site.replay.recording import Interaction


def _dashboard(each: Interaction, path: dict[str, str]) -> Iterator[Found]:
    yield _as_dashboard(each.answer, path["id"])


def _dashboards(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for board in each.answer["dashboards"]:
        yield _as_dashboard(board, board["id"])


def _as_dashboard(board: dict[str, Any], board_id: str) -> Found:
    content = {
        "id": board_id,
        "title": board["title"],
        "widgets": board.get("widgets") or [],
        "created": board["created_at"],
        "modified": board["modified_at"],
    }
    names = ("description", "layout_type", "reflow_type", "template_variables", "notify_list", "tags")
    return "dashboards", board_id, content | given(board, names)


def _dash(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    yield _as_timeboard(each.answer["dash"])


def _dashes(each: Interaction, _: dict[str, str]) -> Iterator[Found]:
    for dash in each.answer["dashes"]:
        yield _as_timeboard(dash)


def _as_timeboard(dash: dict[str, Any]) -> Found:
    content = {
        "id": int(dash["id"]),
        "title": dash["title"],
        "graphs": dash.get("graphs") or [],
        "created": dash["created"],
        "modified": dash["modified"],
    }
    names = ("new_id", "description", "template_variables", "read_only")
    return "timeboards", int(dash["id"]), content | given(dash, names)


ROWS: tuple[Row, ...] = (
    ("GET", r"/api/v1/dashboard", _dashboards),
    ("GET", r"/api/v1/dashboard/(?P<id>[^/]+)", _dashboard),
    ("GET", r"/api/v1/dash", _dashes),
    ("GET", r"/api/v1/dash/(?P<id>\d+)", _dash),
)
