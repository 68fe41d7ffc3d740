from __future__ import annotations

from typing import Any

import pytest

from tests.verifier.probes.account.port import NOW, Played, ask, forbidden
from verifier.datadog import CouldNotLook
from verifier.facts import NotLooked, NotThere
from verifier.facts.account import AccountHosts, ActiveMetrics, CandidateMetrics
from verifier.probes.account.hosts import read_hosts
from verifier.probes.account.metrics import METRICS, ask_active, ask_candidates, bucket_of, candidates
from verifier.probes.account.series import QUERY, TIMESERIES, Series

QUARTER = NOW // 300 * 300


@pytest.mark.parametrize(
    "name",
    [
        "my_metrics", "my.metric", "my_metric.count", "mymetric.sending", "customCheck.my_metric", "Up_Down.my_metric",
        "MY_METRIC", "my_mertic", "my_metirc", "my_metrc",
    ],
)  # fmt: skip
def test_a_name_that_was_meant_is_found(name: str) -> None:
    assert candidates(["system.cpu.idle", name], ("my_metric",)) == (name,)


@pytest.mark.parametrize("name", ["hello.world", "system.my_metric", "mysql.net.connections", "custom.metric", ""])
def test_another_name_is_left_alone(name: str) -> None:
    assert candidates([name], ("my_metric",)) == ()


def test_the_right_name_hides_the_close_ones() -> None:
    assert candidates(["my_metrics", "my_metric"], ("my_metric",)) == ("my_metric",)


def test_the_closest_name_comes_first() -> None:
    assert candidates(["my_metric.count", "My-Metric"], ("my_metric",)) == ("My-Metric", "my_metric.count")


def test_the_active_metrics_are_listed() -> None:
    told = ask_active(ask({METRICS: {"from": "1", "metrics": ["b", "a", 3, "a"]}}))[ActiveMetrics]
    assert told == ActiveMetrics(("a", "b"), "", NOW - 7 * 86_400)


def coarse(*hosts: str, last: int = QUARTER) -> dict[str, Any]:
    series = [
        {"metric": "my_metric", "scope": f"host:{host}", "tag_set": [f"host:{host}"], "interval": 3600,
         "pointlist": [[(last - 3600) * 1000, 5.0], [last * 1000, 7.0]]}
        for host in hosts
    ]  # fmt: skip
    return {"status": "ok", "series": series}


