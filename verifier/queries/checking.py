"""Rules that hold for a query as a whole, and that a grammar of one token of look-ahead cannot say.

They come from what Datadog's API answers: a bare word where a series is expected is refused ("Rule
'scope_expr' didn't match"), which is what happens to 'basic' when a shell eats its quotes.
"""

from __future__ import annotations

from verifier.queries.tree import Call, Leaf, MetricQuery, Name, Node, Option, QueryError, children, shown

MAX_DEPTH = 40
MAX_NODES = 5_000

# Functions of one series, with settings after it. A series among the settings is an error: it must never
# count as one that the function was applied to.
_ONE_SERIES = frozenset({"anomalies", "forecast", "outliers", "rollup", "moving_rollup"})
_TAKES_WORDS = frozenset({"rollup", "moving_rollup"})


def check_size(*nodes: Node) -> None:
    """Raise QueryError when the trees are too deep to be walked recursively, or too large."""
    seen = 0
    waiting = [(node, 1) for node in nodes]
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if depth > MAX_DEPTH:
            raise QueryError("The query is nested too deeply to be read.")
        if seen > MAX_NODES:
            raise QueryError("The query has too many parts to be read.")
        waiting.extend((child, depth + 1) for child in children(node))


def check_query(query: MetricQuery) -> None:
    """Raise QueryError when a query could be recognised but not be run."""
    check_size(*query.expressions)
    for expression in query.expressions:
        _check(expression)
    if not any(has_leaf(expression) for expression in query.expressions):
        raise QueryError("The query names no metric.")


def is_word_position(call: Call, position: int) -> bool:
    """May a bare word stand here, as the `sum` of rollup(sum, 3600)?"""
    return position > 0 and (call.chained or call.function in _TAKES_WORDS)


def _check(node: Node) -> None:
    if isinstance(node, Name):
        raise QueryError(f"“{shown(node.value)}” is neither in quotes nor followed by a scope in braces, as in {{*}}.")
    if not isinstance(node, Call):
        for child in children(node):
            _check(child)
        return
    takes_one = node.chained or node.function in _ONE_SERIES
    for position, argument in enumerate(node.arguments):
        if takes_one and has_leaf(argument) != (position == 0):
            raise QueryError(f"{shown(node.function)}() is put around one query, and its settings follow it.")
        is_word = isinstance(argument, Name) and is_word_position(node, position)
        if not is_word and not isinstance(argument, Option):
            _check(argument)


def has_leaf(node: Node) -> bool:
    """Does a metric stand at or below this node?"""
    return isinstance(node, Leaf) or any(has_leaf(child) for child in children(node))
