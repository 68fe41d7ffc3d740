"""The old Python client (PyPI `datadog`) writes to the sandbox as candidates' scripts do."""

from __future__ import annotations

from collections.abc import Iterator

import datadog
import pytest
from datadog import api
from datadog.api.exceptions import ApiError

from tests.sandbox.site.seeds import API_KEY, APP_KEY, NOW

GRAPHS = [
    {
        "title": "My metric",
        "definition": {"viz": "timeseries", "requests": [{"q": "avg:my_metric{host:orchid}.rollup(sum, 3600)"}]},
    }
]
QUERY = "avg(last_5m):avg:my_metric{host:orchid} by {host} > 800"
THRESHOLDS = {"critical": 800, "warning": 500}


@pytest.fixture(autouse=True)
def _the_old_client(base: str) -> Iterator[None]:
    datadog.initialize(api_key=API_KEY, app_key=APP_KEY, api_host=base, hostname_from_config=False, mute=False)
    yield
    api._api_key = api._application_key = api._api_host = None


def test_a_timeboard_gets_a_number_and_is_a_dashboard_under_its_new_id() -> None:
    made = api.Timeboard.create(title="By script", description="d", graphs=GRAPHS, read_only=True)
    assert isinstance(made["dash"]["id"], int)
    assert made["url"] == f"/dash/{made['dash']['id']}/by-script"
    board = api.Dashboard.get(made["dash"]["new_id"])
    assert board["layout_type"] == "ordered"
    definition = board["widgets"][0]["definition"]
    assert (definition["type"], definition["title"]) == ("timeseries", "My metric")
    assert definition["requests"][0]["q"] == GRAPHS[0]["definition"]["requests"][0]["q"]  # type: ignore[index]
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


def test_a_monitor_comes_back_with_floats_defaults_and_no_data() -> None:
    options = {"thresholds": THRESHOLDS, "notify_no_data": True, "no_data_timeframe": 10}
    made = api.Monitor.create(type="metric alert", query=QUERY, name="m", message="@iris@example.com", options=options)
    assert (made["type"], made["overall_state"], made["multi"]) == ("query alert", "No Data", True)
    assert repr(made["options"]["thresholds"]["critical"]) == "800.0"
    assert made["options"]["new_host_delay"] == 300
    assert made["options"]["silenced"] == {}
    assert api.Monitor.get(made["id"])["options"]["no_data_timeframe"] == 10


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"options": {"thresholds": {"critical": 90.0}}}, r"Alert threshold \(90.0\) does not match .*\(800.0\)"),
        ({"query": "avg:my_metric{*} > 3"}, "parameter 'query' is invalid"),
        ({"query": "avg(last_5m):avg:my_metric > 800"}, "parameter 'query' is invalid"),
        ({"query": "avg(last_5m):avg:my_metric{*}"}, "parameter 'query' is invalid"),
        ({"type": "strange alert"}, "parameter 'type' is invalid"),
        ({"options": {"thresholds": {"critical": 800, "warning": 900}}}, "Warning threshold"),
        ({"options": {"thresholds": {"critical": "800"}}}, "parameter 'thresholds' is invalid"),
    ],
)
def test_a_monitor_that_is_refused(change: dict[str, object], words: str) -> None:
    asked = {"type": "metric alert", "query": QUERY, "name": "m", "message": "", **change}
    with pytest.raises(ApiError, match=words):
        api.Monitor.create(**asked)
    with pytest.raises(ApiError, match=words):
        api.Monitor.validate(**asked)


def test_a_monitor_without_a_name_gets_one_and_keeps_options_not_sent() -> None:
    made = api.Monitor.create(type="metric alert", query="avg(last_1h):sum:my_metric{host:orchid} > 100")
    assert made["name"] == "**my_metric** over **host:orchid** was **> 100.0** on average during the **last 1h**."
    api.Monitor.update(made["id"], options={"notify_no_data": True})
    changed = api.Monitor.update(made["id"], query="avg(last_1h):sum:my_metric{host:orchid} > 200")
    assert changed["options"]["notify_no_data"] is True
    assert changed["name"] == made["name"]


def test_a_priority_of_zero_is_none_as_terraform_means_it() -> None:
    made = api.Monitor.create(type="metric alert", query=QUERY, name="m", priority=0)
    assert made["priority"] is None


def test_search_takes_the_handles_out_of_the_message() -> None:
    found = api.Monitor.search(query="my_metric")["monitors"][0]
    assert found["notifications"] == [{"handle": "iris@example.com", "name": "Iris Example"}]
    assert (found["metrics"], found["scopes"]) == (["my_metric"], ["host:orchid"])


def test_a_downtime_with_small_week_days_is_refused() -> None:
    recurrence = {"type": "weeks", "period": 1, "week_days": ["mon"]}
    with pytest.raises(ApiError, match="first letter is capitalized"):
        api.Downtime.create(scope="*", start=int(NOW), end=int(NOW) + 60, recurrence=recurrence)


def test_a_downtime_silences_its_monitor_while_it_is_on() -> None:
    made = api.Downtime.create(scope="host:orchid", monitor_id=1234, start=int(NOW) - 60, end=int(NOW) + 60)
    assert (made["scope"], made["status"], made["active"]) == (["host:orchid"], "active", True)
    monitor = api.Monitor.get(1234, with_downtimes="true")
    assert [each["id"] for each in monitor["matching_downtimes"]] == [made["id"]]
    assert monitor["options"]["silenced"] == {"host:orchid": int(NOW) + 60}
    api.Downtime.delete(made["id"])
    assert api.Downtime.get(made["id"])["status"] == "canceled"
    assert api.Monitor.get(1234)["options"]["silenced"] == {}


def test_tags_are_kept_by_source() -> None:
    api.Tag.create("orchid", tags=["owner:iris"])
    assert "owner:iris" in api.Tag.get("orchid")["tags"]
    assert api.Tag.get("orchid", source="datadog")["tags"] == ["env:lab", "role:web"]
    by_source = api.Hosts.search(filter="orchid")["host_list"][0]["tags_by_source"]
    assert by_source["Users"] == ["owner:iris", "typed:here"]
    assert by_source["Datadog"] == ["env:lab", "host:orchid", "role:web"]
    api.Tag.delete("orchid", source="users")
    assert api.Tag.get("orchid")["tags"] == ["env:lab", "role:web"]


def test_points_sent_can_be_asked_for_and_bring_their_host_along() -> None:
    now = int(NOW)
    api.Metric.send(metric="page.views", points=[(now - 65, 3), (now - 5, 5)], host="fern", tags=["k:v"], type="count")
    found = api.Metric.query(start=now - 600, end=now, query="sum:page.views{k:v,host:fern}.as_count()")["series"][0]
    assert [value for _, value in found["pointlist"]] == [3.0, 5.0]
    assert found["pointlist"][0][0] == (now - 65) // 5 * 5 * 1000
    assert "page.views" in api.Metric.list(now - 3600)["metrics"]
    assert "fern" in [host["name"] for host in api.Hosts.search()["host_list"]]


def test_a_comment_is_an_event_of_somebody() -> None:
    comment = api.Comment.create(handle="iris@example.com", message="look @iris@example.com")["comment"]
    event = api.Event.get(comment["id"])["event"]
    assert (event["alert_type"], event["handle"], event["title"]) == ("user_update", "iris@example.com", None)
    found = api.Event.query(start=int(NOW) - 60, end=int(NOW) + 60)["events"]
    assert [each["text"] for each in found] == ["look @iris@example.com"]
