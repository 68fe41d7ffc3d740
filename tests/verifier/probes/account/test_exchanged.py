"""Recordings that somebody else made: written here, in the shape of HTTP recordings."""

from __future__ import annotations

from typing import Any, TypeVar

import pytest
from hypothesis import given

from tests.verifier.probes.account.test_shape import ANYTHING
from verifier.facts.account import (
    AccountEvents,
    AccountFact,
    AccountHosts,
    ActiveMetrics,
    Boards,
    CandidateMetrics,
    Downtimes,
    Keys,
    Monitors,
    Organisation,
    TracedServices,
)
from verifier.probes.account.exchanged import read_exchanges

NOW = 1_700_000_000
Kind = TypeVar("Kind", bound=AccountFact)


def exchange(method: str, path: str, answered: object, *, asked: object = None, status: int = 200) -> dict[str, Any]:
    return {
        "request": {"method": method, "uri": f"https://api.datadoghq.com{path}", "body": asked},
        "response": {"status": status, "headers": {"content-type": "application/json"}, "body": answered},
    }


def fact(kind: type[Kind], *exchanges: dict[str, Any]) -> Kind:
    facts, _ = read_exchanges(exchanges, now=NOW)
    return next(found for found in facts if isinstance(found, kind))


def remarks(*exchanges: dict[str, Any]) -> list[str]:
    return read_exchanges(exchanges, now=NOW)[1]


BOARD = {"id": "abc-def-ghi", "title": "Tide", "layout_type": "ordered", "widgets": []}


def test_a_board_that_was_made_counts_as_seen() -> None:
    made = exchange("POST", "/api/v1/dashboard", BOARD, asked={"title": "Tide"})
    (board,) = fact(Boards, made).items
    assert (board.id, board.title, board.read, board.deleted) == ("abc-def-ghi", "Tide", True, False)


def test_a_board_that_was_deleted_stays_and_says_so() -> None:
    made = exchange("POST", "/api/v1/dashboard", BOARD)
    gone = exchange("DELETE", "/api/v1/dashboard/abc-def-ghi", {"deleted_dashboard_id": "abc-def-ghi"})
    (board,) = fact(Boards, made, gone).items
    assert board.deleted


def test_several_boards_are_deleted_at_once() -> None:
    asked = {"data": [{"id": "abc-def-ghi", "type": "dashboard"}, {"id": "zzz-zzz-zzz", "type": "dashboard"}]}
    gone = exchange("DELETE", "/api/v1/dashboard", "", asked=asked, status=204)
    made = exchange("POST", "/api/v1/dashboard", BOARD)
    assert fact(Boards, made, gone).items[0].deleted
    assert "zzz-zzz-zzz was deleted" in remarks(made, gone)[0]


def test_a_list_takes_nothing_away_from_a_board_that_was_read() -> None:
    made = exchange("POST", "/api/v1/dashboard", BOARD)
    listed = exchange("GET", "/api/v1/dashboard", {"dashboards": [{"id": "abc-def-ghi", "title": "Tide"}]})
    assert fact(Boards, made, listed).items[0].read
    assert not fact(Boards, listed).items[0].read


def test_a_legacy_board_is_known_by_its_new_id_to_its_end() -> None:
    graphs = [{"title": "a", "definition": {"viz": "timeseries", "requests": [{"q": "avg:my_metric{host:fern}"}]}}]
    dash = {"dash": {"id": 14, "new_id": "n3w-n3w-n3w", "title": "Old", "graphs": graphs}, "url": "/dash/14/old"}
    made = exchange("POST", "/api/v1/dash", dash)
    gone = exchange("DELETE", "/api/v1/dash/14", "", status=204)
    (board,) = fact(Boards, made, gone).items
    assert (board.id, board.deleted) == ("n3w-n3w-n3w", True)
    assert board.widgets[0].queries == ("avg:my_metric{host:fern}",)


