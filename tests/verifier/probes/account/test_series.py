from __future__ import annotations

import pytest

from verifier.datadog import CouldNotLook
from verifier.probes.account.series import read_query, read_timeseries


def test_version_1_answers_in_milliseconds_with_its_bucket() -> None:
    body = {
        "status": "ok",
        "series": [
            {
                "metric": "m",
                "scope": "host:fern,env:x",
                "interval": 5,
                "pointlist": [
                    [1_700_000_010_000.0, 2.0],
                    [1_700_000_005_000.0, 1],
                    [1_700_000_015_000.0, None],
                    [3],
                    "x",
                ],
            }
        ],
    }
    (line,) = read_query(body)
    assert line.points == ((1_700_000_005, 1.0), (1_700_000_010, 2.0))
    assert (line.bucket, line.tagged("host"), line.tagged("env"), line.tagged("zone")) == (5, "fern", "x", "")


def test_trouble_may_come_with_status_200() -> None:
    with pytest.raises(CouldNotLook, match="Rule 'scope_expr' didn't match"):
        read_query({"status": "error", "error": "Rule 'scope_expr' didn't match"})


def test_version_2_shares_one_list_of_times() -> None:
    body = {
        "data": {
            "attributes": {
                "series": [{"group_tags": ["host:a"], "query_index": 0}, {"group_tags": ["host:b"], "query_index": 1}],
                "times": [1_700_000_005_000, 1_700_000_010_000],
                "values": [[1, None], [None, 2.5]],
            }
        }
    }
    first, second = read_timeseries(body, ("m", "n"))
    assert (first.metric, first.points) == ("m", ((1_700_000_005, 1.0),))
    assert (second.metric, second.tagged("host"), second.points) == ("n", "b", ((1_700_000_010, 2.5),))


@pytest.mark.parametrize(
    "body",
    [None, {}, {"data": []}, {"data": {"attributes": {"times": None, "values": []}}},
     {"data": {"attributes": {"times": [1], "values": [None, "x"], "series": None}}}],
)  # fmt: skip
def test_odd_answers_hold_no_points(body: object) -> None:
    assert all(not line.points for line in read_timeseries(body, ("m",)))
    assert read_query(body) == ()
