"""Downtimes that stand there as code: request bodies as JSON, and calls in scripts of whatever language.

A body is read as JSON. In a script the days of the week are the anchor: what stands around a list of days, up to the
next list, tells when it begins and how long it lasts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from verifier.facts.document import Code, Place, ShownDowntime, ShownDowntimes

_DAYS = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_RULE_DAYS = {name: number for number, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
_IS_DOWNTIME = re.compile(r"recurrence|rrule|week_?days|schedule_downtime|Downtime\.create|datadog_downtime")
_RESOURCE = re.compile(r"resource\s+\"datadog_downtime_schedule\"")
_DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}"
_DAY_LIST = re.compile(
    rf"\[\s*[\"']?{_DAY}[\"']?(?:\s*,\s*[\"']?{_DAY}[\"']?)*\s*,?\s*\]|%w[\[({{]\s*{_DAY}(?:\s+{_DAY})*\s*[\])}}]|"
    rf"[\"']{_DAY}(?:[ ,]+{_DAY})*[\"']\s*\.split"
)
_MOMENT = re.compile(r"\b20\d\d-\d\d-\d\d[T ](?P<hour>\d\d):(?P<minute>\d\d)")
_EPOCH = re.compile(r"\b(?P<epoch>1[4-9]\d{8})\b")
_LENGTH = re.compile(
    r"\bhours?\s*[=:(]\s*(?P<hours>\d{1,3})\b|\bdays?\s*[=:(]\s*(?P<days>\d)\b|\b(?P<times>\d{1,2})\s*\*\s*(?:3600|60\s*\*\s*60)\b|"
    r"\b(?P<named>\d{1,2})\s*\*\s*(?:HOURS?|hours?|1\.hours?)\b|\b(?P<rails>\d{1,2})\.hours\b|"
    r"\"?duration\"?\s*[:=]\s*\"(?P<amount>\d{1,9})(?P<unit>[smhdw])\""
)
_ZONE = re.compile(r"\b(?:Europe|America|Asia|Africa|Australia|Pacific|Atlantic)/[A-Z][A-Za-z_]+\b")
_AIMED = re.compile(r"monitor_?(?:id|tags|identifier)", re.IGNORECASE)
_MINUTES = {"s": 1 / 60, "m": 1, "h": 60, "d": 1440, "w": 10080}
MAX_DOWNTIMES = 100
MAX_BODY = 10_000
MAX_BROKEN = 100
"""A downtime's request is a few hundred characters long, and few braces before it begin none."""
LAST_SECOND = 253_402_300_799  # of the year 9999
MAX_LISTS = 20
MAX_AROUND = 600


def find(codes: Sequence[Code]) -> ShownDowntimes:
    return ShownDowntimes(tuple(islice((downtime for code in codes for downtime in _downtimes(code)), MAX_DOWNTIMES)))


def _downtimes(code: Code) -> Iterator[ShownDowntime]:
    if not _IS_DOWNTIME.search(code.text):
        return
    found = [downtime for body in _bodies(code.text) if (downtime := _of_body(body, code.place))]
    yield from found or list(_of_terraform(code)) or _of_script(code)


def _of_terraform(code: Code) -> Iterator[ShownDowntime]:
    """Each resource by itself: its rule, its begin and its length stand there in any order."""
    for text in _RESOURCE.split(code.text)[1 : MAX_LISTS + 1]:
        rule = re.search(r"\brrule\s*=\s*\"([^\"\n]{1,200})\"", text)
        if rule:
            start, minutes = _around(re.sub(r"\brrule\b[^\n]*", "", text), "")
            days = _ruled(rule[1])
            yield ShownDowntime(days, start, minutes, bool(re.search(r"\bmonitor_id\s*=", text)), code.place)


def _of_body(body: dict[str, Any], place: Place) -> ShownDowntime | None:
    if not re.search(r"recurrence|rrule|week_days", json.dumps(body)):
        return None
    days = _days(body)
    start, minutes = _times(body)
    aimed = bool(body.get("monitor_id") or body.get("monitor_tags") or "monitor_identifier" in json.dumps(body))
    return ShownDowntime(days, start, minutes, aimed and body.get("monitor_tags") != ["*"], place)


