"""The downtimes of the account, of both versions of the API.

Version 2 lists all of them, but takes a scope of its own even to read; version 1 takes the scope of
the monitors and may miss what was made in the UI of today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from verifier.datadog import CouldNotLook
from verifier.facts.account import Downtime, Downtimes, WeeklyWindow
from verifier.probes.account.probe import Ask, Probe, Told
from verifier.probes.account.shape import identifier, obj, objs, text, texts, whole
from verifier.schedules import NotWeekly, Recurrence, from_v1, read_v2_schedule

V2 = "/api/v2/downtime"
V1 = "/api/v1/downtime"
PAGE = 100
PAGES = 10
MOST = PAGE * PAGES
"""So many downtimes, and so many ways in which they repeat: of more, a part would be no answer, and all would take too long."""
TOO_MANY = f"The account has more than {MOST:,} downtimes, too many to look through."
ONLY_V1 = "Only version 1 of the API could be read, which may miss downtimes made in the UI of today."


Listed = tuple[list[Downtime], bool]


def ask_downtimes(ask: Ask) -> Told:
    try:
        return _listed(ask)
    except _TooMany:
        raise CouldNotLook(TOO_MANY) from None


def _listed(ask: Ask) -> Told:
    questions: tuple[Callable[[Ask], Listed], ...] = (_of_v2, _of_v1)
    (newer, fault), (older, _) = ask.each(lambda question: _try(question, ask), questions)
    if newer is None and older is None:
        raise fault or CouldNotLook("Datadog did not list the downtimes.")
    if newer is None:
        told = fault.reason if fault else ""
        ask.missing.append(f"{told} {ONLY_V1}".strip())
        return {Downtimes: Downtimes(_bounded(tuple(older[0] if older else ())), False, ask.now, ONLY_V1)}
    listed, complete = newer
    if not complete:
        ask.missing.append("not every downtime was listed")
    return {Downtimes: Downtimes(_bounded(merged(listed, older[0] if older else ())), complete, ask.now)}


class _TooMany(Exception):
    """Where one version lists too many, the other is no answer either."""


def _bounded(found: tuple[Downtime, ...]) -> tuple[Downtime, ...]:
    if len(found) > MOST or sum(len(downtime.windows) for downtime in found) > MOST:
        raise _TooMany
    return found


def _try(question: Callable[[Ask], Listed], ask: Ask) -> tuple[Listed | None, CouldNotLook | None]:
    try:
        return question(ask), None
    except CouldNotLook as fault:
        return None, fault


def _of_v2(ask: Ask) -> Listed:
    found: dict[str, Downtime] = {}
    seen = 0
    for _ in range(PAGES):
        body = ask.port.get(V2, [("page[offset]", seen), ("page[limit]", PAGE)])
        listed = objs(obj(body).get("data"))
        found.update((downtime.id, downtime) for downtime in read_v2(body))
        seen += len(listed)
        total = whole(obj(body, "meta", "page").get("total_filtered_count"))
        if not listed or (len(listed) < PAGE if total is None else seen >= total):
            return list(found.values()), total is None or seen >= total
    raise _TooMany


def _of_v1(ask: Ask) -> Listed:
    return list(read_v1(ask.port.get(V1))), True


def merged(newer: Iterable[Downtime], older: Iterable[Downtime]) -> tuple[Downtime, ...]:
    """Both lists, each downtime once: version 1 tells the id that version 2 knows it by."""
    found = {downtime.id: downtime for downtime in older}
    return tuple((found | {downtime.id: downtime for downtime in newer}).values())


def read_v2(body: object) -> tuple[Downtime, ...]:
    """The downtimes of a list of version 2."""
    return tuple(found for item in objs(obj(body).get("data")) if (found := read_v2_item(item)) is not None)


def read_v2_item(item: Mapping[str, object]) -> Downtime | None:
    """One `data` object of version 2. None where it has no id."""
    attributes = obj(item, "attributes")
    if not text(item.get("id")):
        return None
    aim = obj(attributes, "monitor_identifier")
    schedule = read_v2_schedule(obj(attributes, "schedule"))
    windows, problem = _windows(schedule.recurrences)
    return Downtime(
        id=text(item.get("id")),
        version=2,
        monitor_id=whole(aim.get("monitor_id")),
        monitor_tags=texts(aim.get("monitor_tags")),
        scope=text(attributes.get("scope")),
        message=text(attributes.get("message")),
        timezone=schedule.timezone,
        status="canceled" if attributes.get("canceled") else text(attributes.get("status")),
        windows=windows,
        problem=problem,
        notify=texts(attributes.get("notify_end_states")),
        created_at=text(attributes.get("created")),
    )


def read_v1(body: object) -> tuple[Downtime, ...]:
    """The downtimes of a list of version 1."""
    return tuple(found for item in objs(body) if (found := read_v1_item(item)) is not None)


def read_v1_item(item: Mapping[str, object]) -> Downtime | None:
    """One downtime of version 1. None where it has no id."""
    own_id = text(item.get("uuid")) or identifier(item.get("id"))
    if not own_id:
        return None
    zone = text(item.get("timezone")) or "UTC"
    window = from_v1(item.get("start"), item.get("end"), item.get("recurrence"), zone)
    windows, problem = _windows((window,))
    return Downtime(
        id=own_id,
        version=1,
        monitor_id=whole(item.get("monitor_id")),
        monitor_tags=texts(item.get("monitor_tags")),
        scope=" AND ".join(texts(item.get("scope"))),
        message=text(item.get("message")),
        timezone=zone,
        status=_status_v1(item),
        windows=windows,
        problem=problem,
        notify=texts(item.get("notify_end_states")),
        created_at=_iso(whole(item.get("created"))),
    )


def _windows(found: Iterable[Recurrence | NotWeekly]) -> tuple[tuple[WeeklyWindow, ...], str]:
    recurrences = list(found)
    windows = [
        WeeklyWindow(each.start, each.duration_seconds, each.rrule)
        for each in recurrences
        if isinstance(each, Recurrence)
    ]
    problems = dict.fromkeys(each.reason for each in recurrences if isinstance(each, NotWeekly))
    return tuple(windows), " ".join(problems)


def _status_v1(item: Mapping[str, object]) -> str:
    if item.get("canceled") or item.get("disabled"):
        return "canceled"
    return text(item.get("status")) or ("active" if item.get("active") is True else "")


def _iso(epoch: int | None) -> str:
    try:
        return datetime.fromtimestamp(epoch, UTC).isoformat() if epoch else ""
    except (ValueError, OverflowError, OSError):
        return ""


PROBE = Probe("downtimes", (Downtimes,), (V2, V1), ask_downtimes)
