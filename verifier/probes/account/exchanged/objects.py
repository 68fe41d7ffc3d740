"""Boards, monitors and downtimes in recorded exchanges: read, made, changed or deleted, of all generations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from re import Match

from verifier.datadog import Answer, Request
from verifier.probes.account import boards, downtimes, monitors
from verifier.probes.account.exchanged.seen import Seen
from verifier.probes.account.shape import identifier, obj, objs, text, whole


def dashboard(seen: Seen, request: Request, answer: Answer, found: Match[str]) -> None:
    """`/api/v1/dashboard[/{id}]`, and the deletion of several at once."""
    if request.method == "DELETE":
        gone = [found["id"]] if found["id"] else [identifier(item.get("id")) for item in _asked(request, "data")]
        for board_id in gone:
            _board_deleted(seen, board_id)
    elif isinstance(obj(answer.body).get("dashboards"), list):
        for board in boards.read_list(answer.body):
            seen.add_board(board)
    else:
        seen.add_board(boards.read_board(obj(answer.body)))


def legacy_board(seen: Seen, request: Request, answer: Answer, found: Match[str]) -> None:
    """`/api/v1/dash` and `/api/v1/screen`: known today by `new_id`."""
    listed = obj(answer.body).get("dashes") or obj(answer.body).get("screenboards")
    if request.method == "DELETE":
        _board_deleted(seen, seen.legacy_ids.get(found["id"] or "", found["id"] or ""))
        return
    for item in objs(listed) if isinstance(listed, list) else (obj(answer.body),):
        board = boards.read_legacy(item)
        if board is not None:
            own = obj(item, "dash") or item
            seen.legacy_ids[identifier(own.get("id"))] = board.id
            seen.add_board(replace(board, read=board.read and not isinstance(listed, list)))


def _board_deleted(seen: Seen, board_id: str) -> None:
    board = seen.boards.get(board_id)
    if board is None:
        seen.remark(f"The dashboard {board_id} was deleted; it was not seen before.")
    else:
        seen.boards[board_id] = replace(board, deleted=True)


def monitor(seen: Seen, request: Request, answer: Answer, found: Match[str]) -> None:
    """`/api/v1/monitor[/{id}]`."""
    if request.method == "DELETE":
        number = whole(obj(answer.body).get("deleted_monitor_id")) or whole(found["id"]) or 0
        known = seen.monitors.get(number)
        if known is None:
            seen.remark(f"The monitor {number} was deleted; it was not seen before.")
        else:
            seen.monitors[number] = replace(known, deleted=True)
    elif isinstance(answer.body, list):
        for item in monitors.read_monitors(answer.body):
            seen.add_monitor(item)
        seen.all_monitors = seen.all_monitors or not request.params
    else:
        seen.add_monitor(monitors.read_monitor(obj(answer.body)))


def monitor_search(seen: Seen, _request: Request, answer: Answer, _found: Match[str]) -> None:
    """`/api/v1/monitor/search`: summaries, which hold no options."""
    for item in monitors.read_monitors(obj(answer.body).get("monitors")):
        seen.add_monitor(item)


def downtime_v1(seen: Seen, request: Request, answer: Answer, found: Match[str]) -> None:
    """`/api/v1/downtime[/{id}]`."""
    if request.method == "DELETE":
        _canceled(seen, seen.legacy_ids.get(found["id"] or "", found["id"] or ""))
        return
    items = objs(answer.body) if isinstance(answer.body, list) else (obj(answer.body),)
    for item in items:
        downtime = downtimes.read_v1_item(item)
        if downtime is not None:
            seen.legacy_ids[identifier(item.get("id"))] = downtime.id
            seen.add_downtime(downtime)


def downtime_v2(seen: Seen, request: Request, answer: Answer, found: Match[str]) -> None:
    """`/api/v2/downtime[/{id}]`."""
    if request.method == "DELETE":
        _canceled(seen, found["id"] or "")
        return
    data = obj(answer.body).get("data")
    if isinstance(data, list):
        for item in downtimes.read_v2(answer.body):
            seen.add_downtime(item)
        total = whole(obj(answer.body, "meta", "page").get("total_filtered_count"))
        seen.all_downtimes = seen.all_downtimes or total == len(data)
    else:
        seen.add_downtime(downtimes.read_v2_item(obj(data)))


def downtime_matches(seen: Seen, _request: Request, answer: Answer, found: Match[str]) -> None:
    """`/api/v2/monitor/{id}/downtime_matches`: which downtimes mute a monitor now, without their schedules."""
    names = [text(item.get("id")) for item in objs(obj(answer.body).get("data"))]
    seen.remark(f"The monitor {found['id']} is muted now by {', '.join(names) or 'no downtime'}.")


def _canceled(seen: Seen, downtime_id: str) -> None:
    known = seen.downtimes.get(downtime_id)
    if known is None:
        seen.remark(f"The downtime {downtime_id} was canceled; it was not seen before.")
    else:
        seen.downtimes[downtime_id] = replace(known, status="canceled")


def _asked(request: Request, name: str) -> tuple[Mapping[str, object], ...]:
    return objs(obj(request.content).get(name))
