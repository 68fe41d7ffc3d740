"""Monitors, message templates and downtimes that stand there as text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from verifier.facts.document import (
    Code,
    Passage,
    Place,
    ShownDowntime,
    ShownDowntimes,
    ShownMessage,
    ShownMonitor,
    ShownMonitors,
    ShownQuery,
)

_PAIR = r"[\"']?\b{}\b[\"']?\s*(?::|=>|=)\s*[\"']?(?P<value>[\w.]+)"
_WARNING = re.compile(_PAIR.format("warning"))
_CRITICAL = re.compile(_PAIR.format("critical"))
_NOTIFY = re.compile(_PAIR.format("notify_no_data"))
_FRAME = re.compile(_PAIR.format("no_data_timeframe"))
_MISSING = re.compile(_PAIR.format("on_missing_data"))
_OPTION = re.compile(r"thresholds|no_data_timeframe|notify_no_data")
_STATE = re.compile(r"\{\{\s*[#/^]\s*is_\w+")
_MESSAGE = re.compile(r"[\"']?message[\"']?\s*(?::|=>|=)\s*\"(?P<value>(?:[^\"\\]|\\.){0,5000})\"")
_LONG_TEXT = re.compile(
    r"<<[-~]?[\"']?(?P<mark>[A-Z]\w{1,15})[\"']?[^\n]*\n(?P<value>.{0,5000}?)\n\s*(?P=mark)\b|"
    r"(?P<quote>\"{3}|'{3})(?P<text>.{0,5000}?)(?P=quote)",
    re.DOTALL,
)
_VARIABLE = re.compile(r"\{\{\s*(?:value|threshold|warn_threshold|host\.\w+|last_triggered_at)\s*\}\}")
_DAYS = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_RULE_DAYS = {name: number for number, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}


def find(codes: Sequence[Code], passages: Sequence[Passage], queries: Sequence[ShownQuery]) -> ShownMonitors:
    monitors: list[ShownMonitor] = []
    for query in queries:
        if query.role == "monitor" and query.block >= 0:
            monitors.append(_monitor(query, codes[query.block], alone=_alone(queries, query)))
    for code in codes:
        if _OPTION.search(code.text) and not any(
            m.place.file == code.place.file and code.place.first <= m.place.first <= code.place.last for m in monitors
        ):
            monitors.append(_options("", code.text, code.place))
    for passage in passages:
        if (
            passage.kind in ("own", "heading")
            and (_WARNING.search(passage.text) or _FRAME.search(passage.text))
            and "{" in passage.text
        ):
            monitors.append(_options("", passage.text, passage.place))
    monitors += [
        _options(query.text, "", query.place)
        for query in queries
        if query.role == "prose" and re.match(r"\w+\(last_", query.text)
    ]
    messages = [ShownMessage(_message(code.text), code.place) for code in codes if _is_message(code)]
    messages += [ShownMessage(p.text, p.place) for p in passages if p.kind != "question" and _STATE.search(p.text)]
    return ShownMonitors(
        tuple(sorted(monitors, key=lambda monitor: monitor.place.order)),
        tuple(sorted(messages, key=lambda message: message.place.order)),
    )


def _alone(queries: Sequence[ShownQuery], query: ShownQuery) -> bool:
    return sum(other.block == query.block and other.role == "monitor" for other in queries) == 1


def _monitor(query: ShownQuery, code: Code, *, alone: bool) -> ShownMonitor:
    """The options belong to the only monitor of a block, else to the one on the same line."""
    text = code.text if alone else code.text.split("\n")[query.place.first - code.place.first]
    return _options(query.text, text, query.place)


def _options(query: str, text: str, place: Place) -> ShownMonitor:
    warning, critical = _number(_WARNING, text), _number(_CRITICAL, text)
    notify = _NOTIFY.search(text)
    frame = _number(_FRAME, text)
    missing = _MISSING.search(text)
    told = None if notify is None else notify["value"].lower() == "true"
    if told is None and missing:
        told = missing["value"] == "show_and_notify_no_data"
    return ShownMonitor(
        query=query,
        warning=warning,
        critical=critical,
        notify_no_data=told,
        no_data_minutes=None if frame is None else int(frame),
        misplaced=(warning is not None or critical is not None) and "threshold" not in text,
        place=place,
    )


def _number(pattern: re.Pattern[str], text: str) -> float | None:
    match = pattern.search(text)
    try:
        return float(match["value"]) if match else None
    except ValueError:
        return None


def _is_message(code: Code) -> bool:
    """Does it hold the text of a notification? One without states is one too, where the monitor is spoken of."""
    return bool(_STATE.search(code.text)) or (
        code.place.section == "monitoring" and not code.file and bool(_VARIABLE.search(code.text))
    )


def _message(text: str) -> str:
    """The message of a request's body or of a script, else the whole text."""
    for match in _LONG_TEXT.finditer(text):
        inside: str = match["value"] or match["text"] or ""
        if _STATE.search(inside):
            return inside
    for match in _MESSAGE.finditer(text):
        if _STATE.search(match["value"]):
            return match["value"].replace("\\n", "\n").replace('\\"', '"')
    return text


