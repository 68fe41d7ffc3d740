"""Strings that a script puts together, as they come out: f-strings, `%`, `+`, `.format`, interpolation of Ruby and shells.

A part that cannot be known becomes `x`, so that the query around it stays readable.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from verifier.agent_config import python2

UNKNOWN = "x"
_PERCENT = re.compile(r"%[sdr]")
_BRACES = re.compile(r"\{\{|\}\}|\{\w*\}")
MAX_CODE = 60_000
MAX_DEPTH = 20
MAX_STRING = 20_000
MAX_STRINGS = 300
_INTERPOLATED = re.compile(r"#\{[^{}\n]{0,80}\}|\$\{[^{}\n]{0,80}\}|'\"?\$\w{1,40}\"?'|\"\$\w{1,40}\"")


def interpolated(line: str) -> str:
    """A line with Ruby's `#{…}` and the shell's `${…}` and `'"$…"'` replaced."""
    return _INTERPOLATED.sub(UNKNOWN, line) if "{" in line and ("#" in line or "$" in line) else line


def strings(code: str) -> Iterator[tuple[int, str]]:
    """(line, text) of the strings that Python code composes out of parts; plain strings are left out."""
    if len(code) > MAX_CODE or not re.search(r"[fF][\"']|[\"']\s*[%+]|\+\s*[\"']|\.format\(", code):
        return
    tree = python2.read(code).tree
    if tree is None:
        return
    names: dict[str, str] = {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = 0
    for part in ast.walk(tree):
        if isinstance(part, ast.JoinedStr | ast.BinOp | ast.Call) and found < MAX_STRINGS:
            composed = _text(part, names, 0)
            if composed is not None and "{" in composed:
                found += 1
                yield part.lineno, composed


def _text(node: ast.expr, names: Mapping[str, str], depth: int) -> str | None:
    """The string that an expression makes, its beginning when it is long; None when it makes none."""
    text = _whole(node, names, depth) if depth <= MAX_DEPTH else None
    return text if text is None else text[:MAX_STRING]


def _whole(node: ast.expr, names: Mapping[str, str], depth: int) -> str | None:
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.Name(id=name):
            return names.get(name)
        case ast.JoinedStr(values=values):
            return "".join(_part(value, names, depth) for value in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            parts = (_text(left, names, depth + 1), _text(right, names, depth + 1))
            return None if parts == (None, None) else "".join(UNKNOWN if part is None else part for part in parts)
        case ast.BinOp(left=left, op=ast.Mod(), right=right):
            given = right.elts if isinstance(right, ast.Tuple) else [right]
            return _filled(_text(left, names, depth + 1), [_known(one, names, depth) for one in given], _PERCENT)
        case ast.Call(func=ast.Attribute(value=value, attr="format"), args=args):
            return _filled(_text(value, names, depth + 1), [_known(one, names, depth) for one in args], _BRACES)
    return None


def _part(value: ast.expr, names: Mapping[str, str], depth: int) -> str:
    inner = value.value if isinstance(value, ast.FormattedValue) else value
    return _known(inner, names, depth)


def _known(node: ast.expr, names: Mapping[str, str], depth: int) -> str:
    text = _text(node, names, depth + 1)
    return UNKNOWN if text is None else text


def _filled(text: str | None, given: list[str], holes: re.Pattern[str]) -> str | None:
    if text is None:
        return None
    rest = iter(given)
    return holes.sub(lambda match: {"{{": "{", "}}": "}"}.get(match[0]) or next(rest, UNKNOWN), text)
