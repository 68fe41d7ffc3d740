"""Queries of a request that gives them names and draws a formula of these: `query1` of `anomalies(query1, 'basic', 2)` put in.

So write the editor of dashboards since 2020, its API, its clients and Terraform, each with keys of the same names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_VALUE = r"[\"']?\s{0,20}[:=]\s{0,20}(?:\"(?P<double_%s>(?:\\.|[^\"\\\n]){1,500})\"|'(?P<single_%s>(?:\\.|[^'\\\n]){1,500})')"
_TOKEN = re.compile(
    r"\b(?:formula(?:_expression)?" + _VALUE.replace("%s", "formula") + r"|query" + _VALUE.replace("%s", "query") + r"|"
    r"name" + _VALUE.replace("%s", "name") + r"|(?P<request>requests?)\b[\"']?\s{0,20}[:=({\[])"
)
_NAME = re.compile(r"[A-Za-z_]\w{0,40}")
MAX_CODE = 200_000
MAX_TOKENS = 2_000


@dataclass
class _Request:
    names: list[tuple[int, str]] = field(default_factory=list)
    queries: list[tuple[int, str]] = field(default_factory=list)
    formulas: list[tuple[int, str]] = field(default_factory=list)


def composed(code: str) -> Iterator[tuple[int, str]]:
    """(line from 0, text) of every formula that does something with a named query."""
    if "formula" not in code or len(code) > MAX_CODE:
        return
    for request in _requests(code):
        known = _named(request)
        for at, formula in request.formulas:
            text = _put_in(known, formula)
            if text != formula and "(" in formula:
                yield code.count("\n", 0, at), text


def _requests(code: str) -> Iterator[_Request]:
    current = _Request()
    for number, token in enumerate(_TOKEN.finditer(code)):
        if number >= MAX_TOKENS:
            break
        if token["request"]:
            yield current
            current = _Request()
            continue
        kind = next(kind for kind in ("formula", "query", "name") if token[f"double_{kind}"] or token[f"single_{kind}"])
        value = token[f"double_{kind}"] or token[f"single_{kind}"]
        if kind == "name":
            if value in {name for _, name in current.names} and current.formulas:
                yield current
                current = _Request()
            current.names.append((token.start(), value))
        else:
            (current.queries if kind == "query" else current.formulas).append((token.start(), value))
    yield current


def _put_in(known: dict[str, str], formula: str) -> str:
    return _NAME.sub(lambda word: known.get(word[0], word[0]), formula)


def _named(request: _Request) -> dict[str, str]:
    """Each query by the name that stands nearest to it."""
    if len(request.names) == len(request.queries):
        return {name: query for (_, name), (_, query) in zip(request.names, request.queries, strict=True)}
    return {
        min(request.names, key=lambda named: abs(named[0] - at))[1]: query
        for at, query in request.queries
        if request.names
    }
