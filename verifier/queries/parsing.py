"""Text -> tree: the doors of the package, and the only place where lark's errors become sentences.

Whatever the text, nothing but `QueryError` leaves here, and the trees that do are of a capped depth and
size, so that everybody may walk them recursively.
"""

from __future__ import annotations

import re
from functools import cache

from lark import Lark
from lark.exceptions import LarkError, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from verifier.queries.building import Builder
from verifier.queries.checking import check_query, check_size, has_leaf
from verifier.queries.grammar import Start, build_parser
from verifier.queries.scopes import Scope
from verifier.queries.tree import Formula, MetricQuery, MonitorQuery, QueryError, shown

MAX_LENGTH = 10_000
MAX_NESTING = 100

_OTHER_MONITORS = (
    (r"""["'][^"']{0,200}["']\s*\.\s*over\b""", "It is a service check, not a query over a metric."),
    (r"formula\s*\(", "It is a formula over queries of other kinds, not a query over a metric."),
    (r"[\s(!]*\d{1,20}\s*(&&|\|\|)", "It is a composite of other monitors, not a query over a metric."),
    (r"[a-z][a-z_-]{0,40}\s*\(\s*[\"']", "It is a query over logs, events or the like, not over a metric."),
)


def parse_metric_query(text: str) -> MetricQuery:
    """What a widget's `q` or `queries[].query` holds: one query, or several that commas separate.

    Raises QueryError; a query that Datadog would refuse is refused.
    """
    query = _parse("queries", text)
    assert isinstance(query, MetricQuery)
    check_query(query)
    return query


def parse_formula(text: str) -> Formula:
    """What a widget's `formulas[].formula` holds; its leaves are `Name`s. Raises QueryError."""
    formula = _parse("formula", text)
    assert isinstance(formula, Formula)
    check_size(formula.expression)
    if has_leaf(formula.expression):
        raise QueryError("The formula holds a query of its own; it should name queries.")
    return formula


def parse_monitor_query(text: str) -> MonitorQuery:
    """The `query` of a metric monitor. Raises QueryError, for other kinds of monitor with their own sentence."""
    for pattern, sentence in _OTHER_MONITORS:
        if re.match(pattern, text[:MAX_LENGTH].lstrip()):
            raise QueryError(sentence)
    monitor = _parse("monitor", text)
    assert isinstance(monitor, MonitorQuery)
    check_query(monitor.query)
    return monitor


def parse_scope(text: str) -> Scope:
    """What stands between braces, or in a downtime's scope (v1: each item of its list). Raises QueryError."""
    scope = _parse("scope", text)
    assert isinstance(scope, Scope)
    return scope


@cache
def _parser(start: Start) -> Lark:
    return build_parser(start, Builder())


def _parse(start: Start, text: str) -> object:
    if len(text) > MAX_LENGTH:
        raise QueryError(f"The query is longer than {MAX_LENGTH:,} characters.")
    _check_nesting(text)
    try:
        return _parser(start).parse(text)
    except UnexpectedInput as error:
        raise QueryError(_sentence(text, error)) from None
    except LarkError:
        raise QueryError("The query can't be read.") from None


def _check_nesting(text: str) -> None:
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth > MAX_NESTING:
            raise QueryError("The query is nested too deeply to be read.")


def _sentence(text: str, error: UnexpectedInput) -> str:
    wanted = error.expected if isinstance(error, UnexpectedToken) else getattr(error, "allowed", None)
    if set(wanted or ()) == {"LBRACE"}:
        return "A metric in the query has no scope in braces after it, as in {*}."
    if isinstance(error, UnexpectedEOF) or (isinstance(error, UnexpectedToken) and error.token.type == "$END"):
        return "The query is empty." if not text.strip() else "The query ends before it is complete."
    position = error.pos_in_stream or 0
    rest = shown(text[position:], 12)
    sentence = f"The query can't be read from character {position + 1} on: “{rest}”."
    if rest[:1] in {",", "!"} and text.rfind("{", 0, position) > text.rfind("}", 0, position):
        return f"{sentence} Inside braces, commas and ! can't be mixed with AND, OR, NOT and IN."
    return sentence
