"""What an object of the account was when it was looked at: titles, queries and settings from the kept facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from verifier.checks.registry import all_checks
from verifier.definition import Definition
from verifier.facts import Fact
from verifier.facts.account import Board, Monitor, TracedService
from verifier.subjects.narrow import Values

SHOWN: tuple[type[Fact], ...] = (Board, Monitor, TracedService)
MOST_LINES, LONGEST = 40, 600


@dataclass(frozen=True)
class KeptObject:
    """kind: a key of words.SUBJECTS. lines: (what it is called, what it was). at: when it was seen."""

    kind: str
    name: str
    lines: tuple[tuple[str, str], ...]
    at: datetime | None
    deleted: bool


def rows_of_objects(definition: Definition) -> Mapping[str, frozenset[type[Fact]]]:
    """Row -> the objects that it is about, as its checks ask for them."""
    checks = all_checks()
    return {
        step.key: frozenset(
            wanted.fact
            for criterion in step.criteria
            for name in criterion.checks
            if name in checks
            for wanted in checks[name].facts
            if wanted.fact in SHOWN
        )
        for step in definition.steps
    }


def kept_objects(values: Values, at: datetime | None) -> Mapping[type[Fact], KeptObject]:
    """The judged objects that were there."""
    found: dict[type[Fact], KeptObject] = {}
    board, monitor, service = (values.get(kind) for kind in SHOWN)
    if isinstance(board, Board):
        found[Board] = KeptObject("board", board.title, _short(_board(board)), at, board.deleted)
    if isinstance(monitor, Monitor):
        found[Monitor] = KeptObject("monitor", monitor.name, _short(_monitor(monitor)), at, monitor.deleted)
    if isinstance(service, TracedService):
        found[TracedService] = KeptObject("service", service.name, _short(_service(service)), at, deleted=False)
    return found


def _board(board: Board) -> Iterable[tuple[str, str]]:
    yield _("Layout"), board.layout
    yield _("Made"), board.created_at[:10]
    for widget in board.widgets:
        yield widget.title or widget.type, "\n".join(widget.queries)


def _monitor(monitor: Monitor) -> Iterable[tuple[str, str]]:
    yield _("Query"), monitor.query
    yield _("Alert"), "" if monitor.critical is None else f"{monitor.critical:g}"
    yield _("Warning"), "" if monitor.warning is None else f"{monitor.warning:g}"
    yield _("No data"), _no_data(monitor)
    yield _("Message"), monitor.message
    yield _("Tags"), ", ".join(monitor.tags)


def _no_data(monitor: Monitor) -> str:
    if monitor.on_missing_data:
        return monitor.on_missing_data
    if not monitor.notify_no_data:
        return _("nobody is told")
    return _("told after %(minutes)s minutes") % {"minutes": monitor.no_data_timeframe}


def _service(service: TracedService) -> Iterable[tuple[str, str]]:
    yield _("Operations"), ", ".join(service.operations)
    yield _("Resources"), "\n".join(service.resources)
    yield _("Hosts"), ", ".join(service.hosts)


def _short(lines: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    told = [(name, text if len(text) <= LONGEST else text[:LONGEST] + "…") for name, text in lines if text]
    return tuple(told[:MOST_LINES])
