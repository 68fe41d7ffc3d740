"""Which of the queries that a document shows belong to the board, and what each of them asks.

Where a script is shown, its queries count; fragments beside it do not. Without one, every graph's definition counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verifier.facts.document import ShownChecks, ShownQueries, ShownQuery, ShownScripts
from verifier.queries import Placement, QueryError, parse_metric_query, placements

CALLS = ("python", "ruby", "curl", "terraform", "cli", "javascript", "go", "http")


@dataclass(frozen=True)
class Told:
    """One metric in one query of the board."""

    place: Placement
    query: ShownQuery

    @property
    def metric(self) -> str:
        return self.place.leaf.metric


def groups(queries: ShownQueries, scripts: ShownScripts) -> list[list[ShownQuery]]:
    """The board's queries: of each script, the last one first; without a script all together. Empty: none is shown."""
    made = {script.block for script in scripts.items if script.form in CALLS and script.block >= 0}
    board = [query for query in queries.items if query.role == "board"]
    chosen = [query for query in board if query.block in made]
    chosen = (
        chosen
        or board
        or [query for query in queries.items if query.role in ("answer", "prose") and not _of_monitor(query.text)]
    )
    if not any(query.block in made for query in chosen):
        return [chosen] if chosen else []
    blocks = sorted({query.block for query in chosen}, reverse=True)
    return [[query for query in chosen if query.block == block] for block in blocks]


def told(queries: Sequence[ShownQuery]) -> Iterator[Told]:
    """Every metric in them; a query that the grammar does not know is left out."""
    for query in queries:
        try:
            parsed = parse_metric_query(query.text)
        except QueryError:
            continue
        for place in placements(parsed):
            yield Told(place, query)


def accepted_metrics(metric: str, checks: ShownChecks) -> frozenset[str]:
    """The asked name, and the names that the candidate's own check sends."""
    return frozenset({metric, *(value.name for code in checks.codes for value in code.values)})


def _of_monitor(text: str) -> bool:
    return bool(re.match(r"\w+\((?:last|current)_", text))
