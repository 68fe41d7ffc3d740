from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.verifier.checks.account_made import board, boards, host, metric
from verifier.checks.visualizing.account import (
    account_board_has_a_database_anomaly,
    account_board_shows_the_metric_of_the_host,
    account_board_sums_the_metric,
    account_board_was_made_by_the_script,
)
from verifier.facts.account import Board, TemplateVariable
from verifier.facts.base import NotLooked, NotThere
from verifier.facts.linked import BoardScript, BoardScripts
from verifier.verdicts import Finding, Outcome

PASS, FAIL, ABSENT, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.ABSENT, Outcome.UNKNOWN
KINDS = ("mysql", "postgresql", "mongodb")
PLAIN = "avg:my_metric{host:fern}"


def variable(*defaults: str, prefix: str = "host") -> tuple[TemplateVariable, ...]:
    return (TemplateVariable("host", prefix, defaults[0] if defaults else "", defaults),)


def of_the_host(judged: Board, *, grouping: str = "no") -> Finding:
    everything = boards(judged)
    return account_board_shows_the_metric_of_the_host(judged, everything, host(), metric(), grouping=grouping)


@pytest.mark.parametrize(
    ("judged", "outcome"),
    [
        (board(PLAIN), PASS),
        (board("my_metric{host:fern}"), PASS),
        (board("avg:my_metric{host:FERN,env:trial}"), PASS),
        (board("avg:my_metric{host:i-0fern}"), PASS),
        (board("abs(avg:my_metric{host:fern})"), PASS),
        (board("avg:my_metric{*}", PLAIN), PASS),
        (board("avg:my_metric{$host}", variables=variable("fern")), PASS),
        (board("avg:my_metric{$host}", variables=variable("host:fern")), PASS),
        (board("avg:my_metric{$host}", variables=variable("*")), FAIL),
        (board("avg:my_metric{$host}", variables=variable()), FAIL),
        (board("avg:my_metric{$host}", variables=variable("moss")), FAIL),
        (board("avg:my_metric{*}"), FAIL),
        (board("avg:my_metric{host:moss}"), FAIL),
        (board("avg:my_metric{hostname:fern}"), FAIL),
        (board("avg:my_metric{!host:fern}"), FAIL),
        (board("avg:my_metric{host:fern OR host:moss}"), FAIL),
        (board("avg:my_metric{*} by {host}"), FAIL),
        (board("avg:my_metric{*}", "avg:my_metric{host:fern}.rollup(sum, 3600)"), FAIL),
        (board("avg:my_metric{host:fern}.rollup(sum, 3600)"), ABSENT),
        (board("avg:my_metrics{host:fern}"), ABSENT),
        (board("avg:system.cpu.user{host:fern}"), ABSENT),
        (board(), ABSENT),
        (board("avg:my_metric{host:fern"), UNKNOWN),
        (board("avg:other{host:fern"), ABSENT),
    ],
)
def test_account_board_shows_the_metric_of_the_host(judged: Board, outcome: Outcome) -> None:
    assert of_the_host(judged).outcome == outcome


def test_grouping_by_host_is_a_house_rule() -> None:
    grouped = board("avg:my_metric{*} by {host}")
    assert (of_the_host(grouped, grouping="yes").outcome, of_the_host(grouped).outcome) == (PASS, FAIL)
    assert of_the_host(grouped).rule == of_the_host(grouped, grouping="yes").rule == "grouping_counts_as_scope"


def test_the_metric_is_the_one_that_is_judged() -> None:
    judged = board("avg:my_metrics{host:fern}")
    found = account_board_shows_the_metric_of_the_host(
        judged, boards(judged), host(), metric("my_metrics"), grouping="no"
    )
    assert found.outcome == PASS


@pytest.mark.parametrize(
    ("judged", "outcome"),
    [
        (board("anomalies(avg:mysql.net.connections{host:fern}, 'basic', 2)"), PASS),
        (board("anomalies(mongodb.network.bytesinps{*}, 'basic', 2)"), PASS),
        (board("anomalies(avg:postgresql.rows_returned{*}.as_rate(), 'agile', 3)"), PASS),
        (board("anomalies(avg:system.cpu.user{*}, 'basic', 2)"), FAIL),
        (board("anomalies(avg:my_metric{*}, 'basic', 2)", "avg:mysql.net.connections{*}"), FAIL),
        (board("avg:mysql.net.connections{*}"), FAIL),
        (board(PLAIN), ABSENT),
        (board(), ABSENT),
        (board("anomalies(avg:mysql.net.connections{*}, basic"), UNKNOWN),
    ],
)
def test_account_board_has_a_database_anomaly(judged: Board, outcome: Outcome) -> None:
    assert account_board_has_a_database_anomaly(judged, boards(judged), kinds=KINDS).outcome == outcome


