"""The search syntax of spans: `service:x @http.status_code:2* -env:y (a OR b)`, terms side by side meaning AND."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from lark import Lark, Transformer, UnexpectedInput, v_args

Facets = Mapping[str, str]
Matches = Callable[[Facets], bool]

_GRAMMAR = r"""
    ?start: either
    ?either: both ("OR" both)*
    ?both: one (["AND"] one)*
    ?one: "-" one -> no | "NOT" one -> no | "(" either ")" | KEY "(" VALUE ("OR" VALUE)* ")" -> among
        | RANGE -> range | TERM -> term
    RANGE.2: /@?[\w.\-]+:\[[^\]]*\]/
    KEY.3: /@?[\w.\-]+:(?=\()/
    VALUE: /(?!OR\b)("[^"]*"|[^\s()"])+/
    TERM: /(?!(AND|OR|NOT)\b(?!:))("[^"]*"|\\.|[^\s()"\-])("[^"]*"|\\.|[^\s()"])*/
    %ignore /\s+/
"""


class BadSearch(Exception):
    """The search cannot be parsed."""


def parse_search(text: str) -> Matches:
    if text.strip() in ("", "*"):
        return lambda _: True
    try:
        matches: Matches = _BUILDER.transform(_PARSER.parse(text))
    except UnexpectedInput as error:
        raise BadSearch(f"cannot be parsed at column {getattr(error, 'column', 1)}") from None
    return matches


def _bare(text: str) -> str:
    return text.replace('"', "").replace("\\", "")


@v_args(inline=True)
class _Builder(Transformer[Any, Matches]):
    def term(self, text: str) -> Matches:
        key, colon, value = text.partition(":")
        if not colon or text.startswith('"'):
            word = _bare(text).lower()
            return lambda facets: any(word in value.lower() for value in facets.values())
        field, wanted = key.removeprefix("@"), _bare(value)
        if "*" in value:
            return lambda facets: field in facets and fnmatchcase(facets[field], wanted)
        return lambda facets: facets.get(field) == wanted

    def among(self, key: str, *values: str) -> Matches:
        each_of = [self.term(f"{key}{value}") for value in values]
        return lambda facets: any(matches(facets) for matches in each_of)

    def range(self, text: str) -> Matches:
        key, _, bounds = text.partition(":")
        low, _, high = bounds.strip("[]").partition(" TO ")
        field = key.removeprefix("@")

        def inside(facets: Facets) -> bool:
            try:
                return float(low) <= float(facets[field]) <= float(high)
            except (KeyError, ValueError):
                return False

        return inside

    def no(self, inner: Matches) -> Matches:
        return lambda facets: not inner(facets)

    def both(self, *inner: Matches) -> Matches:
        return lambda facets: all(each(facets) for each in inner if each is not None)

    def either(self, *inner: Matches) -> Matches:
        return lambda facets: any(each(facets) for each in inner)


_PARSER = Lark(_GRAMMAR, parser="earley")
_BUILDER = _Builder()
