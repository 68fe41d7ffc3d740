"""Which dashboard is judged as the Timeboard."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.facts.account import Board, Boards
from verifier.facts.linked import BoardScripts, LinkedObjects
from verifier.queries.asking import placements
from verifier.queries.parsing import parse_metric_query
from verifier.queries.tree import QueryError
from verifier.subjects.model import Subject

DATABASE_PREFIXES = ("mysql.", "postgresql.", "mongodb.")


def choose(
    boards: Boards,
    metric: str,
    linked: LinkedObjects | None,
    scripts: BoardScripts | None,
    choice: str = "",
    database_metrics: int = 0,
) -> tuple[Board | None, Subject]:
    """The judged board and how it was chosen. database_metrics: so many are asked for."""
    readable = [board for board in boards.items if board.read]
    chosen, because = _pick(readable, metric, linked, scripts, choice, database_metrics)
    if chosen is None:
        return None, Subject()
    others = tuple(board.title or board.id for board in boards.items if board is not chosen)
    return chosen, Subject(chosen.title or chosen.id, chosen.id, because, others)


def rows_met(board: Board, metric: str, database_metrics: int) -> int:
    """How many of the asked graphs this board has; scopes and parameters are left to the checks."""
    plain = anomaly = rollup = 0
    of_database = set()
    for text in (text for widget in board.widgets for text in widget.queries):
        try:
            found = placements(parse_metric_query(text))
        except QueryError:
            continue
        for place in found:
            plain |= place.leaf.metric == metric and not place.rollups
            rollup |= place.leaf.metric == metric and bool(place.rollups)
            anomaly |= place.leaf.metric.startswith(DATABASE_PREFIXES) and "anomalies" in place.functions
            of_database |= {place.leaf.metric} if place.leaf.metric.startswith(DATABASE_PREFIXES) else set()
    return plain + anomaly + rollup + (0 < database_metrics <= len(of_database))


def _pick(
    boards: Sequence[Board],
    metric: str,
    linked: LinkedObjects | None,
    scripts: BoardScripts | None,
    choice: str,
    database_metrics: int,
) -> tuple[Board | None, str]:
    picked = [board for board in boards if choice and choice == board.id]
    if picked:
        return picked[0], "chosen"
    shown = [board for board in boards if linked and board.id in linked.boards]
    best = _best(shown, metric, scripts, database_metrics)
    if best is not None and rows_met(best, metric, database_metrics):
        return best, "linked in the document"
    best = _best(boards, metric, scripts, database_metrics)
    if best is None:
        return None, ""
    return best, "meets most of its rows" if rows_met(best, metric, database_metrics) else "the newest"


def _best(boards: Sequence[Board], metric: str, scripts: BoardScripts | None, database_metrics: int) -> Board | None:
    titles = {script.title for script in (scripts.items if scripts else ()) if script.title}
    return max(
        boards, key=lambda b: (rows_met(b, metric, database_metrics), b.title in titles, b.created_at), default=None
    )
