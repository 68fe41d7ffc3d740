"""The data sources of `/api/v2/query/*`: metrics are played; APM and span counts are read from the trace metrics.

The other sources of Datadog are known and always empty: the sandbox's organisations keep no logs, no RUM and so on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sandbox.site.query.syntax import Node, parse
from sandbox.site.state import Organisation

_APM = ("apm_metrics", "apm_resource_stats", "apm_dependency_stats", "spans")
_EMPTY = frozenset(
    (
        "app_sec_events",
        "audit",
        "ci_pipelines",
        "ci_tests",
        "cloud_cost",
        "container",
        "database_queries",
        "events",
        "incident_analytics",
        "logs",
        "network",
        "on_call_events",
        "process",
        "product_analytics",
        "profiles",
        "rum",
        "security_signals",
        "slo",
    )
)
_NOTHING = "avg:sandbox.nothing{*}"


def node_of(organisation: Organisation, query: Mapping[str, Any]) -> Node:
    """What a query of any source asks for, as a metric query; a ValueError names what is wrong with it."""
    source = query.get("data_source")
    if source is None:
        raise ValueError("data_source: is a required field")
    if source == "metrics":
        if not isinstance(query.get("query"), str):
            raise ValueError("query: is a required field")
        return parse(query["query"])[0]
    if source in _APM:
        return parse(_trace_metric(organisation, query))[0]
    if source in _EMPTY:
        return parse(_NOTHING)[0]
    raise ValueError(f"data_source: {source!r} is not a valid value")


def _trace_metric(organisation: Organisation, query: Mapping[str, Any]) -> str:
    stat = str(query.get("stat") or "hits")
    suffix = stat if stat in ("hits", "errors") else "duration"
    scope = [f"{key}:{query[key]}" for key in ("service", "env", "resource_name") if query.get(key)]
    search = (query.get("search") or {}).get("query") or query.get("query_filter") or ""
    scope += re.findall(r"\b(?:service|env|host):[\w.\-/]+", search)
    keys = [key["facet"] if isinstance(key, Mapping) else str(key) for key in query.get("group_by") or []]
    by = f" by {{{','.join(keys)}}}" if keys else ""
    operation = query.get("operation_name") or _operation(organisation, query.get("service"))
    space, count = ("avg", "") if suffix == "duration" else ("sum", ".as_count()")
    return f"{space}:trace.{operation}.{suffix}{{{','.join(scope) or '*'}}}{by}{count}"


def _operation(organisation: Organisation, service: object) -> str:
    named = [each.operation for each in organisation.seed.services if service in (None, each.service)]
    return named[0] if named else "flask.request"
