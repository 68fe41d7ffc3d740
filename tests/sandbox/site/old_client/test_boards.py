"""Boards as candidates' scripts make them, with the old Python client (PyPI `datadog`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from datadog import api
from datadog.api.exceptions import ApiError

from tests.sandbox.site.seeds import NOW

pytestmark = pytest.mark.usefixtures("old_client")
GRAPHS = [
    {
        "title": "My metric",
        "definition": {"viz": "timeseries", "requests": [{"q": "avg:my_metric{host:orchid}.rollup(sum, 3600)"}]},
    }
]


def test_a_timeboard_gets_a_number_and_is_a_dashboard_under_its_new_id() -> None:
    made = api.Timeboard.create(title="By script", description="d", graphs=GRAPHS, read_only=True)
    assert isinstance(made["dash"]["id"], int)
    assert made["url"] == f"/dash/{made['dash']['id']}/by-script"
    board = api.Dashboard.get(made["dash"]["new_id"])
    assert board["layout_type"] == "ordered"
    definition = board["widgets"][0]["definition"]
    assert (definition["type"], definition["title"]) == ("timeseries", "My metric")
    assert definition["requests"][0]["q"] == GRAPHS[0]["definition"]["requests"][0]["q"]
    listed = api.Timeboard.get_all()["dashes"]
    assert [dash["id"] for dash in listed] == [str(made["dash"]["id"])]


def test_a_timeboard_follows_its_changes_and_goes_from_both_places() -> None:
    dash = api.Timeboard.create(title="One", description="d", graphs=GRAPHS)["dash"]
    api.Timeboard.update(dash["id"], title="Two", description="e", graphs=[])
    board = api.Dashboard.get(dash["new_id"])
    assert (board["title"], board["widgets"]) == ("Two", [])
    api.Timeboard.delete(dash["id"])
    with pytest.raises(ApiError, match=f"Dashboard with ID {dash['new_id']} not found"):
        api.Dashboard.get(dash["new_id"])


def test_a_timeboard_with_a_bad_query_is_refused_as_it_was_for_real_candidates() -> None:
    graphs = [{"title": "g", "definition": {"requests": [{"q": "anomalies(avg:my_metric{*}, basic, 2)"}]}}]
    with pytest.raises(ApiError, match="Error\\(s\\) found in query"):
        api.Timeboard.create(title="Bad", description="d", graphs=graphs)


def test_an_int_id_is_no_dashboard_of_today() -> None:
    dash = api.Timeboard.create(title="One", description="d", graphs=GRAPHS)["dash"]
    with pytest.raises(ApiError, match=f"Dashboard with ID {dash['id']} not found"):
        api.Dashboard.get(dash["id"])


def test_a_screenboard_is_a_free_dashboard() -> None:
    widgets = [{"type": "image", "x": 1, "y": 2, "width": 3, "height": 4, "url": "http://example.com/a.png"}]
    made = api.Screenboard.create(board_title="Screen", widgets=widgets)
    board = api.Dashboard.get(made["new_id"])
    assert board["layout_type"] == "free"
    assert board["widgets"][0]["layout"] == {"x": 1, "y": 2, "width": 3, "height": 4}


def test_dashboards_are_written_listed_and_deleted() -> None:
    widgets = [{"definition": {"type": "timeseries", "requests": [{"q": "avg:my_metric{*}"}]}}]
    board = api.Dashboard.create(title="New", widgets=widgets, layout_type="ordered")
    assert board["id"] in [each["id"] for each in api.Dashboard.get_all()["dashboards"]]
    assert api.Dashboard.update(board["id"], title="Newer", widgets=[], layout_type="ordered")["title"] == "Newer"
    assert api.Dashboard.delete(board["id"]) == {"deleted_dashboard_id": board["id"]}


def test_a_screenboard_is_listed_changed_and_deleted_with_its_twin() -> None:
    widgets = [{"type": "note", "x": 0, "y": 0, "width": 10, "height": 10, "html": "hello"}]
    made = api.Screenboard.create(board_title="Screen", widgets=widgets, description="d")
    assert api.Screenboard.get(made["id"])["widgets"] == widgets
    listed = api.Screenboard.get_all()["screenboards"]
    assert [(board["id"], board["title"]) for board in listed] == [(made["id"], "Screen")]
    changed = api.Screenboard.update(made["id"], board_title="Other", widgets=widgets)
    assert (changed["id"], changed["new_id"], changed["board_title"]) == (made["id"], made["new_id"], "Other")
    assert api.Dashboard.get(made["new_id"])["title"] == "Other"
    assert api.Screenboard.delete(made["id"]) == {"id": made["id"]}
    with pytest.raises(ApiError, match=f"Screenboard with ID {made['id']} not found"):
        api.Screenboard.get(made["id"])
    with pytest.raises(ApiError, match=f"Dashboard with ID {made['new_id']} not found"):
        api.Dashboard.get(made["new_id"])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: api.Timeboard.create(description="d", graphs=GRAPHS), "'title' is required"),
        (lambda: api.Timeboard.create(title="t", description="d"), "'graphs' is required"),
        (lambda: api.Screenboard.create(widgets=[{"type": "note"}]), "'board_title' is required"),
        (lambda: api.Screenboard.create(board_title="t", widgets=["note"]), "'widgets' is invalid"),
        (lambda: api.Dashboard.create(title="t", widgets=[]), "'layout_type' is a required property"),
        (lambda: api.Timeboard.get(1568920), "Timeboard with ID 1568920 not found"),
    ],
)
def test_a_board_that_is_refused(make: Callable[[], Any], words: str) -> None:
    with pytest.raises(ApiError, match=words) as refusal:
        make()
    assert list(refusal.value.args[0]) == ["errors"]
    assert api.Timeboard.get_all() == {"dashes": []}


def test_a_timeboard_is_read_as_it_was_made_and_names_its_author() -> None:
    variables = [{"name": "host", "prefix": "host", "default": "*"}]
    made = api.Timeboard.create(title="One", description="d", graphs=GRAPHS, template_variables=variables)
    read = api.Timeboard.get(made["dash"]["id"])
    assert read == made
    assert (read["dash"]["graphs"], read["dash"]["template_variables"]) == (GRAPHS, variables)
    assert read["dash"]["created_by"]["handle"] == "iris@example.com"
    assert read["resource"] == f"/api/v1/dash/{made['dash']['id']}"


def test_a_snapshot_of_a_graph_is_ready_at_once() -> None:
    taken = api.Graph.create(metric_query="avg:my_metric{*}", start=int(NOW) - 3600, end=int(NOW))
    assert taken["snapshot_url"].startswith("https://p.datadoghq.com/snapshot/view/dd-snapshots-prod/org_")
    assert api.Graph.status(taken["snapshot_url"]) == {"status_code": 200}
