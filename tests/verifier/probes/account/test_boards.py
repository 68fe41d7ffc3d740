from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.verifier.probes.account.port import ask
from verifier.datadog import CouldNotLook
from verifier.facts.account import Boards, TemplateVariable
from verifier.probes.account import boards
from verifier.probes.account.boards import DASHBOARDS, READ_MOST, SHARED_READ_MOST, ask_boards, read_board, read_legacy
from verifier.probes.account.widgets import read_widgets

METRIC = {"data_source": "metrics", "name": "query1", "query": "avg:my_metric{host:fern}"}


def widget(**definition: Any) -> dict[str, Any]:
    return {"id": 1, "definition": {"type": "timeseries", **definition}}


@pytest.mark.parametrize(
    ("requests", "queries"),
    [
        ([{"q": "avg:a{*}"}], ("avg:a{*}",)),
        ([{"q": "avg:a{*}"}, {"q": "avg:b{*}"}], ("avg:a{*}", "avg:b{*}")),
        ([{"queries": [METRIC]}], ("avg:my_metric{host:fern}",)),
        ([{"queries": [METRIC], "formulas": [{"formula": "query1"}]}], ("avg:my_metric{host:fern}",)),
        (
            [{"queries": [METRIC], "formulas": [{"formula": "anomalies(query1, 'basic', 2)"}]}],
            ('anomalies(avg:my_metric{host:fern}, "basic", 2)',),
        ),
        (
            [{"queries": [METRIC], "formulas": [{"formula": "query1.rollup(sum, 3600)"}]}],
            ("avg:my_metric{host:fern}.rollup(sum, 3600)",),
        ),
        (
            [{"queries": [METRIC, METRIC | {"name": "q2", "query": "avg:b{*}"}], "formulas": [{"formula": "q2"}]}],
            ("avg:b{*}",),
        ),
        ({"fill": {"q": "avg:a{*}"}, "size": {"q": "avg:b{*}"}}, ("avg:a{*}", "avg:b{*}")),
        ({"x": {"q": "avg:a{*}"}, "table": {"queries": [METRIC]}}, ("avg:a{*}", "avg:my_metric{host:fern}")),
        ({"q": "avg:a{*}"}, ("avg:a{*}",)),
        ([{"query": {"data_source": "metrics", "query": "histogram:a{*}"}}], ("histogram:a{*}",)),
        ([{"queries": [{"data_source": "logs", "name": "l", "query": "x"}]}], ()),
        ([None, 3, {"q": None}, {"queries": "x"}, {"formulas": [None]}], ()),
        (None, ()),
    ],
    ids=[
        "q", "two requests", "queries", "formula that is a query", "anomalies in the formula", "rollup in the formula",
        "a query that no formula draws", "hostmap", "scatterplot", "one request", "one query", "logs", "odd", "none",
    ],
)  # fmt: skip
def test_a_query_is_found_wherever_it_hides(requests: object, queries: tuple[str, ...]) -> None:
    (found,) = read_widgets([widget(requests=requests)])
    assert found.queries == queries


def test_a_formula_that_cannot_be_read_keeps_its_text_and_its_queries() -> None:
    (found,) = read_widgets([widget(requests=[{"queries": [METRIC], "formulas": [{"formula": "query1 ) ("}]}])])
    assert found.queries == ("query1 ) ( [query1 = avg:my_metric{host:fern}]",)


def test_groups_are_walked_into() -> None:
    inner = [widget(requests=[{"q": "avg:a{*}"}]), widget(type="group", widgets=[widget(requests=[{"q": "avg:b{*}"}])])]
    split = widget(type="split_group", source_widget_definition=widget(requests=[{"q": "avg:c{*}"}])["definition"])
    found = read_widgets([widget(type="group", widgets=inner), split])
    assert [each.queries for each in found] == [("avg:a{*}",), ("avg:b{*}",), ("avg:c{*}",)]


def test_a_group_within_itself_for_ever_ends() -> None:
    deep: dict[str, Any] = widget(requests=[{"q": "avg:a{*}"}])
    for _ in range(200):
        deep = widget(type="group", widgets=[deep])
    assert [each.queries for each in read_widgets([deep])] == [()]


@pytest.mark.parametrize(
    ("definition", "apm", "infrastructure"),
    [
        ({"type": "trace_service"}, True, False),
        ({"type": "list_stream", "requests": [{"query": {"data_source": "trace_stream"}}]}, True, False),
        ({"requests": [{"queries": [{"data_source": "apm_resource_stats", "name": "a"}]}]}, True, False),
        ({"requests": [{"apm_query": {"index": "*"}}]}, True, False),
        ({"type": "hostmap", "requests": {"fill": {"q": "avg:system.cpu.user{*}"}}}, False, True),
        ({"requests": [{"q": "avg:a{*}"}]}, False, False),
    ],
)
def test_traces_and_machines_are_seen_without_a_metric(
    definition: dict[str, Any], apm: bool, infrastructure: bool
) -> None:
    (found,) = read_widgets([widget(**definition)])
    assert (found.apm, found.infrastructure) == (apm, infrastructure)


def board(number: int, **more: Any) -> dict[str, Any]:
    return {
        "id": f"abc-def-{number:03}",
        "title": f"Board {number}",
        "layout_type": "ordered",
        "modified_at": f"2024-01-01T00:{number // 60:02}:{number % 60:02}+00:00",
        **more,
    }


