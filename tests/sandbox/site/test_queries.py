"""Points as a reader gets them: units of time, widths of buckets, both kinds of error."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from sandbox.site import running
from tests.sandbox.site.asking import Answer, ask
from tests.sandbox.site.seeds import NOW, trial


def query(base: str, text: str, *, seconds: int = 1200) -> Answer:
    return ask(base, "GET", f"/api/v1/query?from={int(NOW) - seconds}&to={int(NOW)}&query={quote(text)}")


def timeseries(base: str, named: dict[str, str], **attributes: Any) -> Answer:
    listed = [{"data_source": "metrics", "name": name, "query": text} for name, text in named.items()]
    window = {"from": (int(NOW) - 3600) * 1000, "to": int(NOW) * 1000}
    body = {"data": {"type": "timeseries_request", "attributes": {"queries": listed, **window, **attributes}}}
    return ask(base, "POST", "/api/v2/query/timeseries", body)


def series(answer: Answer) -> dict[str, Any]:
    assert answer.status == 200, answer.text
    found: dict[str, Any] = answer.body["series"][0]
    return found


@pytest.mark.parametrize(("seconds", "width"), [(1200, 5), (3600, 20), (4 * 3600, 60), (86400, 300), (7 * 86400, 3600)])
def test_the_width_of_a_bucket_depends_on_the_window(base: str, seconds: int, width: int) -> None:
    found = series(query(base, "avg:my_metric{host:orchid}", seconds=seconds))
    assert found["interval"] == width
    assert all(at % (width * 1000) == 0 for at, _ in found["pointlist"])


def test_seconds_go_in_and_milliseconds_come_out(base: str) -> None:
    body = query(base, "avg:my_metric{host:orchid}").body
    assert (body["from_date"], body["to_date"]) == ((int(NOW) - 1200) * 1000, int(NOW) * 1000)
    found = body["series"][0]
    assert found["start"] == found["pointlist"][0][0]
    assert found["end"] == found["pointlist"][-1][0] + found["interval"] * 1000 - 1000
    assert found["length"] == len(found["pointlist"])
    assert found["scope"] == "host:orchid"


def test_twenty_second_buckets_blur_a_cadence_of_45_seconds(base: str) -> None:
    points = series(query(base, "avg:my_metric{host:orchid}", seconds=3600))["pointlist"]
    gaps = {int(b[0] - a[0]) // 1000 for a, b in pairwise(points)}
    assert gaps == {40, 60}


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("avg:my_metric", 400, "Rule 'scope_expr' didn't match"),
        ("avg:my_metric{", 400, "Error parsing query"),
        ("avg:my_metric{}", 400, "Error parsing query"),
        ("anomalies(avg:my_metric{*}, basic, 2)", 400, "didn't match at ', 2)'"),
        ("frobnicate(avg:my_metric{*})", 200, "unknown function frobnicate"),
        ("avg:my_metric{*}.rollup(median, 60)", 200, "unknown rollup method"),
    ],
)
def test_a_query_that_makes_no_sense(base: str, text: str, status: int, words: str) -> None:
    answer = query(base, text)
    assert answer.status == status
    if status == 200:
        assert answer.body["status"] == "error"
        assert words in answer.body["error"]
    else:
        assert words in answer.errors[0]


def test_no_data_is_an_empty_list(base: str) -> None:
    body = query(base, "avg:never.sent{*}").body
    assert (body["status"], body["series"]) == ("ok", [])


def test_a_unit_is_spelled_out_and_a_missing_one_is_null(base: str) -> None:
    assert series(query(base, "avg:my_metric{*}"))["unit"] is None
    assert series(query(base, "avg:system.cpu.user{*}"))["unit"][0]["name"] == "percent"


def test_groups_have_a_series_each(base: str) -> None:
    found = query(base, "sum:trace.flask.request.hits{*} by {resource_name}.as_count()").body["series"]
    assert [each["scope"] for each in found] == ["resource_name:get_/", "resource_name:get_/api/apm"]
    assert found[0]["tag_set"] == ["resource_name:get_/"]


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        ("*", True),
        ("host:orchid", True),
        ("host:other", False),
        ("env:lab,role:web", True),
        ("env:lab AND role:web", True),
        ("env:prod OR role:web", True),
        ("!role:web", False),
        ("role IN (db, web)", True),
        ("host:orch*", True),
        ("typed:here", True),
        ("$host", True),
    ],
)
def test_points_carry_the_tags_of_their_host(base: str, scope: str, found: bool) -> None:
    assert bool(query(base, f"avg:my_metric{{{scope}}}").body["series"]) is found


def test_a_rollup_counts_the_raw_points_of_an_hour(base: str) -> None:
    points = series(query(base, "avg:my_metric{host:orchid}.rollup(count, 3600)", seconds=4 * 3600))["pointlist"]
    assert {value for _, value in points[1:-1]} == {80.0}
    assert {at % 3_600_000 for at, _ in points} == {0}


def test_a_rollup_smaller_than_possible_is_raised(base: str) -> None:
    found = series(query(base, "avg:my_metric{host:orchid}.rollup(avg, 1)", seconds=86400))
    assert found["interval"] == 60


def test_arithmetic_and_functions(base: str) -> None:
    plain = series(query(base, "avg:my_metric{host:orchid}"))["pointlist"]
    doubled = series(query(base, "2 * avg:my_metric{host:orchid} + 1"))["pointlist"]
    assert doubled == [[at, 2 * value + 1] for at, value in plain]
    both = series(query(base, "avg:my_metric{host:orchid} / avg:my_metric{*}"))["pointlist"]
    assert {value for _, value in both} <= {1.0}
    assert series(query(base, "anomalies(avg:my_metric{host:orchid}, 'basic', 2)"))["pointlist"] == plain


def test_version_2_honours_the_interval_and_shares_its_times(base: str) -> None:
    answer = timeseries(
        base,
        {"a": "avg:my_metric{host:orchid}", "b": "avg:system.cpu.user{*}"},
        formulas=[{"formula": "a"}, {"formula": "b"}],
        interval=5000,
    )
    assert answer.headers["content-type"].startswith("application/vnd.api+json")
    found = answer.body["data"]["attributes"]
    assert [each["query_index"] for each in found["series"]] == [0, 1]
    assert all(len(values) == len(found["times"]) for values in found["values"])
    own = [at for at, value in zip(found["times"], found["values"][0], strict=True) if value is not None]
    assert {b - a for a, b in pairwise(own)} == {45_000}
    assert None in found["values"][0]


def test_functions_may_sit_in_the_formula_only(base: str) -> None:
    answer = timeseries(base, {"a": "avg:my_metric{*}"}, formulas=[{"formula": "anomalies(a, 'basic', 2)"}])
    assert len(answer.body["data"]["attributes"]["series"]) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"queries": [{"name": "a", "query": "avg:my_metric{*}"}]},
        {"queries": []},
        {"formulas": [{"formula": "a + unknown"}]},
        {"formulas": [{"formula": "frobnicate(a)"}]},
        {"from": None},
    ],
    ids=["no data source", "no query", "unknown name", "unknown function", "no from"],
)
def test_version_2_refuses(base: str, change: dict[str, Any]) -> None:
    answer = timeseries(base, {"a": "avg:my_metric{*}"}, **change)
    assert answer.status == 400
    assert isinstance(answer.errors[0], str)


def test_a_scalar_is_one_number_for_each_group(base: str) -> None:
    attributes = {
        "from": (int(NOW) - 600) * 1000,
        "to": int(NOW) * 1000,
        "queries": [{"data_source": "metrics", "name": "a", "query": "avg:my_metric{*} by {host}"}],
        "formulas": [{"formula": "a"}],
    }
    body = {"data": {"type": "scalar_request", "attributes": attributes}}
    group, number = ask(base, "POST", "/api/v2/query/scalar", body).body["data"]["attributes"]["columns"]
    assert (group["name"], group["values"]) == ("host", [["orchid"]])
    assert 0 <= number["values"][0] <= 1000


POINTS = [[f"now-{minutes}m", value] for minutes, value in ((50, 1), (30, 2), (10, 6))]
GIVEN = [
    {"metric": "given", "host": host, "points": [[at, value * factor] for at, value in POINTS]}
    for host, factor in (("orchid", 1), ("gone", 10))
]


@pytest.fixture
def given(tmp_path: Path) -> Iterator[str]:
    with running([trial(series=GIVEN)], state_dir=tmp_path, now=lambda: NOW) as url:
        yield url


def scalar(base: str, *queries: tuple[str, str], **attributes: Any) -> Answer:
    listed = [
        {"data_source": "metrics", "name": name, "query": text, "aggregator": aggregator}
        for (text, aggregator), name in zip(queries, "abc", strict=False)
    ]
    window = {"from": (int(NOW) - 3600) * 1000, "to": int(NOW) * 1000}
    body = {"data": {"type": "scalar_request", "attributes": {"queries": listed, **window, **attributes}}}
    return ask(base, "POST", "/api/v2/query/scalar", body)


@pytest.mark.parametrize(
    ("aggregator", "value"), [("avg", 3), ("mean", 3), ("sum", 9), ("min", 1), ("max", 6), ("last", 6)]
)
def test_a_scalar_is_the_points_reduced_as_the_query_says(given: str, aggregator: str, value: float) -> None:
    (column,) = scalar(given, ("avg:given{host:orchid}", aggregator)).body["data"]["attributes"]["columns"]
    assert (column["name"], column["type"], column["values"]) == ("a", "number", [value])


def columns_of(answer: Answer) -> dict[str, Any]:
    return {column["name"]: column["values"] for column in answer.body["data"]["attributes"]["columns"]}


def test_scalars_of_groups_stand_in_rows_with_null_where_a_query_has_none(given: str) -> None:
    found = scalar(given, ("avg:given{*} by {host}", "max"), ("avg:given{host:gone} by {host}", "min"))
    assert columns_of(found) == {"host": [["gone"], ["orchid"]], "a": [60, 6], "b": [10, None]}


def test_a_scalar_of_nothing_is_an_empty_column(given: str) -> None:
    """As recorded."""
    (column,) = scalar(given, ("avg:never.sent{*}", "avg")).body["data"]["attributes"]["columns"]
    assert column == {"name": "a", "type": "number", "values": [], "meta": {"unit": None}}


@pytest.mark.parametrize(
    ("limit", "rows"),
    [
        ({"count": 1, "order": "desc"}, [["gone"]]),
        ({"count": 1, "order": "asc"}, [["orchid"]]),
        ({"count": 10, "order": "desc"}, [["gone"], ["orchid"]]),
    ],
)
def test_a_formula_may_limit_the_rows(given: str, limit: dict[str, Any], rows: list[list[str]]) -> None:
    found = scalar(given, ("avg:given{*} by {host}", "max"), formulas=[{"formula": "a / 2", "limit": limit}])
    assert columns_of(found)["host"] == rows


@pytest.mark.parametrize("change", [{"formulas": [{}]}, {"formulas": ["a"]}, {"formulas": [{"formula": "z"}]}])
def test_scalars_that_are_refused(given: str, change: dict[str, Any]) -> None:
    assert scalar(given, ("avg:given{*}", "avg"), **change).status == 400
    assert scalar(given, ("avg:given{*}", "loudest")).status == 400
