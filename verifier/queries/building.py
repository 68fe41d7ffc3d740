"""Turns what the grammar recognised into the tree, bottom up, while lark parses.

The method names are the aliases of the grammar. Kept out: rules that need the whole query (`parsing`).
"""

from __future__ import annotations

import re

from lark import Token, Transformer, v_args

from verifier.queries.scopes import EVERYWHERE, Filter, Scope, all_of, any_of, negate
from verifier.queries.tree import (
    Arithmetic,
    Call,
    Change,
    Expression,
    Formula,
    Leaf,
    MetricQuery,
    MonitorQuery,
    Name,
    Negation,
    Number,
    Option,
    QueryError,
    Text,
    shown,
)

_SPACE_AGGREGATOR = re.compile(r"avg|sum|min|max|last|count|p\d{1,2}(\.\d{1,3})?")
_TIME_AGGREGATORS = frozenset({"avg", "sum", "min", "max", "last", "percentile"})
_CHANGES = frozenset({"change", "pct_change"})
_WINDOW = re.compile(r"(?:last|current|next)_(\d{1,6})(s|m|h|d|w|mo)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400, "mo": 30 * 86_400}

Argument = Expression | Text | Option


@v_args(inline=True)
class Builder(Transformer[Token, object]):
    def metric_query(self, *expressions: Expression) -> MetricQuery:
        return MetricQuery(expressions)

    def formula(self, expression: Expression) -> Formula:
        return Formula(expression)

    # Expressions

    def arithmetic(self, left: Expression, operator: Token, right: Expression) -> Arithmetic:
        return Arithmetic(str(operator), left, right)

    def negation(self, _minus: Token, operand: Expression) -> Expression:
        return Number(-operand.value) if isinstance(operand, Number) else Negation(operand)

    def number(self, digits: Token) -> Number:
        value = float(digits)
        if value == float("inf"):
            raise QueryError("A number in the query is too large.")
        return Number(value)

    def negative_number(self, _minus: Token, digits: Token) -> Number:
        return Number(-self.number(digits).value)

    def name(self, word: Token) -> Name:
        return Name(str(word))

    def text(self, quoted: Token) -> Text:
        return Text(quoted[1:-1])

    def option(self, name: Token, value: Number | Text | Name) -> Option:
        return Option(str(name), value)

    def arguments(self, *arguments: Argument) -> tuple[Argument, ...]:
        return arguments

    def wrapped(self, function: Token, arguments: tuple[Argument, ...] | None) -> Call:
        return Call(str(function), arguments or ())

    def chained(self, subject: Expression, function: Token, arguments: tuple[Argument, ...] | None) -> Call:
        return Call(str(function), (subject, *(arguments or ())), chained=True)

    # Leaves and their scopes

    def leaf(self, aggregator: Token | None, metric: Token, scope: Scope | None, by: tuple[str, ...] | None) -> Leaf:
        if aggregator is not None and not _SPACE_AGGREGATOR.fullmatch(aggregator):
            raise QueryError(f"“{shown(aggregator)}” is no way to combine hosts; avg, sum, min, max and the like are.")
        return Leaf(str(metric), None if aggregator is None else str(aggregator), scope or EVERYWHERE, by or ())

    def by(self, *tags: Token | None) -> tuple[str, ...]:
        return tuple(str(tag) for tag in tags if tag is not None)

    def scope(self, scope: Scope) -> Scope:
        return scope

    def symbolic(self, *terms: Scope) -> Scope:
        return all_of(terms)

    def symbolic_negated(self, first: Scope, *others: Scope) -> Scope:
        return all_of((negate(first), *others))

    def any_of(self, *terms: Scope) -> Scope:
        return any_of(terms)

    def all_of(self, *terms: Scope) -> Scope:
        return all_of(terms)

    def negated(self, term: Scope) -> Scope:
        return negate(term)

    def tag(self, text: Token) -> Scope:
        if text == "*":
            return EVERYWHERE
        key, colon, value = text.partition(":")
        if not colon:
            return Filter("", key)
        if not value:
            raise QueryError(f"The tag “{shown(text)}” has no value.")
        return Filter(key, value)

    def quoted_tag(self, key: Token, value: Token) -> Filter:
        return Filter(key[:-1], value[1:-1])

    def one_of(self, key: Token, *values: str) -> Scope:
        return any_of(Filter(key[:-1], value) for value in values)

    def listed(self, key: Token, *values: str) -> Scope:
        return any_of(Filter(str(key), value) for value in values)

    def not_listed(self, key: Token, *values: str) -> Scope:
        return negate(self.listed(key, *values))

    def plain(self, value: Token) -> str:
        return str(value)

    def text_value(self, value: Token) -> str:
        return value[1:-1]

    # Monitors

    def threshold(self, digits: Token) -> float:
        return self.number(digits).value

    def negative_threshold(self, digits: Token) -> float:
        return -self.number(digits).value

    def monitor(
        self, aggregator: Token, window: Token, expression: Expression, comparator: Token, threshold: float
    ) -> MonitorQuery:
        return MonitorQuery(
            time_aggregator=_one_of(_TIME_AGGREGATORS, aggregator),
            window=str(window),
            window_seconds=_seconds(window),
            query=MetricQuery((expression,)),
            comparator=str(comparator),
            threshold=threshold,
        )

    def change_monitor(
        self,
        change: Token,
        aggregator: Token,
        window: Token,
        shift: Token,
        expression: Expression,
        comparator: Token,
        threshold: float,
    ) -> MonitorQuery:
        return MonitorQuery(
            time_aggregator=_one_of(_CHANGES, change),
            window=str(window),
            window_seconds=_seconds(window),
            query=MetricQuery((expression,)),
            comparator=str(comparator),
            threshold=threshold,
            change=Change(_one_of(_TIME_AGGREGATORS, aggregator), str(shift), _seconds(shift)),
        )


def _one_of(known: frozenset[str], word: Token) -> str:
    if word not in known:
        raise QueryError(f"“{shown(word)}” is none of {', '.join(sorted(known))}.")
    return str(word)


def _seconds(window: Token) -> int:
    found = _WINDOW.fullmatch(window)
    if not found or int(found[1]) == 0:
        raise QueryError(f"“{shown(window)}” is no time window such as last_5m.")
    return int(found[1]) * _SECONDS[found[2]]
