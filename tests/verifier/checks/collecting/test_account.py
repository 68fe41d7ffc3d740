from __future__ import annotations

from itertools import accumulate
from typing import Any

import pytest

from tests.verifier.checks.account_made import NOW, host, points
from verifier.checks.collecting.account import (
    account_receives_database_metrics,
    account_receives_the_metric,
    account_sees_points_every,
    account_sees_tags_from_the_agent,
    account_values_lie_within,
)
from verifier.facts.account import ActiveMetrics, MetricPoints
from verifier.facts.base import NotThere
from verifier.verdicts import Outcome

PASS, FAIL, ABSENT, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.ABSENT, Outcome.UNKNOWN
KINDS = ("mysql", "postgresql", "mongodb")


@pytest.mark.parametrize(
    ("tags", "outcome"),
    [
        ((("Datadog", ("env:trial", "host:fern")),), PASS),
        ((("datadog", ("interview",)),), PASS),
        ((("Datadog", ("host:tide", "host:fern")),), PASS),
        ((("Datadog", ("host:fern",)), ("Users", ("typed",))), FAIL),
        ((("Datadog", ("host:fern", "host:i-0fern")),), ABSENT),
        ((), ABSENT),
        ((("Datadog", ("env:trial_team:tide", "host:fern")),), FAIL),
        ((("Datadog", ("env:trial_team:tide", "role:web")),), PASS),
    ],
    ids=["two", "keyless", "another host value", "typed", "its own names", "none", "joined", "joined and another"],
)
def test_account_sees_tags_from_the_agent(tags: Any, outcome: Outcome) -> None:
    assert account_sees_tags_from_the_agent(host(tags=tags), minimum=1).outcome == outcome


def test_fewer_tags_than_asked_fail() -> None:
    assert account_sees_tags_from_the_agent(host(), minimum=3).outcome == FAIL


BROKEN = (("mysql", "ERROR", "Access denied"), ("ntp", "OK", ""))


@pytest.mark.parametrize(
    ("names", "checks", "outcome"),
    [
        (("mysql.net.connections",), (), PASS),
        (("postgresql.rows_returned",), (), PASS),
        (("mongodb.uptime",), (), PASS),
        (("mysql.net.connections",), BROKEN, PASS),
        ((), BROKEN, FAIL),
        ((), (("mongo", "ERROR", "refused"),), FAIL),
        (("sqlserver.stats.connections",), (), FAIL),
        (("mysqlx.y", "my.mysql.z", "system.cpu.idle"), (), ABSENT),
        ((), (), ABSENT),
    ],
)
def test_account_receives_database_metrics(names: tuple[str, ...], checks: Any, outcome: Outcome) -> None:
    found = account_receives_database_metrics(ActiveMetrics(names, "", 0), host(agent_checks=checks), kinds=KINDS)
    assert found.outcome == outcome


def test_an_error_of_the_check_is_a_note_where_metrics_came() -> None:
    active = ActiveMetrics(("mysql.net.connections",), "", 0)
    assert "Access denied" in account_receives_database_metrics(active, host(agent_checks=BROKEN), kinds=KINDS).note
    assert account_receives_database_metrics(active, NotThere("no host"), kinds=KINDS).outcome == PASS


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({}, PASS),
        ({"type": ""}, PASS),
        ({"type": "count"}, FAIL),
        ({"metric": "my_metrics"}, FAIL),
        ({"metric": "MY_METRIC"}, FAIL),
        ({"points": ()}, ABSENT),
    ],
)
def test_account_receives_the_metric(more: dict[str, Any], outcome: Outcome) -> None:
    assert account_receives_the_metric(points(**more), metric="my_metric", type="gauge").outcome == outcome


def test_a_type_that_is_not_told_is_said() -> None:
    assert "gauge" in account_receives_the_metric(points(type=""), metric="my_metric", type="gauge").note


def with_values(*values: float) -> MetricPoints:
    return points(points=tuple((NOW + 45 * place, value) for place, value in enumerate(values)))