def test_a_list_of_legacy_boards_has_no_graphs() -> None:
    listed = exchange("GET", "/api/v1/dash", {"dashes": [{"id": "14", "new_id": "n3w-n3w-n3w", "title": "Old"}]})
    (board,) = fact(Boards, listed).items
    assert (board.title, board.read) == ("Old", False)


MONITOR = {"id": 7, "query": "avg(last_5m):avg:my_metric{*} > 800", "options": {"thresholds": {"critical": 800}}}


def test_a_monitor_is_what_it_was_last() -> None:
    made = exchange("POST", "/api/v1/monitor", MONITOR | {"name": "first"})
    put = exchange("PUT", "/api/v1/monitor/7", MONITOR | {"name": "second"})
    gone = exchange("DELETE", "/api/v1/monitor/7", {"deleted_monitor_id": 7})
    (monitor,) = fact(Monitors, made, put, gone).items
    assert (monitor.name, monitor.critical, monitor.deleted) == ("second", 800, True)


def test_a_list_without_pages_is_complete() -> None:
    assert fact(Monitors, exchange("GET", "/api/v1/monitor", [MONITOR])).complete
    assert not fact(Monitors, exchange("GET", "/api/v1/monitor?page=0&page_size=1", [MONITOR])).complete


def test_a_search_gives_summaries() -> None:
    found = {"id": 8, "name": "x", "query": "avg(last_5m):avg:a{*} > 1", "status": "OK"}
    (monitor,) = fact(Monitors, exchange("GET", "/api/v1/monitor/search", {"monitors": [found]})).items
    assert (monitor.id, monitor.read) == (8, False)


def test_downtimes_of_both_versions_are_canceled_by_their_own_id() -> None:
    first = {"id": 5, "uuid": "u-5", "start": NOW, "end": NOW + 60, "timezone": "UTC", "scope": ["*"]}
    second = {"data": {"id": "u-6", "attributes": {"schedule": {"start": "2024-01-01T00:00:00+00:00"}}}}
    exchanges = (
        exchange("POST", "/api/v1/downtime", first),
        exchange("DELETE", "/api/v1/downtime/5", "", status=204),
        exchange("POST", "/api/v2/downtime", second),
        exchange("DELETE", "/api/v2/downtime/u-6", "", status=204),
    )
    assert {(each.id, each.status) for each in fact(Downtimes, *exchanges).items} == {
        ("u-5", "canceled"),
        ("u-6", "canceled"),
    }


def test_tags_are_kept_by_source() -> None:
    path = "/api/v1/tags/hosts/fern?source=users"
    made = exchange("POST", path, {"host": "fern", "tags": []}, asked={"tags": ["a:1", "b"]}, status=201)
    (host,) = fact(AccountHosts, made).items
    assert (host.name, host.tags) == ("fern", (("users", ("a:1", "b")),))
    gone = exchange("DELETE", path, "", status=204)
    assert fact(AccountHosts, made, gone).items[0].tags == ()
    assert remarks(made, gone) == ["The tags of fern were deleted (source users)."]


def test_the_map_of_tags_names_their_hosts() -> None:
    listed = exchange("GET", "/api/v1/tags/hosts", {"tags": {"env:x": ["fern", "moss"], "b": ["fern"], "c": None}})
    assert {host.name: host.tags for host in fact(AccountHosts, listed).items} == {
        "fern": (("", ("env:x", "b")),),
        "moss": (("", ("env:x",)),),
    }


def test_a_list_of_hosts_is_complete_when_it_says_so() -> None:
    body = {"host_list": [{"name": "fern"}], "total_matching": 1}
    assert fact(AccountHosts, exchange("GET", "/api/v1/hosts", body)).complete
    assert not fact(AccountHosts, exchange("GET", "/api/v1/hosts?filter=x", body)).complete
    assert not fact(AccountHosts, exchange("GET", "/api/v1/hosts", body | {"total_matching": 9})).complete


