"""What a custom check's Python code submits, read from its syntax tree: names, methods, bounds of values."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from verifier.agent_config import python2
from verifier.agent_config.bounds import UNKNOWN, Bounds, bounds, union
from verifier.agent_config.doubts import Doubts
from verifier.agent_config.names import Function, Names
from verifier.facts.host import SubmittedMetric

METHODS = frozenset(
    (
        "gauge",
        "count",
        "monotonic_count",
        "rate",
        "histogram",
        "historate",
        "distribution",
        "increment",
        "decrement",
        "set",
    )
)
_OWN = frozenset(("self", "check", "instance"))
_DEPTH = 20
_LONGEST_NAME = 500
_MOST_VALUES = 50  # of one name; to compare more of them takes time by the square


@dataclass(frozen=True)
class Submissions:
    """metrics: in the order of the code. repaired: only Python 2 would run it. problem: why it cannot be read."""

    metrics: tuple[SubmittedMetric, ...] = ()
    repaired: bool = False
    problem: str = ""
    is_check: bool = False


def read(text: str) -> Submissions:
    code = python2.read(text)
    if code.tree is None:
        return Submissions(problem=code.problem)
    try:
        names = Names(code.tree)
        return Submissions(tuple(_Reader(names, Doubts(names)).submitted()), code.repaired, "", names.is_check)
    except RecursionError:
        return Submissions(problem="the code is nested too deeply to be read")


@dataclass
class _Reader:
    """What the code of one file submits. Each expression is worked out once."""

    names: Names
    doubts: Doubts
    _known: dict[tuple[int, int], Bounds] = field(default_factory=dict)
    _texts: dict[tuple[int, int], str] = field(default_factory=dict)

    def submitted(self) -> Iterator[SubmittedMetric]:
        seen: set[int] = set()
        for function in self.names.all_functions:
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and id(node) not in seen and _is_submission(node):
                    seen.add(id(node))
                    yield self._metric(node, function)

    def _metric(self, call: ast.Call, function: Function) -> SubmittedMetric:
        assert isinstance(call.func, ast.Attribute)
        given = {word.arg: word.value for word in call.keywords}
        name = call.args[0] if call.args else given.get("name")
        value = call.args[1] if len(call.args) > 1 else given.get("value")
        found = self._bounds(value, function) if value is not None else UNKNOWN
        told = given.get("raw")
        raw = isinstance(told, ast.Constant) and told.value is True
        return SubmittedMetric(
            name=self._full_name(self._text(name, function, 0) if name is not None else "", raw=raw),
            method=call.func.attr,
            low=found.low,
            high=found.high,
            constant=found.constant or (found.known and found.low == found.high),
            expression=ast.unparse(value)[:200] if value is not None else "",
            line=call.lineno,
            doubt=self.doubts.of_call(call) or (self.doubts.of_value(name, function) if name is not None else ""),
            value_doubt=self.doubts.of_value(value, function) if value is not None else "",
        )

    def _full_name(self, name: str, *, raw: bool) -> str:
        """The base class puts `__NAMESPACE__` before every name, unless told raw=True."""
        space = self.names.fixed.get("__NAMESPACE__", [])
        prefix = space[-1].value if space and isinstance(space[-1], ast.Constant) else ""
        return f"{prefix}.{name}" if name and prefix and isinstance(prefix, str) and not raw else name

    def _text(self, node: ast.expr, function: Function, depth: int) -> str:
        """A name put together from constants; "" = not to be read from the code."""
        key = id(node), id(function)
        if key not in self._texts:
            self._texts[key] = ""
            self._texts[key] = self._put_together(node, function, depth)[:_LONGEST_NAME] if depth <= _DEPTH else ""
        return self._texts[key]

    def _put_together(self, node: ast.expr, function: Function, depth: int) -> str:
        def of(inner: ast.expr) -> str:
            return self._text(inner, function, depth + 1)

        match node:
            case ast.Constant(value=str() as text):
                return text
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                both = of(left), of(right)
                return "".join(both) if all(both) else ""
            case ast.BinOp(left=ast.Constant(value=str() as shape), op=ast.Mod(), right=right):
                parts = [of(part) for part in (right.elts if isinstance(right, ast.Tuple) else [right])]
                return (
                    shape % tuple(parts) if all(parts) and shape.count("%s") == len(parts) == shape.count("%") else ""
                )
            case ast.JoinedStr(values=values):
                pieces = [of(v.value if isinstance(v, ast.FormattedValue) else v) for v in values]
                return "".join(pieces) if all(pieces) else ""
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as shape), attr="format"), args=args):
                parts = [of(part) for part in args]
                return (
                    shape.replace("{}", "%s") % tuple(parts)
                    if all(parts) and "%" not in shape and shape.count("{}") == len(parts)
                    else ""
                )
            case ast.Name() | ast.Attribute():
                values = [value for value, _ in self.names.values(node, function)]
                if len(values) > _MOST_VALUES:
                    return ""
                return of(values[-1]) if len({ast.dump(value) for value in values}) == 1 else ""
        return ""

    def _bounds(self, node: ast.expr, function: Function, depth: int = 0) -> Bounds:
        """Each expression is worked out once, so names that stand for each other end, and soon."""
        key = id(node), id(function)
        if key not in self._known:
            self._known[key] = UNKNOWN
            self._known[key] = self._worked_out(node, function, depth)
        return self._known[key]

    def _worked_out(self, node: ast.expr, function: Function, depth: int) -> Bounds:
        def lookup(inner: ast.expr, deeper: int) -> Bounds | None:
            if deeper > _DEPTH:
                return None
            if isinstance(inner, ast.Call):
                return self._returned(inner, deeper)
            return self._of_values(self.names.values(inner, function), deeper)

        return bounds(node, self.names.modules, lookup, depth)

    def _of_values(self, values: list[tuple[ast.expr, Function | None]], depth: int) -> Bounds | None:
        if not values or len(values) > _MOST_VALUES:
            return None
        found = []
        for value, owner in values:
            one = self._bounds(value, owner or _NOWHERE, depth + 1)
            once = owner is None or owner.name == "__init__"
            found.append(Bounds(one.low, one.high, one.constant or once))
        return union(found, same=len({ast.dump(value) for value, _ in values}) == 1)

    def _returned(self, call: ast.Call, depth: int) -> Bounds | None:
        """A call of a function of this file: whatever it returns. Arguments are not followed."""
        name = (
            call.func.attr
            if isinstance(call.func, ast.Attribute)
            else call.func.id
            if isinstance(call.func, ast.Name)
            else ""
        )
        function = self.names.functions.get(name)
        if function is None or depth > _DEPTH:
            return None
        returned = [n.value for n in ast.walk(function) if isinstance(n, ast.Return) and n.value is not None]
        return union([self._bounds(value, function, depth + 1) for value in returned]) if returned else None


_NOWHERE = ast.FunctionDef(name="", args=ast.arguments([], [], None, [], [], None, []), body=[], decorator_list=[])


def _is_submission(call: ast.Call) -> bool:
    func = call.func
    return (
        isinstance(func, ast.Attribute)
        and func.attr in METHODS
        and isinstance(func.value, ast.Name)
        and func.value.id in _OWN
        and bool(call.args or call.keywords)
    )
