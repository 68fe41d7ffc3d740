"""Which monitor is judged."""

from __future__ import annotations

from collections.abc import Sequence

from verifier.facts.account import Monitor, Monitors
from verifier.facts.linked import LinkedObjects
from verifier.queries.asking import leaves
from verifier.queries.parsing import parse_monitor_query
from verifier.queries.tree import QueryError
from verifier.subjects.model import Subject
from verifier.subjects.wanted import Wanted

USUAL = Wanted()


def choose(
    monitors: Monitors, metric: str, linked: LinkedObjects | None, choice: str = "", wanted: Wanted = USUAL
) -> tuple[Monitor | None, Subject]:
    """The judged monitor, which watches the metric, and how it was chosen."""
    chosen, because = _pick(monitors.items, metric, linked, choice, wanted)
    if chosen is None:
        return None, Subject(others=tuple(_name(monitor) for monitor in monitors.items))
    others = tuple(_name(monitor) for monitor in monitors.items if monitor is not chosen)
    return chosen, Subject(_name(chosen), str(chosen.id), because, others)


def watches(monitor: Monitor, metric: str) -> bool:
    """Does its query name the metric? A query that the grammar cannot read counts when the name stands in it."""
    try:
        return any(leaf.metric == metric for leaf in leaves(parse_monitor_query(monitor.query).query))
    except QueryError:
        return f"{metric}{{" in monitor.query


def rows_met(monitor: Monitor, wanted: Wanted) -> int:
    """How many of the settings that tell monitors apart are as asked."""
    try:
        query = parse_monitor_query(monitor.query)
    except QueryError:
        return 0
    return (
        (query.time_aggregator == wanted.over_time)
        + (query.window_seconds == wanted.window_seconds)
        + (query.threshold == wanted.alert)
        + (wanted.warning is not None and monitor.warning == wanted.warning)
        + (wanted.no_data and monitor.notify_no_data)
        + ("@" in monitor.message)
    )


def _pick(
    monitors: Sequence[Monitor], metric: str, linked: LinkedObjects | None, choice: str, wanted: Wanted
) -> tuple[Monitor | None, str]:
    picked = [monitor for monitor in monitors if choice and choice == str(monitor.id)]
    if picked:
        return picked[0], "chosen"
    fitting = [monitor for monitor in monitors if watches(monitor, metric)]
    shown = [monitor for monitor in fitting if linked and monitor.id in linked.monitors]
    if shown:
        return max(shown, key=lambda m: (rows_met(m, wanted), m.created_at)), "linked in the document"
    best = max(fitting, key=lambda m: (rows_met(m, wanted), m.created_at), default=None)
    return best, "the only one on the metric" if len(fitting) == 1 else "meets most of its rows"


def _name(monitor: Monitor) -> str:
    return monitor.name or str(monitor.id)