def test_points_of_version_1_keep_the_bucket_that_was_told() -> None:
    line = {"metric": "m", "scope": "host:fern", "interval": 300, "pointlist": [[NOW * 1000, 1.0]]}
    path = f"/api/v1/query?from={NOW - 60}&to={NOW}&query=m%7Bhost%3Afern%7D"
    (points,) = fact(CandidateMetrics, exchange("GET", path, {"status": "ok", "series": [line]})).items
    assert (points.metric, points.host, points.bucket) == ("m", "fern", 300)
    assert (points.begin, points.end, points.points) == (NOW - 60, NOW, ((NOW, 1.0),))


def test_points_of_version_2_take_their_metric_from_the_question() -> None:
    asked = {
        "data": {
            "attributes": {
                "from": (NOW - 60) * 1000,
                "to": NOW * 1000,
                "interval": 5000,
                "queries": [{"data_source": "metrics", "name": "a", "query": "avg:m{host:fern}"}],
                "formulas": [{"formula": "a"}],
            }
        }
    }
    times = [(NOW - 55) * 1000, (NOW - 10) * 1000]
    answered = {"data": {"attributes": {"series": [{"query_index": 0}], "times": times, "values": [[1, 2]]}}}
    asking = exchange("POST", "/api/v2/query/timeseries", answered, asked=asked)
    (points,) = fact(CandidateMetrics, asking).items
    assert (points.metric, points.host, points.bucket, len(points.points)) == ("m", "fern", 5, 2)


def test_a_query_of_something_else_is_no_metric() -> None:
    asked = {"data": {"attributes": {"queries": [{"data_source": "spans", "name": "a", "search": {"query": "*"}}]}}}
    answered = {"data": {"attributes": {"series": [{"query_index": 0}], "times": [NOW * 1000], "values": [[1]]}}}
    asking = exchange("POST", "/api/v2/query/timeseries", answered, asked=asked)
    assert remarks(asking) == ["A query that is not of a metric gave 1 points."]


def test_points_that_were_sent_are_in_no_buckets() -> None:
    old = {"series": [{"metric": "m", "host": "fern", "type": "gauge", "points": [[NOW, 3]]}]}
    new = {"series": [{"metric": "n", "type": 3, "points": [{"timestamp": NOW, "value": 4}],
                       "resources": [{"name": "fern", "type": "host"}]}]}  # fmt: skip
    sent = (
        exchange("POST", "/api/v1/series", {"status": "ok"}, asked=old, status=202),
        exchange("POST", "/api/v2/series", {"errors": []}, asked=new, status=202),
    )
    found = {points.metric: points for points in fact(CandidateMetrics, *sent).items}
    assert {(points.host, points.bucket, points.type) for points in found.values()} == {("fern", 0, "gauge")}


def test_the_type_of_a_metric_joins_its_points() -> None:
    told = exchange("GET", "/api/v1/metrics/m", {"type": "count"})
    line = {"metric": "m", "scope": "host:fern", "interval": 5, "pointlist": [[NOW * 1000, 1.0]]}
    asked = exchange("GET", "/api/v1/query?query=m%7B*%7D", {"status": "ok", "series": [line]})
    assert {points.type for points in fact(CandidateMetrics, told, asked).items} == {"count"}
    assert fact(ActiveMetrics, told).names == ("m",)


def test_traces_are_told_by_spans_lists_and_metrics() -> None:
    span = {"attributes": {"service": "tide", "resource_name": "GET /"}}
    line = {"metric": "trace.flask.request.hits", "tag_set": ["service:tide"], "pointlist": [[NOW * 1000, 5]]}
    counted = {"data": [{"attributes": {"by": {"service": "tide"}, "compute": {"c0": 2}}}]}
    exchanges = (
        exchange("POST", "/api/v2/spans/events/search", {"data": [span]}),
        exchange("GET", "/api/v1/query?query=x", {"status": "ok", "series": [line]}),
        exchange("POST", "/api/v2/spans/analytics/aggregate", counted),
        exchange("GET", "/api/v2/apm/services", {"data": {"attributes": {"services": ["moss"]}}}),
    )
    moss, tide = fact(TracedServices, *exchanges).items
    assert (tide.hits, tide.spans, tide.operations) == (5, 3, ("flask.request",))
    assert moss.name == "moss"


