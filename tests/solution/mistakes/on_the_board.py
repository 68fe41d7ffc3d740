"""Mistakes in the Timeboard. The document says the same as the script."""

from __future__ import annotations

from pathlib import Path

from tests.solution.bench import Bench
from tests.solution.mistakes.mistake import Mistake, Redo
from tests.solution.work import Edit, change, change_in, document_of

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


def made_in_the_ui(bench: Bench, work: Path) -> None:
    """Under the title that the UI gives, with the graphs clicked together; the script's own board is not there."""
    graphs = [(SHOWN, "line"), (SHOWN_ANOMALY.replace("2)", "3)"), "line"), (f"{SHOWN}{SUM}", "line")]
    widgets = [{"definition": {"type": "timeseries", "requests": [{"q": q, "display_type": d}]}} for q, d in graphs]
    script_made = document_of(work).read_text().partition("app.datadoghq.com/dashboard/")[2][:11]
    bench.by_hand(f"api.Dashboard.delete('{script_made}')")
    url = bench.by_hand(
        f"print(api.Dashboard.create(title=\"Wren Alder's Timeboard 26 Nov 2026 16:27\", layout_type='ordered', "
        f"widgets={widgets!r})['url'])"
    )
    change_in("answers.md", f"dashboard/{script_made}", url.removeprefix("/").rpartition("/")[0])(work)


FREE = '    return {"layout": {"x": 0, "y": 0, "width": 40, "height": 20}, "definition"'

MISTAKES = (
    Mistake("clicked together in the UI", "timeboard-api-created", "fail", (), BOARDS, after=made_in_the_ui),
    Mistake(
        "a screenboard",
        "timeboard-api-created",
        "fail",
        (
            change_in("board.py", 'layout_type="ordered"', 'layout_type="free"'),
            change_in("board.py", '    return {"definition"', FREE),
        ),
        BOARDS,
    ),
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
        "fail",
        (
            change_in("board.py", f'"{PLAIN}{SUM}" % HOST', '"sum:my_metric{host:%s}" % HOST'),
            change_in("answers.md", f"`{SHOWN}{SUM}`", "`sum:my_metric{host:workbench}`"),
        ),
        BOARDS,
    ),
)
