"""What the account tells of the judged monitor: its query, its thresholds, its message."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.checks import check
from verifier.checks.monitoring.wording import STATES, own_texts, without_comments
from verifier.facts.account import JudgedMetric, Monitor
from verifier.messages import MessageError, State, email_handles_in, handles_in, parse_message, variables_in, visible_in
from verifier.queries import Call, Leaf, MonitorQuery, QueryError, parse_monitor_query, placements, restricted_to
from verifier.queries.tree import Node
from verifier.verdicts import Evidence, Finding, failed, passed, unknown

_OF_METRICS = ("metric alert", "query alert", "")  # "" = not told
_HARMLESS = frozenset({"fill", "default_zero", "exclude_null"})
_ALL = "@all"
_SHOWN_MOST = 2000


@check(hint='`avg(last_5m):avg:my_metric{…} > 800`; "at least once" is max, not average.')
def account_monitor_averages_the_metric(monitor: Monitor, metric: JudgedMetric, *, window_seconds: int) -> Finding:
    """The monitor watches the average of the custom metric."""
    return watching(monitor, metric, "avg", window_seconds)


def watching(monitor: Monitor, metric: JudgedMetric, over_time: str, window_seconds: int) -> Finding:
    """Does it watch the metric, taken so over the window, and alert above a threshold? over_time: "avg" or "max"."""
    seen = query_evidence(monitor, f"{over_time}(last_{window_seconds // 60}m):avg:{metric.name}{{…}} > …")
    if monitor.type not in _OF_METRICS:
        return failed(f"The monitor is a {monitor.type}, not a metric monitor.", seen)
    query = parsed(monitor)
    if isinstance(query, Finding):
        return query
    wrong = _wrong(query, metric.name, over_time, window_seconds)
    if wrong:
        return failed(wrong, seen)
    return passed(
        f"The monitor {_TAKES.get(over_time, over_time)} {metric.name} over {window_seconds // 60} minutes.", seen
    )


_TAKES = {"avg": "averages", "max": "takes the highest value of"}
_NAMED = {"avg": "average", "max": "maximum"}


def _wrong(query: MonitorQuery, metric: str, over_time: str, window_seconds: int) -> str:
    """The first thing about the query that is not as asked."""
    found = placements(query.query)
    leaf = next((place.leaf for place in found if place.leaf.metric == metric), None)
    if leaf is None:
        return f"The monitor does not watch {metric}."
    if query.time_aggregator != over_time:
        return f"The monitor takes the {query.time_aggregator} over the window, not the {_NAMED.get(over_time, over_time)}."
    if query.window_seconds != window_seconds or not query.window.startswith("last_"):
        return f"The monitor looks at {query.window}, not at the last {window_seconds // 60} minutes."
    if leaf.aggregator not in (None, "avg", over_time):
        return f"The monitor takes the {leaf.aggregator} of {metric}, not the {_NAMED.get(over_time, over_time)}."
    if query.comparator != ">":
        return f"The monitor alerts at {query.comparator}, not above the threshold."
    changed = sorted({name for place in found for name in place.functions} - _HARMLESS)
    if changed or len(found) > 1 or not _is_bare(query.query.expressions[0]):
        return f"The monitor does not watch {metric} itself, but {changed[0] if changed else 'a calculation'} of it."
    return ""


def _is_bare(expression: Node) -> bool:
    """The metric itself, in functions that change nothing of it: no sum with a number, no minus."""
    while isinstance(expression, Call) and expression.function in _HARMLESS and expression.arguments:
        expression = expression.arguments[0]
    return isinstance(expression, Leaf)


@check(hint="`options.thresholds.warning: 500`.")
def account_monitor_warns_at(monitor: Monitor, *, threshold: float) -> Finding:
    """The monitor warns at the asked threshold."""
    seen = Evidence("warning threshold", seen=_number(monitor.warning), wanted=f"{threshold:g}", where=where(monitor))
    if not monitor.read:
        return _not_read(monitor)
    if monitor.warning is None:
        return failed("The monitor has no warning threshold.", seen)
    if monitor.warning != threshold:
        return failed(f"The monitor warns at {monitor.warning:g}.", seen)
    return passed(f"The monitor warns at {monitor.warning:g}.", seen)


@check(hint="The threshold in the query and `options.thresholds.critical` must both be 800.")
def account_monitor_alerts_at(monitor: Monitor, *, threshold: float) -> Finding:
    """The monitor alerts at the asked threshold."""
    query = parsed(monitor)
    in_query = query.threshold if isinstance(query, MonitorQuery) else None
    # An old monitor may hold it in its query only.
    found = [value for value in (monitor.critical, in_query) if value is not None]
    seen = Evidence(
        "alert threshold", seen=" / ".join(map(_number, found)), wanted=f"{threshold:g}", where=where(monitor)
    )
    if not found:
        return query if isinstance(query, Finding) else failed("The monitor has no alert threshold.", seen)
    if any(value != threshold for value in found):
        return failed(f"The monitor alerts at {' and '.join(map(_number, dict.fromkeys(found)))}.", seen)
    return passed(f"The monitor alerts at {threshold:g}.", seen)


@check(hint="`notify_no_data: true` and `no_data_timeframe: 10`.")
def account_monitor_notifies_on_no_data(monitor: Monitor, *, minutes: int) -> Finding:
    """The monitor notifies when data is missing for the asked time."""
    if not monitor.read:
        return _not_read(monitor)
    told = f"notify_no_data {str(monitor.notify_no_data).lower()}, no_data_timeframe {monitor.no_data_timeframe}"
    seen = Evidence(
        "no data",
        seen=f"{told}, on_missing_data {monitor.on_missing_data}" if monitor.on_missing_data else told,
        wanted=f"notify_no_data true, no_data_timeframe {minutes}",
        where=where(monitor),
    )
    if monitor.on_missing_data == "show_and_notify_no_data":
        if monitor.no_data_timeframe == minutes or _says_minutes(monitor, minutes):
            return passed(f"The monitor notifies when data is missing for {minutes} minutes.", seen)
        return unknown("The monitor notifies when data is missing; after which time, its options do not say.", seen)
    if not monitor.notify_no_data or monitor.on_missing_data:
        return failed("The monitor does not notify when data is missing.", seen)
    if monitor.no_data_timeframe != minutes:
        after = f"after {monitor.no_data_timeframe} minutes" if monitor.no_data_timeframe else "after no set time"
        return failed(f"The monitor notifies about missing data {after}.", seen)
    return passed(f"The monitor notifies when data is missing for {minutes} minutes.", seen)


def _says_minutes(monitor: Monitor, minutes: int) -> bool:
    retention = dict(monitor.options).get("group_retention_duration", "")
    return retention in (f"{minutes}m", f"{minutes * 60}s")


@check(hint="Your address with a leading @, outside of the conditional blocks or in each of them.")
def account_monitor_mails_in_every_state(monitor: Monitor) -> Finding:
    """The monitor mails somebody in each of its states."""
    return mails_in(monitor, STATES)


def mails_in(monitor: Monitor, states: Sequence[State]) -> Finding:
    """Does its message mail somebody in each of these states?"""
    seen = Evidence("message", seen=_shown(monitor.message), where=where(monitor))
    try:
        message = parse_message(monitor.message)
    except MessageError as problem:
        return unknown(f"Whom the message notifies cannot be told: {problem}", seen)
    texts = {state: visible_in(message, state) for state in states}
    mailed = {state: email_handles_in(text) for state, text in texts.items()}
    silent = [state for state in states if not mailed[state] and _ALL not in handles_in(texts[state])]
    if len(silent) == len(states):
        others = handles_in("".join(texts.values()))
        instead = f"; it notifies {', '.join(others)}" if others else ""
        return failed(f"The message mails nobody{instead}.", seen)
    if silent:
        return failed(f"The message mails nobody on {' and '.join(silent)}.", seen)
    to = dict.fromkeys(handle for handles in mailed.values() for handle in handles)
    note = "" if to else "The message notifies everybody (@all) and names no address."
    return passed(f"The message mails {', '.join(to) or _ALL} {_every(states)}.", seen, note=note)


def _every(states: Sequence[State]) -> str:
    return "in every state" if len(states) == len(STATES) else f"on {' and '.join(states)}"


@check(hint="`{{#is_alert}}…{{/is_alert}}`, `{{#is_warning}}…{{/is_warning}}`, `{{#is_no_data}}…{{/is_no_data}}`.")
def account_monitor_words_each_state(monitor: Monitor) -> Finding:
    """The message differs for alert, warning and no data."""
    seen = Evidence("message", seen=_shown(monitor.message), where=where(monitor))
    if not monitor.message.strip():
        return failed("The monitor has no message.")
    try:
        own = own_texts(parse_message(monitor.message))
    except MessageError as problem:
        return failed(str(problem), seen)
    without = [state for state in STATES if not own[state]]
    if len(without) == len(STATES):
        return failed("The message is the same in every state.", seen)
    if without:
        return failed(f"The message has no words of its own for {' and '.join(without)}.", seen)
    if len(set(own.values())) < len(STATES):
        return failed("Two states have the same words.", seen)
    return passed("Alert, warning and no data have words of their own.", seen)


@check(hint="`{{value}}` and `{{host.ip}}` in the alert text, and the monitor grouped by host.")
def account_monitor_tells_value_and_host(monitor: Monitor) -> Finding:
    """The alert tells the value and the host's address."""
    seen = Evidence("message", seen=_shown(monitor.message), wanted="{{value}} and {{host.ip}}", where=where(monitor))
    try:
        shown = variables_in(without_comments(visible_in(parse_message(monitor.message), "alert")))
    except MessageError as problem:
        return unknown(f"What the alert shows cannot be told: {problem}", seen)
    lacking = [f"{{{{{name}}}}}" for name in ("value", "host.ip") if name not in shown]
    if lacking:
        return failed(f"The alert's text does not show {' and '.join(lacking)}.", seen)
    query = parsed(monitor)
    if isinstance(query, Finding):
        return query
    leaves = [place.leaf for place in placements(query.query)]
    if any("host" in leaf.by for leaf in leaves):
        return passed(
            "The alert shows the value and the host's IP, and is grouped by host.", seen, query_evidence(monitor)
        )
    if leaves and all(restricted_to(leaf.scope, "host") for leaf in leaves):
        note = (
            "The monitor is scoped to a host and not grouped by host: see the e-mail for whether the IP is filled in."
        )
        return passed("The alert shows the value and the host's IP.", seen, query_evidence(monitor), note=note)
    reason = "The monitor is neither grouped by host nor scoped to one, so {{host.ip}} stays empty."
    return failed(reason, seen, query_evidence(monitor, "… by {host}"))


def parsed(monitor: Monitor) -> MonitorQuery | Finding:
    try:
        return parse_monitor_query(monitor.query)
    except QueryError as problem:
        return unknown(f"The monitor's query cannot be read: {problem}", query_evidence(monitor))


def query_evidence(monitor: Monitor, wanted: str = "") -> Evidence:
    return Evidence("query", seen=monitor.query, wanted=wanted, where=where(monitor))


def _not_read(monitor: Monitor) -> Finding:
    return unknown(f"Of the monitor {monitor.name} only a summary is known.")


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN_MOST else text[:_SHOWN_MOST] + "…"


def where(monitor: Monitor) -> str:
    return f"monitor {monitor.id}"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"