def test_comments_are_events() -> None:
    comment = {"comment": {"id": 9, "message": "look at this @ada@candidate.example", "handle": "ada"}}
    event = {"event": {"id": 9, "text": "look", "alert_type": "user_update", "date_happened": NOW}}
    answers = (exchange("POST", "/api/v1/comments", comment), exchange("GET", "/api/v1/events/9", event))
    (found,) = fact(AccountEvents, *answers).items
    assert (found.text, found.kind, found.at) == ("look", "user_update", NOW)


def test_keys_and_their_owner() -> None:
    user = {"data": {"attributes": {"handle": "ada@candidate.example"}}}
    answers = (
        exchange("GET", "/api/v1/validate", {"valid": True}),
        exchange("GET", "/api/v2/validate_keys", {"status": "ok"}),
        exchange("GET", "/api/v2/current_user", user),
    )
    assert fact(Keys, *answers) == Keys(api_key=True, application_key=True)
    assert fact(Organisation, *answers).site == "datadoghq.com"


@pytest.mark.parametrize(
    ("path", "status", "body", "sentence"),
    [
        ("/api/v1/validate", 403, {"errors": ["API key required"]},
         "Datadog refused the API key (403): API key required"),
        ("/api/v1/monitor/1", 404, {"errors": ["Monitor not found"]},
         "Datadog answered 404 to GET /api/v1/monitor/1: Monitor not found"),
        ("/api/v2/spans/events", 422, {"errors": [{"title": "Generic Error", "detail": "from after to"}]},
         "Datadog answered 422 to GET /api/v2/spans/events: from after to"),
        ("/api/v1/hosts", 403, "<html>no</html>", "Datadog answered 403 to GET /api/v1/hosts."),
        ("/api/v1/notebooks", 200, {}, "Nothing of GET /api/v1/notebooks is judged here."),
        ("/api/v1/query", 200, {"status": "error", "error": "no such scope"},
         "Datadog did not take the query: no such scope"),
        ("/api/v2/spans/events", 200, {"data": []}, "Spans were searched for, and none were found."),
        ("/api/v2/spans/analytics/aggregate", 200,
         {"data": [{"attributes": {"by": {}, "compute": {"c0": [{"value": 2}, {"value": 3}]}}}]},
         "5 spans were counted, of which services it is not told."),
    ],
)  # fmt: skip
def test_what_gives_no_fact_gives_one_sentence(path: str, status: int, body: object, sentence: str) -> None:
    assert remarks(exchange("GET", path, body, status=status)) == [sentence]


def test_a_path_before_the_api_does_not_matter() -> None:
    odd = exchange("GET", "/api/v1/validate", {"valid": True})
    odd["request"]["uri"] = "http://127.0.0.1:8126/site/datadoghq.eu/api/v1/validate"
    assert fact(Keys, odd).api_key


def test_bodies_may_be_text_that_holds_json() -> None:
    told = exchange("GET", "/api/v1/validate", '{"valid": true}')
    boxed = exchange("GET", "/api/v1/validate", {"string": '{"valid": true}'})
    assert fact(Keys, told) == fact(Keys, boxed)


@given(ANYTHING)
def test_no_recording_is_too_odd(value: object) -> None:
    paths = (
        "monitor",
        "monitor/3",
        "dashboard",
        "dash/3",
        "downtime",
        "hosts",
        "tags/hosts/a",
        "query",
        "metrics",
        "events",
    )
    exchanges = [exchange("GET", f"/api/v1/{path}", value) for path in paths]
    exchanges += [exchange("POST", path, value, asked=value) for path in ("/api/v1/series", "/api/v2/query/timeseries")]
    exchanges += [exchange("GET", f"/api/v2/{path}", value) for path in ("downtime", "spans/events", "apm/services")]
    facts, said = read_exchanges([*exchanges, value, {"request": value}, {"request": {}, "response": value}], now=NOW)
    assert isinstance(facts, list)
    assert not [sentence for sentence in said if "could not be read" in sentence]
