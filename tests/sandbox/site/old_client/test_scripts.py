"""Monitors, downtimes, tags, points and comments, as candidates' scripts write them with the old Python client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from datadog import api
from datadog.api.exceptions import ApiError

from tests.sandbox.site.asking import ask
from tests.sandbox.site.seeds import NOW

pytestmark = pytest.mark.usefixtures("old_client")
QUERY = "avg(last_5m):avg:my_metric{host:orchid} by {host} > 800"
THRESHOLDS = {"critical": 800, "warning": 500}


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


def test_a_comment_is_changed_and_deleted_as_the_event_that_it_is(base: str) -> None:
    """The client of today's PyPI can no longer delete one; older ones could."""
    first = api.Comment.create(handle="iris@example.com", message="look")["comment"]
    reply = api.Comment.create(message="seen", related_event_id=first["id"])["comment"]
    assert (reply["handle"], reply["related_event_id"]) == ("iris@example.com", str(first["id"]))
    changed = api.Comment.update(first["id"], message="look again @iris@example.com")["comment"]
    assert changed["message"] == api.Event.get(first["id"])["event"]["text"] == "look again @iris@example.com"
    assert ask(base, "DELETE", f"/api/v1/comments/{reply['id']}").body == {}
    with pytest.raises(ApiError, match="No event matches that event_id"):
        api.Event.get(reply["id"])
    with pytest.raises(ApiError, match="Comment not found"):
        api.Comment.update(reply["id"], message="gone")


def test_an_event_takes_the_host_of_the_script_along(old_client: Callable[..., None]) -> None:
    old_client(host_name="orchid")
    made = api.Event.create(title="t", text="x", tags=["a:b"], alert_type="success")
    assert (made["status"], made["event"]["tags"]) == ("ok", ["a:b"])
    event = api.Event.get(made["event"]["id"])["event"]
    assert (event["host"], event["alert_type"]) == ("orchid", "success")
    assert event["tags"] == ["a:b", "env:lab", "role:web", "typed:here"]
    found = api.Event.query(start=NOW - 60, end=NOW + 60, tags=["a:b", "env:lab"], priority="normal")["events"]
    assert [each["id"] for each in found] == [made["event"]["id"]]


def test_a_monitor_is_muted_by_scope_and_what_is_not_muted_is_refused() -> None:
    assert api.Monitor.mute(1234, scope="host:orchid", end=int(NOW) + 60)["options"]["silenced"] == {
        "host:orchid": int(NOW) + 60
    }
    assert api.Monitor.mute(1234)["options"]["silenced"] == {"host:orchid": int(NOW) + 60, "*": None}
    assert api.Monitor.unmute(1234, scope="host:orchid")["options"]["silenced"] == {"*": None}
    with pytest.raises(ApiError, match='query alert "my_metric is high" is already unmuted on host:orchid'):
        api.Monitor.unmute(1234, scope="host:orchid")
    assert api.Monitor.unmute(1234, all_scopes=True)["options"]["silenced"] == {}


def test_muting_everything_is_a_downtime_of_everything() -> None:
    made = api.Monitor.mute_all()
    assert (made["scope"], made["monitor_tags"], made["end"], made["active"]) == (["*"], ["*"], None, True)
    assert api.Downtime.get(made["id"])["status"] == "active"
    assert [each["id"] for each in api.Monitor.get(1234, with_downtimes="true")["matching_downtimes"]] == [made["id"]]
    for _ in range(2):  # the second time there is nothing to do
        assert api.Monitor.unmute_all() is None
    assert api.Downtime.get(made["id"])["status"] == "canceled"


def test_monitors_are_listed_changed_searched_by_group_and_deleted() -> None:
    made = api.Monitor.create(type="metric alert", query=QUERY, name="second", tags=["team:lab"])
    assert [each["id"] for each in api.Monitor.get_all(monitor_tags=["team:lab"])] == [made["id"]]
    assert [each["id"] for each in api.Monitor.get_all(name="my_metric", group_states=["all"])] == [1234]
    groups = api.Monitor.search_groups(query="my_metric")["groups"]
    assert [(group["group"], group["status"]) for group in groups] == [("host:orchid", "Alert")]
    assert api.Monitor.update(made["id"], name="renamed")["name"] == "renamed"
    assert api.Monitor.delete(made["id"]) == {"deleted_monitor_id": made["id"]}


