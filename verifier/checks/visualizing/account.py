"""What the account tells of the judged Timeboard. Who made it, a script or a hand, it does not tell by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

from verifier.checks import check
from verifier.checks.visualizing.graphs import Drawing, Drawn, drawing_of
from verifier.facts.account import Board, Boards, JudgedHost, JudgedMetric
from verifier.facts.base import NotLooked, NotThere
from verifier.facts.linked import BoardScript, BoardScripts
from verifier.queries import QueryError, Rollup, parse_metric_query, render, restricted_to
from verifier.verdicts import Evidence, Finding, Outcome, absent, failed, passed, unknown

# The UI calls a new board "Ada's Timeboard 23 Nov 2018 16:27".
_TITLE_OF_THE_UI = re.compile(
    r".{1,60}[’']s (Timeboard|Screenboard|Dashboard) .{0,40}\d{1,2}:\d\d.{0,8}", re.IGNORECASE
)


@check(hint="Create the board with a script through the API, keep its title, and put the script into your submission.")
def account_board_was_made_by_the_script(board: Board, scripts: BoardScripts | NotLooked | NotThere) -> Finding:
    """The board is the one that the submitted script makes."""
    seen = Evidence("board", seen=board.title, where=board.url)
    if board.layout == "free":
        return failed(f"{board.title} is a Screenboard (free layout), not a Timeboard.", seen)
    found = scripts.items if isinstance(scripts, BoardScripts) else ()
    for script in found:
        same = _same_queries(script, board)
        if same and (script.title == board.title or same == len(_normal(script.queries))):
            wanted = f"{script.title or 'a title that is computed'}, {same} of its queries"
            return passed(
                f"The board {board.title} shows what the script makes.",
                Evidence("board", seen=board.title, wanted=wanted, where=script.where),
            )
        if script.title and script.title == board.title:
            note = "The board's queries differ from those of the script."
            return passed(f"The board {board.title} carries the script's title.", seen, note=note)
    if _TITLE_OF_THE_UI.fullmatch(board.title):
        return failed(f"{board.title} is a title that the UI gives, so the board was made there.", seen)
    if found:
        return unknown(f"None of the submitted scripts makes a board like {board.title}.", seen)
    return unknown(f"There is a board {board.title}; by what it was made, the account does not tell.", seen)


def _same_queries(script: BoardScript, board: Board) -> int:
    return len(_normal(script.queries) & _normal(query for widget in board.widgets for query in widget.queries))


def _normal(queries: Iterable[str]) -> set[str]:
    """The queries in one spelling; those that cannot be read as they are, without blanks."""
    found = set()
    for query in queries:
        try:
            found.add(render(parse_metric_query(query)))
        except QueryError:
            found.add("".join(query.split()))
    return found


@check(hint="`avg:my_metric{host:YOUR-HOST}`; `{*}` is every host.")
def account_board_shows_the_metric_of_the_host(
    board: Board, boards: Boards, judged: JudgedHost, metric: JudgedMetric, *, grouping: str
) -> Finding:
    """The board shows the custom metric, scoped over the host."""
    return careful(_of_the_host(board, judged, metric, grouping), boards)


def _of_the_host(board: Board, judged: JudgedHost, metric: JudgedMetric, grouping: str) -> Finding:
    drawing = drawing_of(board)
    plain = [drawn for drawn in drawing.drawn if drawn.metric == metric.name and not drawn.place.rollups]
    wanted = f"{metric.name}{{host:{judged.host.name}}}"
    if not plain:
        return nothing(drawing, metric.name, f"No graph of {board.title} shows {metric.name} by itself.")
    for drawn in plain:
        hosts = restricted_to(drawn.place.leaf.scope, "host")
        if hosts and {host.lower() for host in hosts} <= set(judged.names):
            return passed(f"A graph shows {metric.name} of {judged.host.name}.", drawn.evidence(wanted))
    for drawn in plain:
        if "host" in drawn.place.leaf.by and restricted_to(drawn.place.leaf.scope, "host") is None:
            seen = drawn.evidence(wanted)
            if grouping == "yes":
                reason = f"A graph shows {metric.name} of every host, one line each."
                return passed(reason, seen, rule="grouping_counts_as_scope")
            reason = f"The graph shows {metric.name} of every host, grouped by host, not of {judged.host.name} alone."
            return failed(reason, seen, rule="grouping_counts_as_scope")
    hosts = restricted_to(plain[0].place.leaf.scope, "host")
    scoped = f"of {', '.join(sorted(hosts))}" if hosts else "of every host"
    return failed(f"The graph shows {metric.name} {scoped}, not of {judged.host.name}.", plain[0].evidence(wanted))


@check(hint="`anomalies(avg:mysql.performance.queries{host:YOUR-HOST}, 'basic', 2)`.")
def account_board_has_a_database_anomaly(board: Board, boards: Boards, *, kinds: tuple[str, ...]) -> Finding:
    """The board shows a metric of the database with the anomaly function."""
    return careful(_anomaly(board, kinds), boards)


def _anomaly(board: Board, kinds: tuple[str, ...]) -> Finding:
    drawing = drawing_of(board)
    prefixes = tuple(f"{kind}." for kind in kinds)
    of_database = [drawn for drawn in drawing.drawn if drawn.metric.startswith(prefixes)]
    with_anomalies = [drawn for drawn in drawing.drawn if "anomalies" in drawn.place.functions]
    for drawn in of_database:
        if drawn in with_anomalies:
            return passed(f"A graph shows {drawn.metric} with the anomaly function.", drawn.evidence())
    if with_anomalies:
        other = with_anomalies[0]
        reason = f"The anomaly function stands around {other.metric}, which is no metric of {', '.join(kinds)}."
        return failed(reason, other.evidence())
    if of_database:
        reason = f"A graph shows {of_database[0].metric}, but without the anomaly function."
        return failed(reason, of_database[0].evidence("anomalies(…)"))
    return nothing(drawing, "anomalies", f"No graph of {board.title} shows a metric of {', '.join(kinds)}.")


@check(hint="`avg:my_metric{host:YOUR-HOST}.rollup(sum, 3600)`.")
def account_board_sums_the_metric(
    board: Board, boards: Boards, metric: JudgedMetric, *, seconds: int, function: str
) -> Finding:
    """The board shows the custom metric, its points summed up over the hour."""
    return careful(_sum(board, metric, seconds, function), boards)


def _sum(board: Board, metric: JudgedMetric, seconds: int, function: str) -> Finding:
    drawing = drawing_of(board)
    rolled = [drawn for drawn in drawing.drawn if drawn.metric == metric.name and drawn.place.rollups]
    wanted = f"{metric.name}{{…}}.rollup({function}, {seconds})"
    for drawn in rolled:
        if all(_is(rollup, function, seconds) for rollup in drawn.place.rollups):
            reason = f"A graph sums {metric.name} over {seconds} seconds."
            return passed(reason, drawn.evidence(wanted))
    if rolled:
        first = next(each for each in rolled[0].place.rollups if not _is(each, function, seconds))
        how = f"{first.function or 'no function'} over {first.seconds or 'no number of'} seconds"
        return failed(f"The rollup of {metric.name} is {how}.", rolled[0].evidence(wanted))
    return nothing(drawing, metric.name, f"No graph of {board.title} shows {metric.name} with a rollup.")


def careful(finding: Finding, boards: Boards) -> Finding:
    """Not as asked on this board; but it may not be the one, where others could not be read."""
    unread = [board for board in boards.items if not (board.read or board.deleted)]
    if finding.outcome is Outcome.PASS or not unread:
        return finding
    return unknown(f"{finding.reason} But {len(unread)} other dashboards could not be read.", *finding.evidence)


def _is(rollup: Rollup, function: str, seconds: int) -> bool:
    return (rollup.function or "").lower() == function and rollup.seconds == seconds


def nothing(drawing: Drawing, word: str, reason: str) -> Finding:
    """Nothing fits; but where a query that might could not be read, we cannot tell."""
    hidden = [query for query in drawing.unreadable if word in query]
    if hidden:
        return unknown("A query that may be the one could not be read.", Evidence("query", seen=hidden[0]))
    return absent(reason, *(drawn.evidence() for drawn in _first_of_each(drawing.drawn)))


def _first_of_each(drawn: Iterable[Drawn]) -> list[Drawn]:
    """One for each query, a few at most."""
    return list({each.query: each for each in drawn}.values())[:5]
