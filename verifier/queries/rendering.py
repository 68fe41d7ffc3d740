"""Tree -> text, so that a page can show what was understood: parse(render(x)) == x."""

from __future__ import annotations

import re

from verifier.queries.scopes import EVERYWHERE, AllOf, AnyOf, Filter, Not, Scope
from verifier.queries.tree import (
    Arithmetic,
    Call,
    Formula,
    Leaf,
    MetricQuery,
    MonitorQuery,
    Name,
    Negation,
    Node,
    Number,
    Option,
    Text,
)

_BARE_VALUE = re.compile(r"""[^\s,{}()"'!][^\s,{}()"']*""")


def render(query: MetricQuery | Formula | MonitorQuery) -> str:
    """The query in one canonical spelling, which Datadog takes too."""
    if isinstance(query, MetricQuery):
        return ", ".join(_node(each) for each in query.expressions)
    if isinstance(query, Formula):
        return _node(query.expression)
    window = f"{query.time_aggregator}({query.window})"
    if query.change:
        window = f"{query.time_aggregator}({query.change.aggregator}({query.window}),{query.change.shift})"
    return f"{window}:{render(query.query)} {query.comparator} {_number(query.threshold)}"


def render_scope(scope: Scope) -> str:
    """The inside of the braces."""
    if scope == EVERYWHERE:
        return "*"
    match scope:
        case Filter(key=key, value=value, negated=negated):
            shown = value if _BARE_VALUE.fullmatch(value) else _quoted(value)
            return f"{'NOT ' if negated else ''}{key}{':' if key else ''}{shown}"
        case AllOf(terms=terms):
            return " AND ".join(_operand(term) for term in terms)
        case AnyOf(terms=terms):
            return " OR ".join(_operand(term) for term in terms)
        case Not(term=term):
            return f"NOT ({render_scope(term)})"


def _operand(scope: Scope) -> str:
    text = render_scope(scope)
    return f"({text})" if isinstance(scope, AllOf | AnyOf) and scope.terms else text


def _node(node: Node) -> str:
    match node:
        case Leaf():
            return _leaf(node)
        case Number(value=value):
            return _number(value)
        case Text(value=value):
            return _quoted(value)
        case Name(value=value):
            return value
        case Option(name=name, value=value):
            return f"{name}={_node(value)}"
        case Negation(operand=operand):
            return f"-{_within(operand)}"
        case Arithmetic(operator=operator, left=left, right=right):
            return f"{_within(left)} {operator} {_within(right)}"
        case Call():
            return _call(node)


def _call(call: Call) -> str:
    if not call.chained:
        return f"{call.function}({', '.join(_node(each) for each in call.arguments)})"
    subject, *settings = call.arguments
    shown = _node(subject) if isinstance(subject, Leaf | Call | Name) else f"({_node(subject)})"
    return f"{shown}.{call.function}({', '.join(_node(each) for each in settings)})"


def _within(node: Node) -> str:
    """As an operand: in parentheses where precedence could say otherwise."""
    return f"({_node(node)})" if isinstance(node, Arithmetic | Negation) else _node(node)


def _leaf(leaf: Leaf) -> str:
    aggregator = f"{leaf.aggregator}:" if leaf.aggregator else ""
    by = f" by {{{','.join(leaf.by)}}}" if leaf.by else ""
    return f"{aggregator}{leaf.metric}{{{render_scope(leaf.scope)}}}{by}"


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _quoted(value: str) -> str:
    return f'"{value}"' if '"' not in value else f"'{value}'"