def test_whether_a_monitor_may_be_deleted_is_an_error_to_this_client_whatever_the_answer(
    old_client: Callable[..., None],
) -> None:
    """The key `errors` alone makes an answer an error, and it is there, as null, in a good one too."""
    told = {"data": {"ok": [1234]}, "errors": None}
    with pytest.raises(ApiError) as refusal:
        api.Monitor.can_delete(monitor_ids=[1234])
    assert refusal.value.args[0] == told
    old_client(mute=True)
    assert api.Monitor.can_delete(monitor_ids=[1234]) == told


def test_downtimes_are_changed_listed_and_canceled_by_scope() -> None:
    made = api.Downtime.create(scope="env:lab", start=int(NOW), end=int(NOW) + 60, monitor_tags=["team:lab"])
    changed = api.Downtime.update(made["id"], scope="env:lab,host:orchid", message="quiet", end=int(NOW) + 600)
    assert (changed["scope"], changed["message"]) == (["env:lab", "host:orchid"], "quiet")
    other = api.Downtime.create(scope="role:web", start=int(NOW) + 60)
    assert [each["id"] for each in api.Downtime.get_all()] == [made["id"], other["id"]]
    assert [each["id"] for each in api.Downtime.get_all(current_only="true")] == [made["id"]]
    assert api.Downtime.cancel_downtime_by_scope(scope="role:web") == {"cancelled_ids": [other["id"]]}


def test_a_host_is_muted_and_counted() -> None:
    assert api.Host.mute("orchid", end=int(NOW) + 60, message="quiet")["action"] == "Muted"
    assert api.Hosts.search(filter="orchid")["host_list"][0]["is_muted"] is True
    with pytest.raises(ApiError, match="already muted"):
        api.Host.mute("orchid", end=int(NOW) + 120)
    assert api.Host.mute("orchid", end=int(NOW) + 120, override=True)["end"] == int(NOW) + 120
    assert api.Host.unmute("orchid")["action"] == "Unmuted"
    assert api.Hosts.totals() == {"total_up": 1, "total_active": 1}
    assert api.Infrastructure.search(q="hosts:orch") == {"results": {"hosts": ["orchid"]}}


@pytest.mark.parametrize(
    "sent",
    [
        {"metric": "sent", "points": 3},
        {"metric": "sent", "points": (NOW - 5, 3)},
        {"metric": "sent", "points": [(NOW - 5, 3)], "type": "gauge"},
        {"metrics": [{"metric": "sent", "points": (NOW - 5, 3)}, {"metric": "other", "points": (NOW - 5, 1)}]},
        {"metric": "sent", "points": (NOW - 5, 3), "compress_payload": True},
    ],
    ids=["a number", "a pair", "pairs", "several metrics", "compressed"],
)
def test_points_are_taken_in_every_form(sent: dict[str, Any], old_client: Callable[..., None]) -> None:
    """A number alone has the time of the machine that sends it."""
    old_client(host_name="orchid")
    assert api.Metric.send(**sent) == {"status": "ok"}
    start, end = (0, 2**31) if sent.get("points") == 3 else (int(NOW) - 60, int(NOW))
    found = api.Metric.query(start=start, end=end, query="avg:sent{env:lab} by {host}")["series"]
    assert [(each["scope"], [value for _, value in each["pointlist"]]) for each in found] == [("host:orchid", [3.0])]


def test_what_is_said_of_a_metric_and_a_service_check() -> None:
    assert api.Metadata.update("my_metric", unit="byte", description="mine")["unit"] == "byte"
    assert api.Metadata.get("my_metric")["description"] == "mine"
    check = {"check": "app.ok", "host_name": "orchid", "status": api.constants.CheckStatus.OK, "tags": ["env:lab"]}
    assert api.ServiceCheck.check(**check) == {"status": "ok"}


def test_tags_of_all_hosts_and_a_source_of_ones_own() -> None:
    assert api.Tag.create("orchid", tags=["rack:3"], source="chef")["host"] == "orchid"
    assert api.Tag.get_all(source="chef")["tags"] == {"rack:3": ["orchid"]}
    assert api.Tag.update("orchid", tags=["rack:4"], source="chef")["tags"] == ["rack:4"]
    assert api.Hosts.search(filter="rack:4")["host_list"][0]["tags_by_source"]["chef"] == ["rack:4"]
    assert api.Tag.delete("orchid", source="chef") is None
    assert api.Tag.get("orchid", source="chef") == {"tags": []}
