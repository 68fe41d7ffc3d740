"""What the API refuses in a monitor and what it fills in. Pure: a document in, a document or a refusal out."""

from __future__ import annotations

from typing import Any

from sandbox.site.errors import refused
from sandbox.site.query.monitor import METRIC_TYPES, MonitorQuery, parse_monitor_query
from sandbox.site.query.syntax import BadQuery
from sandbox.site.state import Document

TYPES = (
    *METRIC_TYPES,
    "service check",
    "event alert",
    "event-v2 alert",
    "log alert",
    "process alert",
    "rum alert",
    "trace-analytics alert",
    "slo alert",
    "composite",
    "synthetics alert",
    "error-tracking alert",
    "ci-pipelines alert",
    "ci-tests alert",
    "audit alert",
    "database-monitoring alert",
    "cost alert",
    "network-performance alert",
    "network-path alert",
    "data-quality alert",
    "data-jobs alert",
    "llm-observability alert",
)
ON_MISSING_DATA = ("default", "show_no_data", "show_and_notify_no_data", "resolve")
_DEFAULTS: Document = {
    "notify_audit": False,
    "locked": False,
    "include_tags": True,
    "new_host_delay": 300,
    "silenced": {},
}


def checked(fields: Document) -> Document:
    """The fields with defaults filled in; a Refused with status 400 when the API would not take them."""
    kind = fields.get("type")
    if kind is None:
        raise refused(400, "Missing required attributes: type")
    if kind not in TYPES:
        raise refused(400, f"The value provided for parameter 'type' is invalid: {kind}")
    query = fields.get("query")
    if not isinstance(query, str) or not query:
        raise refused(400, "Missing required attributes: query")
    options = _options(fields.get("options") or {})
    parsed = _parsed(query) if kind in METRIC_TYPES else None
    if parsed:
        _same_threshold(parsed, options)
    return {
        **fields,
        "query": query,
        "name": fields.get("name") or (_name(parsed) if parsed else query),
        "message": fields.get("message") or "",
        "tags": _strings(fields.get("tags") or [], "tags"),
        "options": options,
        "priority": _priority(fields.get("priority")),
    }


def stored_type(fields: Document) -> str:
    """A "metric alert" is kept as what it has become: a "query alert"."""
    return "query alert" if fields["type"] == "metric alert" else str(fields["type"])


def grouped(fields: Document) -> bool:
    if fields["type"] not in METRIC_TYPES:
        return " by " in fields["query"] or ".by(" in fields["query"]
    return _parsed(fields["query"]).grouped


def measured(monitor: Document) -> tuple[list[str], list[str]]:
    """The metrics a monitor asks for, and the scopes; both empty where the query is of another kind."""
    if monitor["type"] not in METRIC_TYPES:
        return [], []
    try:
        queries = parse_monitor_query(monitor["query"]).queries
    except BadQuery:
        return [], []
    metrics = list(dict.fromkeys(query.metric for query in queries))
    scopes = [query.scope_text for query in queries if query.scope_text != "*"]
    return metrics, list(dict.fromkeys(scopes))


def _parsed(query: str) -> MonitorQuery:
    try:
        return parse_monitor_query(query)
    except BadQuery:
        raise refused(400, "The value provided for parameter 'query' is invalid") from None


def _options(sent: Any) -> Document:
    if not isinstance(sent, dict):
        raise refused(400, "The value provided for parameter 'options' is invalid")
    missing = {} if "on_missing_data" in sent else {"notify_no_data": False}
    options = {**_DEFAULTS, **missing, **sent}
    thresholds = options.get("thresholds")
    if thresholds is not None:
        if not isinstance(thresholds, dict) or not all(_is_number(value) for value in thresholds.values()):
            raise refused(400, "The value provided for parameter 'thresholds' is invalid")
        options["thresholds"] = {name: None if value is None else float(value) for name, value in thresholds.items()}
    for name in ("notify_no_data", "notify_audit", "include_tags", "require_full_window", "locked"):
        if name in options and not isinstance(options[name], bool):
            raise refused(400, f"The value provided for parameter '{name}' is invalid")
    if (options.get("on_missing_data") or "default") not in ON_MISSING_DATA:
        raise refused(400, "The value provided for parameter 'on_missing_data' is invalid")
    minutes = options.get("no_data_timeframe")
    if minutes is not None and (isinstance(minutes, bool) or not isinstance(minutes, int)):
        raise refused(400, "The value provided for parameter 'no_data_timeframe' is invalid")
    return options


def _same_threshold(query: MonitorQuery, options: Document) -> None:
    critical = (options.get("thresholds") or {}).get("critical")
    if critical is not None and critical != query.threshold:
        raise refused(400, f"Alert threshold ({critical}) does not match that used in the query ({query.threshold}).")
    warning = (options.get("thresholds") or {}).get("warning")
    if warning is None:
        return
    rising = query.comparator in (">", ">=")
    if (rising and warning >= query.threshold) or (not rising and warning <= query.threshold):
        side = "less" if rising else "greater"
        raise refused(
            400,
            f"Warning threshold ({warning}) must be {side} than the alert threshold ({query.threshold}).",
        )


def _priority(value: Any) -> int | None:
    """Terraform sends 0 for none."""
    if value == 0 and not isinstance(value, bool):
        return None
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 5):
        return value
    raise refused(400, "The value provided for parameter 'priority' is invalid")


def _strings(value: Any, name: str) -> list[str]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return list(value)
    raise refused(400, f"The value provided for parameter '{name}' is invalid")


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _name(query: MonitorQuery) -> str:
    """The name a monitor without one gets."""
    first = query.queries[0]
    compared = f"{query.comparator} {query.threshold}"
    window = query.window.replace("_", " ")
    return f"**{first.metric}** over **{first.scope_text}** was **{compared}** on average during the **{window}**."
