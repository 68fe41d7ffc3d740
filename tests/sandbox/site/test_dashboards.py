"""Boards: what is refused in one, and what becomes of those that are deleted."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.site.asking import Answer, ask

NOTE: dict[str, Any] = {"definition": {"type": "note", "content": "hello"}}
PLACE = {"x": 0, "y": 0, "width": 4, "height": 2}
BOARD: dict[str, Any] = {"title": "New", "layout_type": "ordered", "widgets": [NOTE]}


def make(base: str, **fields: Any) -> Answer:
    return ask(base, "POST", "/api/v1/dashboard", {**BOARD, **fields})


def listed(base: str, query: str = "") -> list[str]:
    return [board["id"] for board in ask(base, "GET", f"/api/v1/dashboard{query}").body["dashboards"]]


def named(*ids: str) -> dict[str, Any]:
    return {"data": [{"id": each, "type": "dashboard"} for each in ids]}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": None}, "'title' is a required property"),
        ({"layout_type": None}, "'layout_type' is a required property"),
        ({"widgets": None}, "'widgets' is a required property"),
        ({"widgets": {}}, "'widgets' is not of type 'array'"),
        ({"layout_type": "grid"}, "'grid' is not one of ['ordered', 'free']"),
        ({"reflow_type": "sometimes"}, "'sometimes' is not one of ['auto', 'fixed']"),
        ({"widgets": [NOTE, {}]}, "Invalid widget at position 1. Error: 'definition' is a required property"),
        ({"layout_type": "free"}, "position 0 of type note. Error: 'layout' is a required property"),
        ({"reflow_type": "fixed"}, "position 0 of type note. Error: 'layout' is a required property"),
        (
            {"reflow_type": "fixed", "widgets": [{**NOTE, "layout": {**PLACE, "x": None}}]},
            "position 0 of type note. Error: 'x' is a required property",
        ),
    ],
)
def test_a_board_that_is_refused(base: str, change: dict[str, Any], said: str) -> None:
    refused = make(base, **change)
    assert refused.status == 400
    assert said in refused.errors[0]
    assert listed(base) == ["abc-def-ghi"]


@pytest.mark.parametrize(
    "change",
    [
        {"reflow_type": "auto"},
        {"layout_type": "free", "widgets": [{**NOTE, "layout": PLACE}]},
        {"reflow_type": "fixed", "widgets": [{**NOTE, "layout": PLACE}]},
        {"widgets": [{**NOTE, "layout": {"is_column_break": True}}]},
        {"widgets": []},
    ],
)
def test_a_board_that_is_taken(base: str, change: dict[str, Any]) -> None:
    assert make(base, **change).status == 200


def test_deleted_boards_are_listed_apart_and_can_be_restored(base: str) -> None:
    """As recorded: both answers are 204 without a body, and what was restored can be deleted again."""
    first, second = (make(base).body["id"] for _ in range(2))
    assert ask(base, "DELETE", "/api/v1/dashboard", named(first, second)).status == 204
    assert ask(base, "DELETE", "/api/v1/dashboard/abc-def-ghi").body == {"deleted_dashboard_id": "abc-def-ghi"}
    assert listed(base) == []
    bin_ = ask(base, "GET", "/api/v1/dashboard?filter%5Bdeleted%5D=true").body["dashboards"]
    assert {board["id"] for board in bin_} == {first, second, "abc-def-ghi"}
    assert {board["deleted_at"] for board in bin_} == {"2026-09-21T14:13:20.000000+00:00"}
    assert ask(base, "GET", f"/api/v1/dashboard/{first}").status == 404
    assert ask(base, "PATCH", "/api/v1/dashboard", named(first)).status == 204
    assert listed(base) == [first]
    assert ask(base, "DELETE", f"/api/v1/dashboard/{first}").status == 200


def test_several_boards_are_deleted_together_or_not_at_all(base: str) -> None:
    refused = ask(base, "DELETE", "/api/v1/dashboard", named("abc-def-ghi", "x-y-z"))
    assert (refused.status, refused.errors) == (404, ["Dashboard with ID x-y-z not found"])
    assert listed(base) == ["abc-def-ghi"]
    assert ask(base, "PATCH", "/api/v1/dashboard", named("abc-def-ghi")).status == 404


@pytest.mark.parametrize("body", [{}, {"data": []}, {"data": ["abc-def-ghi"]}, {"data": [{"id": "abc-def-ghi"}]}])
def test_boards_are_named_with_their_type(base: str, body: dict[str, Any]) -> None:
    assert ask(base, "DELETE", "/api/v1/dashboard", body).status == 400


def test_no_board_is_shared_and_the_two_filters_exclude_one_another(base: str) -> None:
    assert listed(base, "?filter%5Bshared%5D=false") == ["abc-def-ghi"]
    assert listed(base, "?filter%5Bshared%5D=true") == []
    assert ask(base, "GET", "/api/v1/dashboard?filter%5Bshared%5D=true&filter%5Bdeleted%5D=true").status == 400
    assert ask(base, "GET", "/api/v1/dashboard?count=-1").status == 400
