"""Reads the Python of an Agent check: what it sends, under which name, within which bounds.

Documents hold Python 2, code without indentation, and slips; what no parser takes is read line by line.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from verifier.facts.document import SubmittedValue

METHODS = ("gauge", "count", "rate", "monotonic_count", "increment", "decrement", "histogram", "historate", "distribution", "set")
_IS_CHECK = re.compile(r"\bAgentCheck\b|\bself\s*\.\s*(?:gauge|guage|gage|count|rate|monotonic_count|histogram)\s*\(")
_LINE = re.compile(
    r"self\s*\.\s*(?P<method>\w+)\s*\(\s*(?:name\s*=\s*)?(?P<quote>['\"‘“])(?P<name>[^'\"’”\n]{1,100})['\"’”]\s*,\s*(?P<value>.{1,200})"
)
_PRINT = re.compile(r"^(\s*)print\s+(?!\()(.*)$", re.MULTILINE)
_PROMPT = re.compile(r"^\s*(?:\[?[\w.-]+@[\w.-]+.*[$#]\s*.*|/\S+|#?\s*cat .*)$")
_SMART = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


@dataclass(frozen=True)
class Read:
    """What a piece of Python sends. broken: why it cannot run as printed."""

    values: tuple[SubmittedValue, ...]
    broken: str


def looks_like_check(text: str) -> bool:
    return bool(_IS_CHECK.search(text))


def read(text: str, first: int = 1) -> Read:
    """first: the line on which `text` begins."""
    tree, offset = _parse(text)
    if tree is None:
        return Read(tuple(_by_lines(text, first)), "It cannot be parsed as Python.")
    values = tuple(_Sent(tree, first + offset).values())
    return Read(values, _unknown_method(text) if not values else _missing_import(text))


def _parse(text: str) -> tuple[ast.Module | None, int]:
    lines = text.translate(_SMART).expandtabs(8).split("\n")
    offset = 0
    while lines and (_PROMPT.match(lines[0]) or not lines[0].strip()):
        lines.pop(0)
        offset += 1
    while lines and (_PROMPT.match(lines[-1]) or lines[-1].strip() in ("", "~")):
        lines.pop()
    code = _PRINT.sub(r"\1print(\2)", textwrap.dedent("\n".join(lines)))
    try:
        return ast.parse(code), offset
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None, 0


def _by_lines(text: str, first: int) -> Iterator[SubmittedValue]:
    for number, line in enumerate(text.split("\n")):
        match = _LINE.search(line)
        if match and _method(match["method"]):
            low, high, constant = _bounds_of_text(match["value"], text)
            yield SubmittedValue(match["name"], _method(match["method"]), low, high, constant, match["value"].strip()[:80], first + number)


def _method(written: str) -> str:
    """The method, its usual misspellings included ("" = none of them)."""
    return "gauge" if written in ("guage", "gage") else written if written in METHODS else ""


def _unknown_method(text: str) -> str:
    return "The method it calls does not exist." if re.search(r"self\s*\.\s*(?:guage|gage)\s*\(", text) else ""


def _missing_import(text: str) -> str:
    return "" if "random" not in text or re.search(r"\b(?:import|from)\b[^\n]*random", text) else "`random` is not imported."


def _bounds_of_text(value: str, text: str) -> tuple[float | None, float | None, bool]:
    bounds = re.search(r"(?:randint|randrange|uniform)\s*\(\s*(-?\d+)\s*,\s*(-?\d+)\s*\)", value) or re.search(
        r"(?:randint|randrange|uniform)\s*\(\s*(-?\d+)\s*,\s*(-?\d+)\s*\)", text
    )
    if bounds:
        return float(bounds[1]), float(bounds[2]), False
    return None, None, bool(re.match(r"\s*\d+(?:\.\d+)?\s*\)", value))


class _Sent:
    """Looks names up in one module."""

    def __init__(self, tree: ast.Module, first: int) -> None:
        self._tree = tree
        self._first = first
        self._named: dict[str, ast.expr] = {}
        self._once: set[str] = set()
        self._collect(tree.body, once=True)

    def values(self) -> Iterator[SubmittedValue]:
        for node in ast.walk(self._tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            method = _method(node.func.attr)
            if not method or not node.args and not node.keywords:
                continue
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            name = node.args[0] if node.args else given.get("name") or given.get("metric")
            value = node.args[1] if len(node.args) > 1 else given.get("value")
            text = self._text(name)
            if text is None or value is None:
                continue
            low, high, constant = self._bounds(value, 0)
            yield SubmittedValue(text, method, low, high, constant, ast.unparse(value)[:80], self._first + node.lineno - 1)

    def _collect(self, body: list[ast.stmt], *, once: bool) -> None:
        for statement in body:
            if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                target = statement.targets[0]
                name = target.id if isinstance(target, ast.Name) else target.attr if isinstance(target, ast.Attribute) else ""
                self._named[name] = statement.value
                (self._once.add if once else self._once.discard)(name)
            inner = getattr(statement, "body", None)
            if isinstance(inner, list):
                named = statement.name if isinstance(statement, ast.FunctionDef) else ""
                self._collect(inner, once=once and not named)
            for other in ("orelse", "finalbody"):
                self._collect(getattr(statement, other, []) or [], once=once)

    def _text(self, node: ast.expr | None) -> str | None:
        if isinstance(node, ast.Name | ast.Attribute):
            node = self._named.get(node.id if isinstance(node, ast.Name) else node.attr)
        return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None

    def _number(self, node: ast.expr) -> float | None:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            inner = self._number(node.operand)
            return None if inner is None else -inner
        if isinstance(node, ast.Name) and node.id in self._named and not isinstance(self._named[node.id], ast.Name):
            node = self._named[node.id]
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
            return float(node.value)
        return None

    def _bounds(self, node: ast.expr, depth: int) -> tuple[float | None, float | None, bool]:
        """The least and greatest value, and whether it is the same at every run."""
        if depth > 8:
            return None, None, False
        number = self._number(node)
        if number is not None:
            return number, number, True
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in self._named:
                low, high, constant = self._bounds(self._named[name], depth + 1)
                return low, high, constant or name in self._once
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant):
            right = node.right.elts[0] if isinstance(node.right, ast.Tuple) and node.right.elts else node.right
            return self._bounds(right, depth + 1)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            for one, other in ((node.left, node.right), (node.right, node.left)):
                factor = self._number(one)
                if factor is not None and ast.unparse(other).endswith("random()"):
                    return 0.0, factor, False
        if isinstance(node, ast.Call):
            return self._called(node, depth)
        return None, None, False

    def _called(self, node: ast.Call, depth: int) -> tuple[float | None, float | None, bool]:
        function = ast.unparse(node.func)
        plain = function.rsplit(".", 1)[-1]
        numbers = [self._number(argument) for argument in node.args[:2]]
        if plain in ("randint", "randrange", "uniform", "integers") and numbers and None not in numbers:
            low, high = (0.0, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
            exclusive = plain in ("randrange", "integers") or (plain == "randint" and "np." in function or "numpy" in function)
            return low, None if high is None else high - (1 if exclusive else 0), False
        if plain in ("int", "float", "round", "str", "abs", "format") and node.args:
            return self._bounds(node.args[0], depth + 1)
        if plain == "get" and len(node.args) == 2:
            return self._bounds(node.args[1], depth + 1)
        if plain == "choice" and node.args and ast.unparse(node.args[0]).startswith("range("):
            spread = node.args[0]
            if isinstance(spread, ast.Call):
                ends = [self._number(argument) for argument in spread.args[:2]]
                if ends and None not in ends:
                    top = ends[-1]
                    return (0.0 if len(ends) == 1 else ends[0]), None if top is None else top - 1, False
        return None, None, False