def test_variables_have_their_defaults() -> None:
    variables = [
        {"name": "host", "prefix": "host", "default": "fern"},
        {"name": "env", "prefix": "env", "defaults": ["a", "b"]},
        {"name": "all", "prefix": "x", "default": None},
        {"prefix": "no name"},
    ]
    found = read_board(board(1, widgets=[], template_variables=variables))
    assert found is not None
    assert found.variables == (
        TemplateVariable("host", "host", "fern", ("fern",)),
        TemplateVariable("env", "env", "a", ("a", "b")),
        TemplateVariable("all", "x", "", ()),
    )


def test_a_legacy_timeboard_is_known_by_its_new_id() -> None:
    graphs = [{"title": "Tide", "definition": {"viz": "timeseries", "requests": [{"q": "avg:my_metric{*}"}]}}]
    body = {"dash": {"id": 1411, "new_id": "x4x-ttz-cnu", "title": "Old", "graphs": graphs}, "url": "/dash/1411/old"}
    found = read_legacy(body)
    assert found is not None
    assert (found.id, found.layout, found.url, found.read) == ("x4x-ttz-cnu", "ordered", "/dash/1411/old", True)
    assert (found.widgets[0].title, found.widgets[0].type) == ("Tide", "timeseries")
    assert found.widgets[0].queries == ("avg:my_metric{*}",)


def test_a_legacy_screenboard_is_free() -> None:
    tile = {
        "type": "timeseries",
        "title_text": "Tide",
        "tile_def": {"viz": "timeseries", "requests": [{"q": "avg:a{*}"}]},
    }
    found = read_legacy({"id": 12, "new_id": "abc-abc-abc", "board_title": "Screen", "widgets": [tile]})
    assert found is not None
    assert (found.title, found.layout, found.widgets[0].queries) == ("Screen", "free", ("avg:a{*}",))


def answers(count: int, **broken: object) -> dict[str, Any]:
    listed = [board(number) for number in range(count)]

    def page(params: dict[str, Any]) -> object:
        return {"dashboards": listed[params["start"] : params["start"] + params["count"]]}

    read = {f"{DASHBOARDS}/{item['id']}": item | {"widgets": []} for item in listed}
    return {DASHBOARDS: page, **read, **{f"{DASHBOARDS}/{name}": fault for name, fault in broken.items()}}


def test_the_newest_boards_are_read_and_the_rest_is_said() -> None:
    asking = ask(answers(READ_MOST + 40))
    told = ask_boards(asking)[Boards]
    assert isinstance(told, Boards)
    assert (len(told.items), told.complete) == (READ_MOST + 40, False)
    assert told.items[0].title == f"Board {READ_MOST + 39}"
    assert [item.read for item in told.items] == [True] * READ_MOST + [False] * 40
    assert "only the 60 newest" in asking.missing[0]


def test_in_a_shared_account_who_makes_many_boards_takes_the_place_of_none_but_their_own() -> None:
    told = answers(0)
    old = [board(number) | {"title": f"Mine PROOF:{tag}"} for number, tag in enumerate(("aaaaaa", "bbbbbb"))]
    new = [board(number) | {"title": "proof:cccccc"} for number in range(2, SHARED_READ_MOST + 50)]
    bare = [board(number) for number in range(SHARED_READ_MOST + 50, SHARED_READ_MOST + 80)]
    listed = [*old, *new, *bare]
    told[DASHBOARDS] = lambda params: {"dashboards": listed[params["start"] : params["start"] + params["count"]]}
    told |= {f"{DASHBOARDS}/{item['id']}": item | {"widgets": []} for item in listed}
    asking = replace(ask(told), tags=("proof:aaaaaa", "proof:bbbbbb", "proof:cccccc"))
    found = ask_boards(asking)[Boards]
    assert isinstance(found, Boards) and not found.complete
    assert {item.title for item in found.items if item.read} >= {"Mine PROOF:aaaaaa", "Mine PROOF:bbbbbb"}
    assert sum(item.read for item in found.items) == SHARED_READ_MOST
    assert sum(item.read for item in found.items if item.title.startswith("Board")) == 30


def test_a_board_that_cannot_be_read_is_still_listed() -> None:
    asking = ask(answers(3, **{"abc-def-001": CouldNotLook("Datadog has trouble.", status=500)}))
    told = ask_boards(asking)[Boards]
    assert isinstance(told, Boards)
    assert {item.title: item.read for item in told.items} == {"Board 0": True, "Board 1": False, "Board 2": True}
    assert not told.complete
    assert asking.missing == ["1 of 3 dashboards could not be read: Datadog has trouble."]


def test_a_board_deleted_in_between_is_no_fault() -> None:
    asking = ask(answers(2, **{"abc-def-001": CouldNotLook("Gone.", status=404)}))
    told = ask_boards(asking)[Boards]
    assert isinstance(told, Boards)
    assert told.complete
    assert {item.title: item.deleted for item in told.items} == {"Board 0": False, "Board 1": True}
    assert not asking.missing


def test_where_no_board_can_be_read_nothing_is_told() -> None:
    fault = CouldNotLook("Datadog has trouble.", status=500)
    with pytest.raises(CouldNotLook, match="none could be read"):
        ask_boards(ask(answers(1, **{"abc-def-000": fault})))


@pytest.mark.parametrize("body", [None, {}, {"dashboards": None}, {"dashboards": [None, {"title": "no id"}]}])
def test_an_odd_list_holds_no_boards(body: object) -> None:
    assert boards.read_list(body) == ()
