"""An organisation of the sandbox that three entries share, whose things carry their tags.

The first has everything. The second's board carries the first's tag as well, and the third's machine carries the tag of
the second too.
"""

from __future__ import annotations

from typing import Any

API_KEY = "feed" * 8
APP_KEY = "beef" * 10
TAGS = ("proof:aaaaaa", "proof:bbbbbb", "proof:cccccc")


def seed(first: str, second: str, third: str, **parts: Any) -> dict[str, Any]:
    """The seed of it; `parts` replace parts of it."""
    boxes = {"ada-box": (first,), "bob-box": (second,), "cy-box": (third, second)}
    every = dict.fromkeys(boxes, 45)
    return {
        "name": "Fern Ltd",
        "api_keys": [API_KEY],
        "application_keys": [{"key": APP_KEY, "owner": "lead@fern.example"}],
        "users": [{"email": "lead@fern.example", "name": "Lead"}],
        "hosts": [
            {"name": name, "apps": ["agent"], "tags": {"Datadog": [*tags, "env:trial", "role:app"]}}
            for name, tags in boxes.items()
        ],
        "metrics": {"my_metric": {"type": "gauge"}},
        "series": [
            *(
                {"metric": "my_metric", "host": name, "every": seconds, "low": 0, "high": 1000, "whole": True}
                for name, seconds in every.items()
            ),
            {"metric": "mysql.net.connections", "host": "bob-box", "every": 15, "low": 1, "high": 9},
        ],
        "dashboards": [
            board(f"Ada {first}", "ada-box"),
            board(f"Bob {second}", "bob-box", description=f"Cloned from {first}"),
            board(f"Cy {third}", "cy-box"),
        ],
        "monitors": [_monitor(tag) for tag in (first, second, third)],
        "services": [
            {"service": "app", "host": name, "every": 60, "resources": [{"name": "GET /"}]}
            for name in ("ada-box", "bob-box")
        ],
    } | parts


def board(title: str, host: str, *, description: str = "") -> dict[str, Any]:
    graphs = [f"avg:my_metric{{host:{host}}}", f"avg:my_metric{{host:{host}}}.rollup(sum, 3600)"]
    widgets = [{"definition": {"type": "timeseries", "requests": [{"q": query}]}} for query in graphs]
    return {"title": title, "description": description, "widgets": widgets}


def _monitor(tag: str) -> dict[str, Any]:
    return {
        "query": "avg(last_5m):avg:my_metric{*} > 800",
        "tags": [tag],
        "message": "Look. @lead@fern.example",
        "options": {"thresholds": {"critical": 800, "warning": 500}, "notify_no_data": True, "no_data_timeframe": 10},
    }
