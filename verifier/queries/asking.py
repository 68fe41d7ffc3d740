"""Questions about a query: which metrics, under which functions, rolled up how. Facts, no judgment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from verifier.queries.tree import Call, Leaf, MetricQuery, Name, Node, Number, Text, children


@dataclass(frozen=True)
class Rollup:
    """`.rollup(sum, 3600)`; None for what was not written, or not as a word and a whole number of seconds."""

    function: str | None
    seconds: int | None


@dataclass(frozen=True)
class Placement:
    """One appearance of a leaf, and the calls around it, innermost first."""

    leaf: Leaf
    calls: tuple[Call, ...]

    @property
    def functions(self) -> tuple[str, ...]:
        """The names of the functions around it, innermost first."""
        return tuple(call.function for call in self.calls)

    @property
    def rollups(self) -> tuple[Rollup, ...]:
        """The rollups around it, innermost first."""
        return tuple(_rollup(call) for call in self.calls if call.function == "rollup")


def placements(query: MetricQuery) -> tuple[Placement, ...]:
    """Every leaf where it stands, in the order written; a metric that is written twice is there twice."""
    return tuple(found for expression in query.expressions for found in _placed(expression, ()))


def leaves(query: MetricQuery) -> tuple[Leaf, ...]:
    """Every metric with its scope, in the order written."""
    return tuple(placement.leaf for placement in placements(query))


def functions_around(query: MetricQuery, leaf: Leaf) -> tuple[tuple[str, ...], ...]:
    """For each appearance of a leaf, the names of the functions around it, innermost first."""
    return tuple(placement.functions for placement in placements(query) if placement.leaf == leaf)


def leaves_under(query: MetricQuery, function: str) -> tuple[Leaf, ...]:
    """The leaves with this function around them: leaves_under(q, "anomalies")."""
    return tuple(placement.leaf for placement in placements(query) if function in placement.functions)


def _placed(node: Node, calls: tuple[Call, ...]) -> Iterator[Placement]:
    if isinstance(node, Leaf):
        yield Placement(node, calls)
    around = (node, *calls) if isinstance(node, Call) else calls
    for child in children(node):
        yield from _placed(child, around)


def _rollup(call: Call) -> Rollup:
    """`rollup(3600)` has no function; a number in quotes is no number, as nothing says that Datadog reads it."""
    settings = call.arguments[1:]
    words = [each.value for each in settings[:1] if isinstance(each, Name | Text)]
    numbers = [each.value for each in settings[len(words) : len(words) + 1] if isinstance(each, Number)]
    seconds = int(numbers[0]) if numbers and numbers[0].is_integer() else None
    return Rollup(words[0] if words else None, seconds)