def find_downtimes(codes: Sequence[Code]) -> ShownDowntimes:
    return ShownDowntimes(tuple(downtime for code in codes for downtime in _downtimes(code)))


def _downtimes(code: Code) -> Iterator[ShownDowntime]:
    if not re.search(r"recurrence|rrule|week_days", code.text):
        return
    for body in _bodies(code.text):
        days = _days(body)
        start, minutes = _times(body)
        aimed = bool(body.get("monitor_id") or body.get("monitor_tags") or "monitor_identifier" in json.dumps(body))
        if body.get("monitor_tags") == ["*"]:
            aimed = False
        yield ShownDowntime(days, start, minutes, aimed, code.place)


def _bodies(text: str) -> Iterator[dict[str, Any]]:
    """JSON objects in a text, the outermost first."""
    decoder = json.JSONDecoder()
    position = 0
    while (position := text.find("{", position)) >= 0:
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            position += 1
            continue
        if isinstance(value, dict):
            yield value


def _days(body: dict[str, Any]) -> tuple[int, ...]:
    recurrence = body.get("recurrence")
    if isinstance(recurrence, dict):
        days = recurrence.get("week_days") or []
        if recurrence.get("type") == "days" and recurrence.get("period") in (1, None):
            return tuple(range(7))
        if days:
            return tuple(sorted({_DAYS[str(day).lower()[:3]] for day in days if str(day).lower()[:3] in _DAYS}))
    rule = re.search(r"BYDAY=([A-Z,]+)", json.dumps(body))
    if rule:
        return tuple(sorted({_RULE_DAYS[day] for day in rule[1].split(",") if day in _RULE_DAYS}))
    return tuple(range(7)) if "FREQ=DAILY" in json.dumps(body) else ()


def _times(body: dict[str, Any]) -> tuple[int | None, int | None]:
    """The local minute of the day at which it begins, and its length in minutes."""
    start, end = body.get("start"), body.get("end")
    if isinstance(start, int) and isinstance(end, int):
        try:
            zone = ZoneInfo(str(body.get("timezone") or "UTC"))
            begin = datetime.fromtimestamp(start, UTC).astimezone(zone)
        except (ValueError, OSError, OverflowError, KeyError):
            return None, None
        return begin.hour * 60 + begin.minute, round((end - start) / 60)
    text = json.dumps(body)
    begins = re.search(r'"start"\s*:\s*"\d{4}-\d\d-\d\dT(\d\d):(\d\d)', text)
    lasts = re.search(r'"duration"\s*:\s*"(\d+)([smhdw])"', text)
    unit = {"s": 1 / 60, "m": 1, "h": 60, "d": 1440, "w": 10080}
    return (
        int(begins[1]) * 60 + int(begins[2]) if begins else None,
        round(int(lasts[1]) * unit[lasts[2]]) if lasts else None,
    )
