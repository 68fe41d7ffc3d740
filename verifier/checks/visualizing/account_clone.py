"""What the account tells of a board that was cloned from the one of a database's integration."""

from __future__ import annotations

import re

from verifier.checks import check
from verifier.checks.visualizing.account import careful, nothing
from verifier.checks.visualizing.graphs import drawing_of
from verifier.facts.account import Board, Boards, JudgedMetric
from verifier.verdicts import Evidence, Finding, absent, failed, passed, unknown

# The UI calls a copy "MySQL - Overview (cloned)"; people who name it themselves mostly say what it is.
_COPIED = re.compile(r"(?i)\b(?:cloned?|cop(?:y|ied))\b")


@check(hint="Open the integration's own dashboard, choose “Clone dashboard”, and add to the copy.")
def account_board_is_a_clone(board: Board, boards: Boards, *, kinds: tuple[str, ...]) -> Finding:
    """The board is a copy of the one that comes with the database's integration."""
    seen = Evidence("board", seen=board.title, wanted="… (cloned)", where=board.url)
    if not _of_database(board, kinds):
        return careful(absent(f"No graph of {board.title} shows a metric of {', '.join(kinds)}.", seen), boards)
    if _COPIED.search(board.title):
        return passed(f"{board.title} says that it is a copy, and shows the database.", seen)
    return unknown(f"{board.title} shows the database; whether it was cloned, the account does not tell.", seen)


@check(hint="Add graphs of further metrics of the database to the copy.")
def account_board_shows_database_metrics(
    board: Board, boards: Boards, *, kinds: tuple[str, ...], minimum: int
) -> Finding:
    """The board shows metrics of the database."""
    found = _of_database(board, kinds)
    seen = Evidence(
        "metrics of the database", seen=", ".join(found[:10]) or "none", wanted=f"at least {minimum}", where=board.url
    )
    if len(found) >= minimum:
        note = "Which of them the integration's own board has too, the account does not tell."
        return passed(f"{board.title} shows {len(found)} metrics of the database.", seen, note=note)
    if found:
        return careful(failed(f"{board.title} shows {len(found)} of {minimum} metrics of the database.", seen), boards)
    return careful(nothing(drawing_of(board), kinds[0], f"{board.title} shows no metric of the database."), boards)


@check(hint="Add a graph of the custom metric to the board.")
def account_board_shows_the_metric(board: Board, boards: Boards, metric: JudgedMetric) -> Finding:
    """The board shows the custom metric."""
    drawing = drawing_of(board)
    for drawn in drawing.drawn:
        if drawn.metric == metric.name:
            return passed(f"A graph of {board.title} shows {metric.name}.", drawn.evidence())
    return careful(nothing(drawing, metric.name, f"No graph of {board.title} shows {metric.name}."), boards)


def _of_database(board: Board, kinds: tuple[str, ...]) -> list[str]:
    prefixes = tuple(f"{kind}." for kind in kinds)
    return list(dict.fromkeys(d.metric for d in drawing_of(board).drawn if d.metric.startswith(prefixes)))
