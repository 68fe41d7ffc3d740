"""Makes the board with APM and infrastructure metrics together. HOST is the machine's name."""

import os

from datadog import api, initialize

initialize(api_key=os.environ["DD_API_KEY"], app_key=os.environ["DD_APP_KEY"])

HOST = os.environ.get("HOST", "workbench")


def graph(title, query, display="line"):
    request = {"q": query, "display_type": display}
    return {"definition": {"type": "timeseries", "title": title, "requests": [request]}}


made = api.Dashboard.create(
    title="Bench app and machine",
    description="Made by apm_board.py",
    layout_type="ordered",
    widgets=[
        graph("Requests", "sum:trace.flask.request.hits{service:bench}.as_count()", "bars"),
        graph("How long they take", "avg:trace.flask.request.duration{service:bench}"),
        graph("Processor", "avg:system.cpu.user{host:%s}" % HOST, "area"),
        graph("Memory", "avg:system.mem.used{host:%s}" % HOST, "area"),
    ],
)
print(made.get("url") or made)
