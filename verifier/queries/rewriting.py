"""The names in a formula, and the variables in a scope, replaced by what they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from verifier.queries.checking import check_query, is_word_position
from verifier.queries.parsing import parse_formula, parse_metric_query
from verifier.queries.scopes import EVERYWHERE, Filter, Scope, any_of, replace_filters
from verifier.queries.tree import (
    Arithmetic,
    Call,
    Expression,
    Formula,
    Leaf,
    MetricQuery,
    Name,
    Negation,
    Option,
    QueryError,
    Text,
    shown,
)


@dataclass(frozen=True)
class TemplateVariable:
    """What a dashboard's variable stands for by default: any of the tags `prefix:value`.

    No value, or `*`, is everywhere. A value may repeat the prefix (`host:web-1`): both spellings are seen.
    """

    prefix: str
    values: tuple[str, ...]


def expand(formula: Formula | str, queries: Mapping[str, str]) -> MetricQuery:
    """The formula with each name replaced by its query, so that its functions are seen around metrics.

    `queries` maps names to query texts; those that the formula does not name are not read. Raises QueryError.
    """
    if isinstance(formula, str):
        formula = parse_formula(formula)

    @cache
    def named(name: str) -> Expression:
        if name not in queries:
            raise QueryError(f"The formula names “{shown(name)}”, and no query is called that.")
        expressions = parse_metric_query(queries[name]).expressions
        if len(expressions) > 1:
            raise QueryError(f"“{shown(name)}” holds several queries, and a formula needs one.")
        return expressions[0]

    expanded = MetricQuery((_map(formula.expression, lambda end: named(end.value) if isinstance(end, Name) else end),))
    check_query(expanded)
    return expanded


def with_variables(query: MetricQuery, variables: Mapping[str, TemplateVariable]) -> MetricQuery:
    """The query with the template variables in its scopes replaced; unknown ones stay as they are."""

    def stands_for(found: Filter) -> Scope:
        variable = variables.get(found.variable or "")
        return _scope_of(variable, found.key or variable.prefix) if variable else found

    def rescope(end: Leaf | Name) -> Expression:
        return replace(end, scope=replace_filters(end.scope, stands_for)) if isinstance(end, Leaf) else end

    return MetricQuery(tuple(_map(each, rescope) for each in query.expressions))


def _scope_of(variable: TemplateVariable, key: str) -> Scope:
    if not variable.values or "*" in variable.values:
        return EVERYWHERE
    values = (value.removeprefix(f"{variable.prefix}:") for value in variable.values)
    return any_of(Filter(key, value) for value in values)


def _map(node: Expression, change: Callable[[Leaf | Name], Expression]) -> Expression:
    """The tree with its ends changed; words that are settings of a function are no ends."""
    match node:
        case Leaf() | Name():
            return change(node)
        case Negation(operand=operand):
            return Negation(_map(operand, change))
        case Arithmetic(operator=operator, left=left, right=right):
            return Arithmetic(operator, _map(left, change), _map(right, change))
        case Call(arguments=arguments):
            changed = (_map_argument(node, at, each, change) for at, each in enumerate(arguments))
            return replace(node, arguments=tuple(changed))
        case _:
            return node


def _map_argument(
    call: Call,
    position: int,
    argument: Expression | Text | Option,
    change: Callable[[Leaf | Name], Expression],
) -> Expression | Text | Option:
    is_word = isinstance(argument, Name) and is_word_position(call, position)
    return argument if is_word or isinstance(argument, Text | Option) else _map(argument, change)
