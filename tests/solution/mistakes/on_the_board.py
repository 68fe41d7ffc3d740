"""Mistakes in the Timeboard. The document says the same as the script."""

from __future__ import annotations

from tests.solution.mistakes.mistake import Mistake, Redo
from tests.solution.work import Edit, change, change_in

PLAIN = "avg:my_metric{host:%s}"
SHOWN = "avg:my_metric{host:workbench}"
SUM = ".rollup(sum, 3600)"
ANOMALY = "anomalies(avg:postgresql.rows_returned{host:%s}, 'basic', 2)"
SHOWN_ANOMALY = "anomalies(avg:postgresql.rows_returned{host:workbench}, 'basic', 2)"
BOARDS = (Redo.BOARDS,)


def plain(query: str) -> tuple[Edit, ...]:
    """Another query for the metric by itself."""
    code = f'"{query}"' if "%s" not in query else f'"{query}" % HOST'
    return (
        change_in("board.py", f'"{PLAIN}" % HOST', code),
        change_in("answers.md", f"`{SHOWN}`", f"`{query.replace('%s', 'workbench')}`"),
    )


def anomaly(query: str) -> tuple[Edit, ...]:
    return (
        change_in("board.py", ANOMALY, query),
        change_in("answers.md", SHOWN_ANOMALY, query.replace("%s", "workbench")),
    )


MISTAKES = (
    Mistake("my_metric of every host", "timeboard-metric-host", "fail", plain("avg:my_metric{*}"), BOARDS),
    Mistake(
        "my_metric of every host, grouped", "timeboard-metric-host", "fail", plain("avg:my_metric{*} by {host}"), BOARDS
    ),
    Mistake("my_metric of another host", "timeboard-metric-host", "fail", plain("avg:my_metric{host:my-host}"), BOARDS),
    Mistake(
        "anomalies of a system metric",
        "timeboard-db-anomaly",
        "fail",
        anomaly("anomalies(avg:system.cpu.user{host:%s}, 'basic', 2)"),
        BOARDS,
    ),
    Mistake(
        "anomalies of my_metric",
        "timeboard-db-anomaly",
        "fail",
        anomaly("anomalies(avg:my_metric{host:%s}, 'basic', 2)"),
        BOARDS,
    ),
    Mistake(
        "no anomaly function", "timeboard-db-anomaly", "fail", anomaly("avg:postgresql.rows_returned{host:%s}"), BOARDS
    ),
    Mistake(
        "cumsum in place of anomalies",
        "timeboard-db-anomaly",
        "fail",
        anomaly("cumsum(avg:postgresql.rows_returned{host:%s})"),
        BOARDS,
    ),
    *(
        Mistake(f"rolled up by {rollup}", "timeboard-rollup-hour", "fail", (change(SUM, rollup),), BOARDS)
        for rollup in (
            ".rollup(sum, 60)",
            ".rollup(sum, 100)",
            ".rollup(sum, 1440)",
            ".rollup(avg, 3600)",
            ".rollup(avg, 60)",
        )
    ),
    Mistake(
        "no rollup, sum as the aggregator",
        "timeboard-rollup-hour",
        "absent",
        (
            change_in("board.py", f'"{PLAIN}{SUM}" % HOST', '"sum:my_metric{host:%s}" % HOST'),
            change_in("answers.md", f"`{SHOWN}{SUM}`", "`sum:my_metric{host:workbench}`"),
        ),
        BOARDS,
    ),
)
