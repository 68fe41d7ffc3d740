"""The monitors of the account: query, message, thresholds, and what they do without data."""

from __future__ import annotations

import json
from collections.abc import Mapping

from verifier.facts.account import Monitor, Monitors
from verifier.probes.account.probe import Ask, Probe, Told
from verifier.probes.account.shape import epoch, number, obj, objs, text, texts, whole

MONITORS = "/api/v1/monitor"
PAGE = 200
PAGES = 10
_OWN_FIELDS = frozenset({"thresholds", "notify_no_data", "no_data_timeframe", "on_missing_data"})


def ask_monitors(ask: Ask) -> Told:
    found: dict[int, Monitor] = {}
    for page in range(PAGES):
        body = ask.port.get(MONITORS, [("page", page), ("page_size", PAGE)])
        before = len(found)
        found.update((monitor.id, monitor) for monitor in read_monitors(body))
        listed = len(body) if isinstance(body, list) else 0
        if listed < PAGE or len(found) == before:
            return {Monitors: Monitors(tuple(found.values()), complete=listed < PAGE)}
    ask.missing.append("not every monitor was listed")
    return {Monitors: Monitors(tuple(found.values()), complete=False)}


def read_monitors(body: object) -> tuple[Monitor, ...]:
    """The monitors of a list, of which each has an id."""
    return tuple(monitor for item in objs(body) if (monitor := read_monitor(item)) is not None)


def read_monitor(item: Mapping[str, object]) -> Monitor | None:
    """A monitor as `/monitor` gives it. None where it has no id."""
    number_of = whole(item.get("id"))
    if number_of is None:
        return None
    options = obj(item.get("options"))
    thresholds = obj(options.get("thresholds"))
    return Monitor(
        id=number_of,
        name=text(item.get("name")),
        type=text(item.get("type")),
        query=text(item.get("query")),
        message=text(item.get("message")),
        critical=number(thresholds.get("critical")),
        warning=number(thresholds.get("warning")),
        notify_no_data=options.get("notify_no_data") is True,
        no_data_timeframe=whole(options.get("no_data_timeframe")),
        on_missing_data=text(options.get("on_missing_data")),
        tags=texts(item.get("tags")),
        created_at=epoch(item.get("created_at")) or epoch(item.get("created")),
        modified_at=epoch(item.get("modified")),
        state=text(item.get("overall_state")) or text(item.get("status")),
        options=tuple((name, _as_text(value)) for name, value in options.items() if name not in _OWN_FIELDS),
        read=isinstance(item.get("options"), dict),
        deleted=bool(item.get("deleted")),
    )


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


PROBE = Probe("monitors", (Monitors,), (MONITORS,), ask_monitors)
