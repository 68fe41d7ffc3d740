"""Monitors and message templates that stand there as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import isfinite

from verifier.facts.document import (
    Code,
    Passage,
    Place,
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
_STATE = re.compile(r"(?:\{\{|\[\[)\s*[#/^]\s*is_\w+")
_TRUE = ("true", "yes", "on", "1")
_SEVERAL = re.compile(
    r"(?m)^[ \t]*(?P<names>[A-Z_a-z]\w*(?:[ \t]*,[ \t]*[A-Z_a-z]\w*){1,5})[ \t]*=[ \t]*"
    r"(?P<numbers>\d[\d.]*(?:[ \t]*,[ \t]*\d[\d.]*){1,5})[ \t]*(?:#|$)"
)
_LABELLED = re.compile(
    r"(?i)^\W*(?:(?:for|on|in|if|the|an?) ){0,3}(?P<state>alert|warning|warn|no[ -]?data)\w*(?: (?:state|message|"
    r"text|mail))?\W{0,3}[:=–-]\W{0,3}"
    r"[\"“](?P<text>[^\"”]{3,400})[\"”]"
)
_HANDLE = re.compile(r"(?<![\w@])@[\w.+-]+@[\w-]+\.[\w.]+")
_BLOCK = {"alert": "is_alert", "warning": "is_warning", "warn": "is_warning"}
_MESSAGE = re.compile(r"[\"']?message[\"']?\s*(?::|=>|=)\s*\"(?P<value>(?:[^\"\\]|\\.){0,5000})\"")
_LONG_TEXT = re.compile(
    r"<<[-~]?[\"']?(?P<mark>[A-Z]\w{1,15})[\"']?[^\n]*\n(?P<value>.{0,5000}?)\n\s*(?P=mark)\b|"
    r"(?P<quote>\"{3}|'{3})(?P<text>.{0,5000}?)(?P=quote)",
    re.DOTALL,
)
_VARIABLE = re.compile(r"\{\{\s*(?:value|threshold|warn_threshold|host\.\w+|last_triggered_at)\s*\}\}")
MAX_MONITORS = 200


def find(codes: Sequence[Code], passages: Sequence[Passage], queries: Sequence[ShownQuery]) -> ShownMonitors:
    monitors: list[ShownMonitor] = []
    shown = [query for query in queries if query.role == "monitor" and query.block >= 0][:MAX_MONITORS]
    for block, together in groupby(shown, key=lambda query: query.block):
        monitors += _in_block(list(together), codes[block])
    places = {(m.place.file, m.place.first) for m in monitors}
    for code in codes:
        if _OPTION.search(code.text) and not any(
            file == code.place.file and code.place.first <= line <= code.place.last for file, line in places
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
    if not messages:
        messages = list(_labelled(passages))
    return ShownMonitors(
        tuple(sorted(monitors, key=lambda monitor: monitor.place.order)),
        tuple(sorted(messages, key=lambda message: message.place.order)),
    )


def _in_block(queries: Sequence[ShownQuery], code: Code) -> Iterator[ShownMonitor]:
    """The options belong to the only monitor of a block, else to the one on the same line."""
    lines = code.text.split("\n")
    for query in queries:
        text = code.text if len(queries) == 1 else lines[query.place.first - code.place.first]
        yield _options(query.text, text, query.place)


def _options(query: str, text: str, place: Place) -> ShownMonitor:
    warning, critical = _number(_WARNING, text), _number(_CRITICAL, text)
    notify = _NOTIFY.search(text)
    frame = _number(_FRAME, text)
    missing = _MISSING.search(text)
    told = None if notify is None else notify["value"].lower() in _TRUE
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
    """The number, or that of the constant it is written by."""
    match = pattern.search(text)
    value = match["value"] if match else ""
    if value.isidentifier():
        value = _constant(value, text)
    try:
        number = float(value) if value else None
    except ValueError:
        return None
    return number if number is not None and isfinite(number) else None


def _constant(name: str, text: str) -> str:
    """What a name is set to: `LIMIT = 10`, or `WARN, LIMIT = 500, 10`; "" where that is not told."""
    for match in _SEVERAL.finditer(text):
        names, numbers = (re.split(r"\s*,\s*", match[part]) for part in ("names", "numbers"))
        if name in names and len(names) == len(numbers):
            return numbers[names.index(name)]
    alone = re.search(rf"(?m)(?:^|;)[ \t]*{name}[ \t]*=[ \t]*(?P<number>\d[\d.]*)", text)
    return alone["number"] if alone else ""


def _labelled(passages: Sequence[Passage]) -> Iterator[ShownMessage]:
    """`alert: "…"`, `warning: "…"`, `no data: "…"`, each on a line of its own: the texts of one message."""
    told = [(match, p) for p in passages if p.place.section == "monitoring" and (match := _LABELLED.match(p.text))]
    states = {match["state"].lower() for match, _ in told}
    if len(states) >= 2:
        blocks = [(_BLOCK.get(match["state"].lower(), "is_no_data"), match["text"]) for match, _ in told]
        handles = " ".join(
            handle for p in passages if p.place.section == "monitoring" for handle in _HANDLE.findall(p.text)
        )
        text = "\n".join(f"{{{{#{block}}}}}{text}{{{{/{block}}}}}" for block, text in blocks)
        yield ShownMessage(f"{text}\n{handles}".strip(), told[-1][1].place)


def _is_message(code: Code) -> bool:
    """Does it hold the text of a notification? One without states is one too, where the monitor is spoken of."""
    return bool(_STATE.search(code.text)) or (
        code.place.section == "monitoring" and not code.file and bool(_VARIABLE.search(code.text))
    )


def _message(text: str) -> str:
    """The message of a request's body or of a script, else the whole text. Ansible's `[[…]]` stands for `{{…}}`."""
    if "[[" in text and _STATE.search(text):
        text = re.sub(r"\[\[([^\[\]\n]{1,80})\]\]", r"{{\1}}", text)
    for match in _LONG_TEXT.finditer(text):
        inside: str = match["value"] or match["text"] or ""
        if _STATE.search(inside):
            return inside
    for match in _MESSAGE.finditer(text):
        if _STATE.search(match["value"]):
            return match["value"].replace("\\n", "\n").replace('\\"', '"')
    return text