@pytest.mark.parametrize(
    ("query", "outcome"),
    [
        ("avg:my_metric{host:fern}.rollup(sum, 3600)", PASS),
        ("sum:my_metric{*}.rollup('sum',3600)", PASS),
        ("my_metric{*}.rollup(sum,  3600)", PASS),
        ("avg:my_metric{*}.rollup(sum, 60)", FAIL),
        ("avg:my_metric{*}.rollup(sum, 3600).rollup(avg, 60)", FAIL),
        ("avg:my_metric{*}.rollup(avg, 60).rollup(sum, 3600)", FAIL),
        ("avg:my_metric{*}.rollup(avg, 3600)", FAIL),
        ("avg:my_metric{*}.rollup(3600)", FAIL),
        ("sum:my_metric{*}", ABSENT),
        ("avg:other{*}.rollup(sum, 3600)", ABSENT),
        ("avg:my_metric{*}.rollup(sum, 3600", UNKNOWN),
    ],
)
def test_account_board_sums_the_metric(query: str, outcome: Outcome) -> None:
    judged = board(query)
    found = account_board_sums_the_metric(judged, boards(judged), metric(), seconds=3600, function="sum")
    assert found.outcome == outcome


def test_nothing_is_held_against_a_board_while_others_could_not_be_read() -> None:
    judged, other = board("avg:my_metric{*}"), board(read=False)
    for found in (
        account_board_shows_the_metric_of_the_host(judged, boards(judged, other), host(), metric(), grouping="no"),
        account_board_has_a_database_anomaly(judged, boards(judged, other), kinds=KINDS),
        account_board_sums_the_metric(judged, boards(judged, other), metric(), seconds=3600, function="sum"),
    ):
        assert found.outcome == UNKNOWN


def test_a_board_that_is_gone_leaves_no_doubt() -> None:
    judged, gone = board("avg:my_metric{*}"), board(read=False, deleted=True)
    found = account_board_shows_the_metric_of_the_host(judged, boards(judged, gone), host(), metric(), grouping="no")
    assert found.outcome == FAIL


SCRIPT = BoardScript(title="Tide", queries=(PLAIN, "avg:b{*}"), client="curl", where="answers.md:40")


def scripts(**more: Any) -> BoardScripts:
    return BoardScripts((replace(SCRIPT, **more),))


@pytest.mark.parametrize(
    ("judged", "script", "outcome"),
    [
        (board(PLAIN, "avg:b{*}"), scripts(), PASS),
        (board("avg:my_metric{ host:fern }"), scripts(), PASS),
        (board("avg:c{*}"), scripts(), PASS),
        (board(PLAIN, "avg:b{*}"), scripts(title=""), PASS),
        (board(PLAIN, "avg:b{*}", title="Renamed"), scripts(), PASS),
        (board(PLAIN, title="Renamed"), scripts(), UNKNOWN),
        (board("avg:c{*}", title="Other"), scripts(), UNKNOWN),
        (board(PLAIN), BoardScripts(()), UNKNOWN),
        (board(PLAIN), NotThere("no document"), UNKNOWN),
        (board(PLAIN), NotLooked("not read"), UNKNOWN),
        (board(PLAIN, title="Ada's Timeboard 18 Nov 2018 15:08"), BoardScripts(()), FAIL),
        (board(PLAIN, layout="free"), scripts(), FAIL),
    ],
    ids=[
        "same", "same title and one query", "same title", "computed title", "renamed", "renamed and changed",
        "another board", "no script", "no document", "document not read", "title of the UI", "screenboard",
    ],
)  # fmt: skip
def test_account_board_was_made_by_the_script(judged: Board, script: Any, outcome: Outcome) -> None:
    assert account_board_was_made_by_the_script(judged, script).outcome == outcome
