from __future__ import annotations

import pytest

from tests.verifier.documents.judging import levels_outcome

QUERIES = """
```json
{"title": "Mine", "layout_type": "ordered", "widgets": [
 {"definition": {"type": "timeseries", "requests": [{"q": "avg:mysql.net.connections{*}"}]}},
 {"definition": {"type": "timeseries", "requests": [{"q": "avg:mysql.performance.queries{*}"}]}},
 {"definition": {"type": "timeseries", "requests": [{"q": "avg:test.support.random{*}"}]}}]}
```
"""
ONLY_ONE = """
```json
{"title": "Mine", "layout_type": "ordered", "widgets": [
 {"definition": {"type": "timeseries", "requests": [{"q": "avg:mysql.net.connections{*}"}]}}]}
```
"""


@pytest.mark.parametrize(
    ("said", "step", "wanted"),
    [
        ("I cloned the MySQL dashboard.", "dashboard-cloned", "pass"),
        ("I was not able to clone the dashboard.", "dashboard-cloned", "absent"),
        ("I made a board of my own.", "dashboard-cloned", "absent"),
        ("![the cloned board](board.png)", "dashboard-cloned", "unknown"),
        (QUERIES, "dashboard-database-metrics", "pass"),
        (
            "To the board I added mysql.net.connections and mysql.performance.queries.",
            "dashboard-database-metrics",
            "pass",
        ),
        (ONLY_ONE, "dashboard-database-metrics", "fail"),
        ("To the dashboard I added some MySQL metrics.", "dashboard-database-metrics", "unknown"),
        ("The dashboard is blue.", "dashboard-database-metrics", "absent"),
        (QUERIES, "dashboard-custom-metric", "pass"),
        ("The dashboard shows test.support.random too.", "dashboard-custom-metric", "pass"),
        (ONLY_ONE, "dashboard-custom-metric", "fail"),
        ("The dashboard is blue.", "dashboard-custom-metric", "absent"),
    ],
)
def test_what_a_document_tells_of_the_clone(said: str, step: str, wanted: str) -> None:
    assert levels_outcome(f"# Visualizing your data\n\n{said}\n", step) == wanted