@pytest.mark.parametrize(
    ("made", "outcome"),
    [
        (points(), PASS),
        (with_values(*[1.0, 999.0] * 10), PASS),
        (with_values(*[0.5, 1000.0] * 10), PASS),
        (with_values(*[1.0, 1001.0] * 10), FAIL),
        (with_values(*[-1.0, 5.0] * 10), FAIL),
        (with_values(*[7.0] * 20), FAIL),
        (with_values(1.0, 2.0), UNKNOWN),
        (with_values(1.0, 2000.0), FAIL),
        (with_values(), ABSENT),
    ],
    ids=["all", "1 to 999", "floats", "beyond", "below", "flat", "few", "few and beyond", "none"],
)
def test_account_values_lie_within(made: MetricPoints, outcome: Outcome) -> None:
    assert account_values_lie_within(made, host(), low=0, high=1000, minimum_points=20).outcome == outcome


def with_gaps(*gaps: int, **more: Any) -> MetricPoints:
    times = accumulate(gaps, initial=NOW)
    return points(points=tuple((at, 1.0) for at in times), **more)


@pytest.mark.parametrize(
    ("made", "outcome"),
    [
        (with_gaps(*[45] * 30), PASS),
        (with_gaps(*[40, 50] * 15), PASS),
        (with_gaps(*[45] * 10, 4000, *[45] * 10), PASS),
        (with_gaps(*[15] * 200, *[45] * 60), PASS),
        (with_gaps(*[15] * 30), FAIL),
        (with_gaps(*[30] * 30), FAIL),
        (with_gaps(*[60] * 30), FAIL),
        (with_gaps(*[51] * 30), FAIL),
        (with_gaps(*[45] * 60, *[15] * 60), FAIL),
        (with_gaps(*[45] * 19), UNKNOWN),
        (with_gaps(*[45] * 19, 4000), UNKNOWN),
        (with_gaps(), UNKNOWN),
        (points(points=()), ABSENT),
        (with_gaps(*[40, 60] * 15, bucket=20), UNKNOWN),
        (with_gaps(*[45] * 30, bucket=0), UNKNOWN),
    ],
    ids=[
        "45", "40 and 50", "a pause", "corrected", "15", "30", "60", "51", "spoilt", "19 gaps", "19 and a pause",
        "one point", "no points", "coarse buckets", "no buckets",
    ],
)  # fmt: skip
def test_account_sees_points_every(made: MetricPoints, outcome: Outcome) -> None:
    found = account_sees_points_every(made, host(), seconds=45, tolerance_seconds=5, minimum_gaps=20)
    assert found.outcome == outcome


@pytest.mark.parametrize("turns", [(30, 60), (15, 75), (20, 45, 70)])
def test_a_median_that_no_interval_has_is_no_cadence(turns: tuple[int, ...]) -> None:
    found = account_sees_points_every(with_gaps(*turns * 30), host(), seconds=45, tolerance_seconds=5, minimum_gaps=20)
    assert found.outcome == FAIL


def test_too_few_points_are_waited_for() -> None:
    found = account_sees_points_every(with_gaps(*[45] * 15), host(), seconds=45, tolerance_seconds=5, minimum_gaps=20)
    assert found.wait_seconds == 5 * 45
    assert found.reason == "15 of 20 intervals between points so far."


@pytest.mark.parametrize("silent", [3600, 9 * 3600])
def test_points_that_a_sleeping_machine_does_not_send_are_waited_for_and_that_is_said(silent: int) -> None:
    asleep = host(name="fern", last_reported=NOW - silent)
    every = account_sees_points_every(with_gaps(*[45] * 15), asleep, seconds=45, tolerance_seconds=5, minimum_gaps=20)
    within = account_values_lie_within(with_values(1.0, 2.0), asleep, low=0, high=1000, minimum_points=20)
    assert every.wait_seconds and within.wait_seconds
    assert (
        within.reason
        == f"2 of 20 values so far. Last heard from fern {silent // 3600} h ago: start the machine and its Agent."
    )


def test_without_the_host_it_is_only_waited_for() -> None:
    found = account_values_lie_within(with_values(1.0), NotThere("No host."), low=0, high=1000, minimum_points=20)
    assert (found.reason, found.wait_seconds) == ("1 of 20 values so far.", 19 * 60)
