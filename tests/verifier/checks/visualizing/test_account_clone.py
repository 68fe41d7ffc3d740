from __future__ import annotations

from dataclasses import replace

import pytest

from tests.verifier.checks.account_made import board, boards, metric
from verifier.checks.visualizing.account_clone import (
    account_board_is_a_clone,
    account_board_shows_database_metrics,
    account_board_shows_the_metric,
)
from verifier.facts.account import Board
from verifier.verdicts import Outcome

PASS, FAIL, ABSENT, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.ABSENT, Outcome.UNKNOWN
KINDS = ("mysql", "postgresql", "mongodb")
ONE, TWO = "avg:mysql.net.connections{*}", "avg:mysql.performance.queries{*}"
UNREAD = replace(board(), read=False)


@pytest.mark.parametrize(
    ("judged", "outcome"),
    [
        (board(ONE, title="MySQL - Overview (cloned)"), PASS),
        (board(ONE, title="Copy of MySQL"), PASS),
        (board(ONE, title="MySQL"), UNKNOWN),
        (board("avg:my_metric{*}", title="Mine (cloned)"), ABSENT),
    ],
)
def test_account_board_is_a_clone(judged: Board, outcome: Outcome) -> None:
    assert account_board_is_a_clone(judged, boards(judged), kinds=KINDS).outcome is outcome


@pytest.mark.parametrize(
    ("judged", "outcome"),
    [
        (board(ONE, TWO), PASS),
        (board(f"{ONE} / {TWO}"), PASS),
        (board(ONE, ONE), FAIL),
        (board("avg:redis.net.clients{*}"), ABSENT),
        (board("avg:mysql.net.connections{"), UNKNOWN),
    ],
)
def test_account_board_shows_database_metrics(judged: Board, outcome: Outcome) -> None:
    finding = account_board_shows_database_metrics(judged, boards(judged), kinds=KINDS, minimum=2)
    assert finding.outcome is outcome


@pytest.mark.parametrize(
    ("judged", "outcome"),
    [
        (board(ONE, "avg:my_metric{*}"), PASS),
        (board("my_metric{host:fern} by {env}"), PASS),
        (board("avg:my_metrics{*}"), ABSENT),
        (board("avg:my_metric{"), UNKNOWN),
    ],
)
def test_account_board_shows_the_metric(judged: Board, outcome: Outcome) -> None:
    assert account_board_shows_the_metric(judged, boards(judged), metric()).outcome is outcome


def test_a_board_that_could_not_be_read_may_be_the_one() -> None:
    judged = board("avg:other{*}")
    assert account_board_shows_the_metric(judged, boards(judged, UNREAD), metric()).outcome is UNKNOWN
