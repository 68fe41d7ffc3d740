"""The metrics that a board draws, for checks: each with its graph, its scope and the functions around it."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.facts.account import Board
from verifier.queries import Placement, QueryError, TemplateVariable, parse_metric_query, placements, with_variables
from verifier.verdicts import Evidence


@dataclass(frozen=True)
class Drawn:
    """One metric in one query of one graph, with the board's template variables at their defaults."""

    place: Placement
    query: str
    widget: str

    @property
    def metric(self) -> str:
        return self.place.leaf.metric

    def evidence(self, wanted: str = "") -> Evidence:
        return Evidence("query", seen=self.query, wanted=wanted, where=self.widget)


@dataclass(frozen=True)
class Drawing:
    """Everything that a board draws; unreadable: queries that the grammar does not know."""

    drawn: tuple[Drawn, ...]
    unreadable: tuple[str, ...]


def drawing_of(board: Board) -> Drawing:
    """The metrics of all graphs of the board, in its order."""
    variables = {
        each.name: TemplateVariable(each.prefix, each.defaults or ((each.default,) if each.default else ()))
        for each in board.variables
    }
    drawn: list[Drawn] = []
    unreadable: list[str] = []
    for widget in board.widgets:
        for text in widget.queries:
            try:
                query = with_variables(parse_metric_query(text), variables)
            except QueryError:
                unreadable.append(text)
                continue
            drawn += [Drawn(place, text, widget.title or widget.type) for place in placements(query)]
    return Drawing(tuple(drawn), tuple(unreadable))
