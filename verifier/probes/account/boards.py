"""The dashboards of the account. The list has no widgets, so each board is read, the newest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from verifier.datadog import CouldNotLook
from verifier.facts.account import Board, Boards, TemplateVariable
from verifier.probes.account.probe import Ask, Probe, Told
from verifier.probes.account.shape import identifier, obj, objs, text, texts
from verifier.probes.account.widgets import read_widgets

DASHBOARDS = "/api/v1/dashboard"
PAGE = 100
PAGES = 5
READ_MOST = 60
SHARED_READ_MOST = 300


def ask_boards(ask: Ask) -> Told:
    listed, complete = _listed(ask)
    newest = _in_turns(sorted(listed, key=lambda board: board.modified_at or board.created_at, reverse=True), ask.tags)
    most = SHARED_READ_MOST if ask.tags else READ_MOST
    read = ask.each(lambda board: _read(ask, board), newest[:most])
    faults = [fault for _, fault in read if fault]
    if faults and len(faults) == len(read):
        raise CouldNotLook(f"The dashboards are listed, but none could be read: {faults[0]}")
    boards = (*(board for board, _ in read), *newest[most:])
    if len(newest) > most:
        ask.missing.append(f"only the {most} newest of {len(newest)} dashboards were read")
    if faults:
        ask.missing.append(f"{len(faults)} of {len(newest)} dashboards could not be read: {faults[0]}")
    whole = complete and not faults and len(newest) <= most
    return {Boards: Boards(boards, complete=whole)}


def _listed(ask: Ask) -> tuple[list[Board], bool]:
    found: dict[str, Board] = {}
    for page in range(PAGES):
        body = ask.port.get(DASHBOARDS, [("count", PAGE), ("start", page * PAGE)])
        before = len(found)
        listed = objs(obj(body).get("dashboards"))
        found.update((board.id, board) for board in read_list(body))
        if len(listed) < PAGE or len(found) == before:
            return list(found.values()), len(listed) < PAGE
    ask.missing.append("not every dashboard was listed")
    return list(found.values()), False


def _in_turns(newest: Sequence[Board], tags: Sequence[str]) -> list[Board]:
    """One of each who share the account after the other, and of those that name nobody: who makes many boards takes the
    place of none but their own.
    """
    of: Counter[str] = Counter()
    turns = []
    for board in newest:
        words = f"{board.title} {board.description}".lower()
        whose = next((tag for tag in tags if tag.lower() in words), "")
        turns.append(of[whose])
        of[whose] += 1
    return [board for _turn, board in sorted(zip(turns, newest, strict=True), key=lambda pair: pair[0])]


def _read(ask: Ask, listed: Board) -> tuple[Board, str]:
    """The whole board, or the listed one and why not."""
    try:
        whole = read_board(obj(ask.port.get(f"{DASHBOARDS}/{quote(listed.id, safe='')}")))
    except CouldNotLook as fault:
        if fault.status == 404:
            return replace(listed, deleted=True), ""
        return listed, fault.reason
    return (whole, "") if whole is not None and whole.read else (listed, "its answer holds no widgets")


def read_list(body: object) -> tuple[Board, ...]:
    """The boards of a list, of which the widgets are not known yet."""
    listed = (read_board(item) for item in objs(obj(body).get("dashboards")))
    return tuple(replace(board, read=False) for board in listed if board is not None)


def read_board(item: Mapping[str, object]) -> Board | None:
    """A board as `/dashboard/{id}` gives it. None where it has no id."""
    board_id = identifier(item.get("id"))
    if not board_id:
        return None
    return Board(
        id=board_id,
        title=text(item.get("title")),
        description=text(item.get("description")),
        layout=text(item.get("layout_type")),
        url=text(item.get("url")),
        author=text(item.get("author_handle")),
        created_at=text(item.get("created_at")),
        modified_at=text(item.get("modified_at")),
        widgets=read_widgets(item.get("widgets")),
        variables=_variables(item.get("template_variables")),
        read=isinstance(item.get("widgets"), list),
        deleted=bool(item.get("deleted_at")),
    )


def read_legacy(body: object) -> Board | None:
    """A board of `/api/v1/dash` or `/api/v1/screen`. Its id is `new_id`, under which it lives on today."""
    item = obj(body, "dash") or obj(body)
    board_id = text(item.get("new_id")) or identifier(item.get("id"))
    if not board_id:
        return None
    graphs = item.get("graphs")
    return Board(
        id=board_id,
        title=text(item.get("title")) or text(item.get("board_title")),
        description=text(item.get("description")),
        layout="ordered" if "board_title" not in item else "free",
        url=text(obj(body).get("url")),
        author=text(obj(item, "created_by").get("handle")),
        created_at=text(item.get("created")),
        modified_at=text(item.get("modified")),
        widgets=read_widgets(graphs if graphs is not None else item.get("widgets")),
        variables=_variables(item.get("template_variables")),
        read=isinstance(graphs, list) or isinstance(item.get("widgets"), list),
    )


def _variables(items: object) -> tuple[TemplateVariable, ...]:
    return tuple(
        TemplateVariable(text(item.get("name")), text(item.get("prefix")), defaults[0] if defaults else "", defaults)
        for item in objs(items)
        if text(item.get("name"))
        for defaults in [tuple(filter(None, texts(item.get("defaults")) or texts(item.get("default"))))]
    )


PROBE = Probe("dashboards", (Boards,), (DASHBOARDS,), ask_boards)