def fine(every: int, phase: int = 0) -> Any:
    """Version 2: one point every so many seconds, in the buckets that were wished for."""

    def answer(params: dict[str, Any]) -> object:
        asked = params["body"]["data"]["attributes"]
        begin, end, bucket = asked["from"] // 1000, asked["to"] // 1000, asked["interval"] // 1000
        times = [at // bucket * bucket * 1000 for at in range(begin - begin % every + phase, end, every) if at >= begin]
        series = [{"group_tags": [], "query_index": 0, "unit": None}]
        return {"data": {"attributes": {"series": series, "times": times, "values": [[1.0 for _ in times]]}}}

    return answer


KNOWN = {ActiveMetrics: ActiveMetrics(("my_metric",), "", 0)}


def told(answers: dict[str, Any], **more: Any) -> object:
    asking = ask({f"{METRICS}/my_metric": {"type": "gauge"}} | answers, **{"known": KNOWN, **more})
    return ask_candidates(asking)[CandidateMetrics]


def test_the_points_of_the_last_hours_come_in_five_second_buckets() -> None:
    found = told({QUERY: coarse("fern"), TIMESERIES: fine(45, phase=10)})
    assert isinstance(found, CandidateMetrics)
    (points,) = found.items
    assert (points.metric, points.host, points.bucket, points.type) == ("my_metric", "fern", 5, "gauge")
    gaps = {later - earlier for (earlier, _), (later, _) in zip(points.points, points.points[1:], strict=False)}
    assert gaps == {45}
    assert points.end - points.begin == 4 * 3600


def test_times_that_could_be_of_coarse_buckets_are_asked_again_where_the_bucket_is_told() -> None:
    """A point a minute, on the minute: version 2 does not say whether that is the metric or the bucket."""

    def query(params: dict[str, Any]) -> object:
        if "by {host}" in params["query"]:
            return coarse("fern")
        begin, end = params["from"], params["to"]
        pairs = [[at * 1000, 1.0] for at in range(begin - begin % 60 + 60, end, 60)]
        return {"status": "ok", "series": [{"metric": "my_metric", "interval": 5, "pointlist": pairs}]}

    found = told({QUERY: query, TIMESERIES: fine(60)})
    assert isinstance(found, CandidateMetrics)
    (points,) = found.items
    assert (points.bucket, points.end - points.begin) == (5, 2400)


def test_the_points_are_those_of_when_the_machine_was_last_heard() -> None:
    last = QUARTER - 3 * 86_400
    found = told({QUERY: coarse("fern", last=last), TIMESERIES: fine(45, phase=10)})
    assert isinstance(found, CandidateMetrics)
    assert found.items[0].end == last + 3600


def test_the_named_host_comes_before_the_others() -> None:
    hosts = AccountHosts(read_hosts({"host_list": [{"name": "z", "aliases": ["i-0z"]}]}), True, NOW)
    found = told(
        {QUERY: coarse("a", "b", "c", "z"), TIMESERIES: fine(45, phase=10)},
        hosts=("I-0Z",),
        known={**KNOWN, AccountHosts: hosts},
    )
    assert isinstance(found, CandidateMetrics)
    assert found.items[0].host == "z"
    assert len(found.items) == 3


def test_a_metric_without_points_is_told_as_such() -> None:
    found = told({QUERY: {"status": "ok", "series": []}})
    assert isinstance(found, CandidateMetrics)
    assert (found.items[0].points, found.items[0].type) == ((), "gauge")


def test_no_metric_of_that_name_is_told() -> None:
    known = {ActiveMetrics: ActiveMetrics(("system.cpu.idle",), "", 0)}
    assert isinstance(told({}, known=known), NotThere)


def test_without_the_list_the_wanted_name_is_asked_for_directly() -> None:
    known = {ActiveMetrics: NotLooked("The application key lacks metrics_read.")}
    answers = {QUERY: coarse("fern"), TIMESERIES: fine(45, phase=10), f"{METRICS}/my_metric": forbidden("metrics_read")}
    asking = ask(answers, known=known)
    found = ask_candidates(asking)[CandidateMetrics]
    assert isinstance(found, CandidateMetrics)
    assert found.items[0].type == ""
    assert asking.missing == ["the type of my_metric is not known: The application key lacks metrics_read."]


def test_a_query_that_may_not_be_asked_ends_the_question() -> None:
    with pytest.raises(CouldNotLook, match="timeseries_query"):
        told({QUERY: forbidden("timeseries_query")})


def test_trouble_with_version_2_falls_back_to_version_1() -> None:
    def query(params: dict[str, Any]) -> object:
        if "by {host}" in params["query"]:
            return coarse("fern")
        pairs = [[at * 1000, 1.0] for at in range(params["from"], params["to"], 45)]
        return {"status": "ok", "series": [{"metric": "my_metric", "interval": 5, "pointlist": pairs}]}

    found = told({QUERY: query, TIMESERIES: CouldNotLook("Bad request.", status=400)})
    assert isinstance(found, CandidateMetrics)
    assert found.items[0].bucket == 5


@pytest.mark.parametrize(
    ("times", "bucket"),
    [((45, 90, 135), 5), ((15, 30), 5), ((5, 10), 5), ((20, 40, 80), 20), ((60, 120), 60), ((1, 3), 1), ((), 0)],
)
def test_the_times_give_the_bucket_away(times: tuple[int, ...], bucket: int) -> None:
    assert bucket_of([Series("m", (), 0, tuple((at, 1.0) for at in times))]) == bucket


def test_only_searches_of_the_right_window_are_sent() -> None:
    asking = ask({f"{METRICS}/my_metric": {}, QUERY: coarse("fern"), TIMESERIES: fine(45, phase=10)}, known=KNOWN)
    ask_candidates(asking)
    assert isinstance(asking.port, Played)
    bodies = [params["body"]["data"]["attributes"] for path, params in asking.port.asked if path == TIMESERIES]
    assert len(bodies) == 4
    assert {body["queries"][0]["query"] for body in bodies} == {"avg:my_metric{host:fern}"}
    assert all(body["to"] - body["from"] == 3_600_000 and body["interval"] == 5000 for body in bodies)
