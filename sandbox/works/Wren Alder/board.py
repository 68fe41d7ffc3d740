"""Makes the board of a made-up submission of the sandbox; it was never run."""

import os

from datadog import api, initialize

initialize(api_key=os.environ["DD_API_KEY"], app_key=os.environ["DD_APP_KEY"])

QUERIES = [
    ("timeseries", "my_metric", "avg:my_metric{host:wren-vm}"),
    (
        "timeseries",
        "rows fetched, with what is usual",
        "anomalies(avg:postgresql.rows_fetched{host:wren-vm}, 'basic', 2)",
    ),
    ("query_value", "my_metric, sum of an hour", "sum:my_metric{host:wren-vm}.rollup(sum, 3600)"),
]

api.Dashboard.create(
    title="Wren's board",
    layout_type="ordered",
    widgets=[
        {"definition": {"type": kind, "title": title, "requests": [{"q": query}]}} for kind, title, query in QUERIES
    ],
)