def _of_script(code: Code) -> Iterator[ShownDowntime]:
    lists = list(_DAY_LIST.finditer(code.text))[:MAX_LISTS]
    zone = _ZONE.search(code.text)
    aimed = bool(_AIMED.search(code.text))
    for number, match in enumerate(lists):
        begin = max(lists[number - 1].end() if number else 0, match.start() - MAX_AROUND)
        days = tuple(sorted({_DAYS[name.lower()[:3]] for name in re.findall(_DAY, match[0])}))
        start, minutes = _around(code.text[begin : match.start()], zone[0] if zone else "")
        if minutes is None:
            end = lists[number + 1].start() if number + 1 < len(lists) else match.end() + MAX_AROUND
            later = _around(code.text[match.end() : min(end, match.end() + MAX_AROUND)], zone[0] if zone else "")
            start, minutes = (start if start is not None else later[0]), later[1]
        yield ShownDowntime(days, start, minutes, aimed, code.place)


def _around(text: str, zone: str) -> tuple[int | None, int | None]:
    """Begin and length in minutes, from the moments and lengths in a stretch of a script; the last ones count."""
    epochs = [int(match["epoch"]) for match in _EPOCH.finditer(text)]
    if len(epochs) >= 2:
        begin = _local_minute(epochs[-2], zone) if zone else None
        return begin, round((epochs[-1] - epochs[-2]) / 60)
    moments = [int(match["hour"]) * 60 + int(match["minute"]) for match in _MOMENT.finditer(text)]
    lengths = [_length(match) for match in _LENGTH.finditer(text)]
    if lengths:
        return (moments[-1] if moments else None), lengths[-1]
    if len(moments) >= 2:
        return moments[-2], (moments[-1] - moments[-2]) % 1440 or 1440
    return (moments[-1] if moments else None), None


def _length(match: re.Match[str]) -> int:
    if match["days"]:
        return int(match["days"]) * 1440
    if match["unit"]:
        return round(int(match["amount"]) * _MINUTES[match["unit"]])
    return int(match["hours"] or match["times"] or match["named"] or match["rails"]) * 60


def _bodies(text: str) -> Iterator[dict[str, Any]]:
    """JSON objects in a text, the outermost first."""
    decoder = json.JSONDecoder()
    position = broken = 0
    while (position := text.find("{", position)) >= 0 and broken < MAX_BROKEN:
        try:
            value, length = decoder.raw_decode(text[position : position + MAX_BODY])
        except (ValueError, RecursionError):
            position += 1
            broken += 1
            continue
        position += length
        if isinstance(value, dict):
            yield value


def _days(body: dict[str, Any]) -> tuple[int, ...]:
    recurrence = body.get("recurrence")
    if isinstance(recurrence, dict):
        days = recurrence.get("week_days") or []
        if recurrence.get("type") == "days" and recurrence.get("period") in (1, None):
            return tuple(range(7))
        if isinstance(days, list) and days:
            return tuple(sorted({_DAYS[str(day).lower()[:3]] for day in days if str(day).lower()[:3] in _DAYS}))
    return _ruled(json.dumps(body))


def _ruled(text: str) -> tuple[int, ...]:
    rule = re.search(r"BYDAY=([A-Z,]+)", text)
    if rule:
        return tuple(sorted({_RULE_DAYS[day] for day in rule[1].split(",") if day in _RULE_DAYS}))
    return tuple(range(7)) if "FREQ=DAILY" in text else ()


def _times(body: dict[str, Any]) -> tuple[int | None, int | None]:
    """The local minute of the day at which it begins, and its length in minutes."""
    start, end = body.get("start"), body.get("end")
    if isinstance(start, int) and isinstance(end, int):
        begin = _local_minute(start, str(body.get("timezone") or "UTC"))
        return begin, None if begin is None or abs(end) > LAST_SECOND else round((end - start) / 60)
    text = json.dumps(body)
    begins = re.search(r'"start"\s*:\s*"\d{4}-\d\d-\d\dT(\d\d):(\d\d)', text)
    lasts = re.search(r'"duration"\s*:\s*"(\d{1,9})([smhdw])"', text)
    return (
        int(begins[1]) * 60 + int(begins[2]) if begins else None,
        round(int(lasts[1]) * _MINUTES[lasts[2]]) if lasts else None,
    )


def _local_minute(epoch: int, zone: str) -> int | None:
    try:
        begin = datetime.fromtimestamp(epoch, UTC).astimezone(ZoneInfo(zone))
    except (ValueError, OSError, OverflowError, KeyError):
        return None
    return begin.hour * 60 + begin.minute
