"""A link to a board counts only as far as the account does not say otherwise."""

from __future__ import annotations

import pytest

from verifier.checks.tracing.document_dashboard import document_links_the_apm_dashboard
from verifier.facts import NotLooked, NotThere
from verifier.facts.account import Board, Boards
from verifier.facts.document import Link, Links, Place

PRIVATE = "https://app.datadoghq.com/dashboard/abc-def-ghi/apm"
PUBLIC = "https://p.datadoghq.com/sb/abcdef012-00000000000000000000000000000000"


def board(name: str) -> Board:
    return Board(name, "", "", "ordered", "", "", "", "", ())


@pytest.mark.parametrize(
    ("target", "known", "outcome"),
    [
        pytest.param(PRIVATE, Boards((board("abc-def-ghi"),), True), "pass", id="it is there"),
        pytest.param(PRIVATE, Boards((board("zzz-zzz-zzz"),), True), "unknown", id="it is not there"),
        pytest.param(PRIVATE, Boards((), True), "unknown", id="no board at all"),
        pytest.param(PRIVATE, Boards((), False), "pass", id="the list is not complete"),
        pytest.param(PRIVATE, NotLooked("The key lacks dashboards_read."), "pass", id="nobody could look"),
        pytest.param(PRIVATE, NotThere("The account was not asked."), "pass", id="nobody was asked"),
        pytest.param(PUBLIC, Boards((), True), "pass", id="a public link tells no id"),
        pytest.param("https://app.datadoghq.com/dash/1043377/x", Boards((), True), "pass", id="an old number"),
        pytest.param("https://app.datadoghq.com/dash/integration/1", Boards((), True), "absent", id="a given board"),
    ],
)
def test_the_link(target: str, known: Boards | NotLooked | NotThere, outcome: str) -> None:
    links = Links((Link(target, "My board", Place("answers.md", 1, 1, "tracing")),))
    assert document_links_the_apm_dashboard(links, known).outcome.value == outcome
