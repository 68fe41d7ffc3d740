"""Parses a metric query or a formula into a small tree. What it does not know it refuses, as the real one does."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from lark import Lark, Transformer, UnexpectedInput, v_args
from lark.exceptions import VisitError

from sandbox.site.query.scope import Scope, parse_scope

_GRAMMAR = r"""
    start: expr ("," expr)*
    ?expr: expr "+" term -> plus | expr "-" term -> minus | term
    ?term: term "*" factor -> times | term "/" factor -> over | factor
    ?factor: NUMBER -> constant | "-" factor -> negative | "(" expr ")" modifier* -> bracketed | call | query
    call: NAME "(" [argument ("," argument)*] ")" modifier*
    ?argument: NAME "=" (STRING | NUMBER) -> keyword | STRING -> text | expr
    query: [AGGREGATOR] NAME [BRACES] ["by" BRACES] modifier*
    modifier: "." WORD "(" [plain ("," plain)*] ")"
    ?plain: STRING -> text | NUMBER -> constant | WORD -> word
    AGGREGATOR.2: /(avg|sum|min|max|count|p50|p75|p90|p95|p99)\s*:/
    NAME: /[a-zA-Z]\w*(\.(?!(rollup|as_count|as_rate|fill|weighted|sampled)\s*\()\w+)*/
    WORD: /[a-zA-Z]\w*/
    BRACES: /\{[^{}]*\}/
    STRING: /'[^']*'|"[^"]*"/
    NUMBER: /\d+(\.\d+)?(e[+-]?\d+)?/i
    %ignore /\s+/
"""


class BadQuery(Exception):
    """The query cannot be parsed; the message is what the API would say."""


@dataclass(frozen=True)
class Modifier:
    name: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class Keyword:
    """`direction='both'`, as the anomaly monitors of the UI carry them."""

    name: str
    value: str


@dataclass(frozen=True)
class Constant:
    value: float


@dataclass(frozen=True)
class Name:
    """A letter of a formula, standing for a query given beside it."""

    name: str
    modifiers: tuple[Modifier, ...] = ()


@dataclass(frozen=True)
class Query:
    aggregator: str | None
    metric: str
    scope: Scope
    scope_text: str
    by: tuple[str, ...]
    modifiers: tuple[Modifier, ...]


@dataclass(frozen=True)
class FunctionCall:
    function: str
    arguments: tuple[Any, ...]
    modifiers: tuple[Modifier, ...] = ()


@dataclass(frozen=True)
class Operation:
    sign: str
    left: Node
    right: Node


Node = Constant | Name | Query | FunctionCall | Operation


def parse(text: str, *, names: Collection[str] = ()) -> tuple[Node, ...]:
    """The expressions of a query, or of a formula over queries of these names."""
    try:
        nodes: tuple[Node, ...] = _BUILDER.transform(_PARSER.parse(text))
    except UnexpectedInput as error:
        column = getattr(error, "column", 1)
        raise BadQuery(_complaint(text, column if isinstance(column, int) and column > 0 else 1)) from None
    except VisitError as error:
        raise BadQuery(f"Error parsing query: \n unable to parse {text}: {error.orig_exc}") from None
    for node in nodes:
        for name in unbound(node):
            if name not in names:
                raise BadQuery(_complaint(text, text.find(name) + len(name) + 1))
    return nodes


def unbound(node: object) -> Iterator[str]:
    """Names that carry no scope: in a query they are a mistake, in a formula they are its queries."""
    if isinstance(node, Name):
        yield node.name
    elif isinstance(node, FunctionCall):
        for argument in node.arguments:
            yield from unbound(argument)
    elif isinstance(node, Operation):
        yield from unbound(node.left)
        yield from unbound(node.right)


def queries(node: object) -> Iterator[Query]:
    """Every metric query inside."""
    if isinstance(node, Query):
        yield node
    elif isinstance(node, FunctionCall):
        for argument in node.arguments:
            yield from queries(argument)
    elif isinstance(node, Operation):
        yield from queries(node.left)
        yield from queries(node.right)


def functions(node: object) -> Iterator[str]:
    if isinstance(node, FunctionCall):
        yield node.function
        for argument in node.arguments:
            yield from functions(argument)
    elif isinstance(node, Operation):
        yield from functions(node.left)
        yield from functions(node.right)


def _complaint(text: str, column: int) -> str:
    rest = text[column - 1 :]
    return (
        f"Error parsing query: \n unable to parse {text}: "
        f"Rule 'scope_expr' didn't match at '{rest}' (line 1, column {column})."
    )


@v_args(inline=True)
class _Builder(Transformer[Any, tuple[Node, ...]]):
    def start(self, *nodes: Node) -> tuple[Node, ...]:
        return nodes

    def plus(self, left: Node, right: Node) -> Node:
        return Operation("+", left, right)

    def minus(self, left: Node, right: Node) -> Node:
        return Operation("-", left, right)

    def times(self, left: Node, right: Node) -> Node:
        return Operation("*", left, right)

    def over(self, left: Node, right: Node) -> Node:
        return Operation("/", left, right)

    def negative(self, node: Node) -> Node:
        return Operation("-", Constant(0), node)

    def constant(self, number: str) -> Constant:
        return Constant(float(number))

    def text(self, quoted: str) -> str:
        return quoted[1:-1]

    def keyword(self, name: str, value: str) -> Keyword:
        return Keyword(str(name), str(value).strip("'\""))

    def word(self, word: str) -> str:
        return str(word)

    def bracketed(self, node: Node, *modifiers: Modifier) -> Node:
        return FunctionCall("", (node,), modifiers) if modifiers else node

    def modifier(self, name: str, *arguments: Any) -> Modifier:
        given = [each for each in arguments if each is not None]
        return Modifier(str(name), tuple(_plain(each) for each in given))

    def call(self, name: str, *rest: Any) -> Node:
        given = [each for each in rest if each is not None]
        modifiers = tuple(each for each in given if isinstance(each, Modifier))
        arguments = tuple(each for each in given if not isinstance(each, Modifier))
        return FunctionCall(str(name), arguments, modifiers)

    def query(self, aggregator: str | None, metric: str, scope: str | None, by: str | None, *rest: Any) -> Node:
        modifiers = tuple(rest)
        if scope is None:
            return Name(str(metric), modifiers)
        keys = tuple(key.strip() for key in by[1:-1].split(",") if key.strip()) if by else ()
        function = aggregator.rstrip(" :\t") if aggregator else None
        inner = scope[1:-1].strip()
        return Query(function, str(metric), parse_scope(inner), inner, keys, modifiers)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Constant) else value


_PARSER = Lark(_GRAMMAR, parser="lalr", maybe_placeholders=True)
_BUILDER = _Builder()
