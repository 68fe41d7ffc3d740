"""The part between the braces: which series a query means. `a,b` is both; AND, OR, NOT, IN and `*` work too."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from lark import Lark, Transformer, UnexpectedInput, v_args

Scope = Callable[[frozenset[str]], bool]

_GRAMMAR = r"""
    ?start: either
    ?either: both ("OR"i both)*
    ?both: one (_AND one)*
    ?one: "!" one -> no | "NOT"i one -> no | "(" either ")" | TAG "IN"i "(" TAG ("," TAG)* ")" -> among
        | TAG "NOT"i "IN"i "(" TAG ("," TAG)* ")" -> not_among | TAG -> tag
    _AND: "," | /AND\b/i
    TAG: /(?!(AND|OR|NOT|IN)\b(?!:))("[^"]*"|[^\s,(){}!"])+/i
    %ignore /\s+/
"""


def parse_scope(text: str) -> Scope:
    """A test on the tags of a series; a ValueError says where the text stops making sense."""
    try:
        scope: Scope = _BUILDER.transform(_PARSER.parse(text))
    except UnexpectedInput as error:
        rest = text[error.pos_in_stream or 0 :]
        raise ValueError(f"Rule 'scope_expr' didn't match at '{rest}'") from None
    return scope


def _has(pattern: str) -> Scope:
    wanted = pattern.replace('"', "").lower()
    if wanted == "*" or wanted.startswith("$") or ":$" in wanted:
        return lambda _: True
    if "*" in wanted:
        return lambda tags: any(fnmatchcase(tag, wanted) for tag in tags)
    return lambda tags: wanted in tags


@v_args(inline=True)
class _Builder(Transformer[Any, Scope]):
    def tag(self, pattern: str) -> Scope:
        return _has(pattern)

    def no(self, inner: Scope) -> Scope:
        return lambda tags: not inner(tags)

    def both(self, *inner: Scope) -> Scope:
        return lambda tags: all(each(tags) for each in inner)

    def either(self, *inner: Scope) -> Scope:
        return lambda tags: any(each(tags) for each in inner)

    def among(self, key: str, *values: str) -> Scope:
        each_of = [_has(f"{key}:{value}") for value in values]
        return lambda tags: any(has(tags) for has in each_of)

    def not_among(self, key: str, *values: str) -> Scope:
        inside = self.among(key, *values)
        return lambda tags: not inside(tags)


_PARSER = Lark(_GRAMMAR, parser="lalr")
_BUILDER = _Builder()
