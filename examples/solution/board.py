"""Makes the Timeboard through the API. Keys come from DD_API_KEY and DD_APP_KEY; HOST is the machine's name."""

import os

from datadog import api, initialize

initialize(api_key=os.environ["DD_API_KEY"], app_key=os.environ["DD_APP_KEY"])

HOST = os.environ.get("HOST", "workbench")


def graph(title, query, display="line"):
    request = {"q": query, "display_type": display}
    return {"definition": {"type": "timeseries", "title": title, "requests": [request]}}


made = api.Dashboard.create(
    title="Workbench readings",
    description="Made by board.py",
    layout_type="ordered",
    widgets=[
        graph("my_metric of the workbench", "avg:my_metric{host:%s}" % HOST),
        graph("Rows that PostgreSQL returns", "anomalies(avg:postgresql.rows_returned{host:%s}, 'basic', 2)" % HOST),
        graph("my_metric, summed by the hour", "avg:my_metric{host:%s}.rollup(sum, 3600)" % HOST, "bars"),
    ],
)
print(made.get("url") or made)
