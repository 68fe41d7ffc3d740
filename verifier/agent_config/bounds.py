"""The bounds of a value by its expression: an interval evaluator over syntax trees that never runs anything."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

DEPTH = 25


@dataclass(frozen=True)
class Bounds:
    """low, high: inclusive, None = not known. constant: the same at every run of the check. below: high itself never occurs."""

    low: float | None = None
    high: float | None = None
    constant: bool = False
    below: bool = False

    @property
    def known(self) -> bool:
        return self.low is not None and self.high is not None


UNKNOWN = Bounds()
Lookup = Callable[[ast.expr, int], Bounds | None]
"""What a name, an attribute or a call of the candidate's own stands for; None = nothing is known."""


def bounds(node: ast.expr, modules: Mapping[str, str], lookup: Lookup, depth: int = 0) -> Bounds:
    """modules: local name -> full dotted name of what was imported ("r" -> "random")."""
    if depth > DEPTH:
        return UNKNOWN

    def of(inner: ast.expr) -> Bounds:
        return bounds(inner, modules, lookup, depth + 1)

    match node:
        case ast.Constant(value=bool()):
            return UNKNOWN
        case ast.Constant(value=int() | float() as number) if abs(number) < 1e15:
            return Bounds(float(number), float(number), True)
        case ast.Constant(value=str() as text):
            return _of_text(text)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = of(operand)
            return Bounds(_minus(inner.high), _minus(inner.low), inner.constant)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return of(operand)
        case ast.BinOp(left=left, op=op, right=right):
            return _arithmetic(of(left), op, of(right))
        case ast.IfExp(body=body, orelse=orelse):
            return union([of(body), of(orelse)], same=False)
        case ast.Call(func=func, args=args):
            return _call(node, _dotted(func, modules), args, of) or lookup(node, depth + 1) or UNKNOWN
        case ast.Subscript(value=value):
            return _picked(value, modules, of)
        case ast.Name() | ast.Attribute():
            return lookup(node, depth + 1) or UNKNOWN
    return UNKNOWN


def union(several: Sequence[Bounds], *, same: bool = True) -> Bounds:
    """Any of them. Constant only when it is one and the same each time."""
    if not several or not all(one.known for one in several):
        return Bounds(constant=same and bool(several) and all(one.constant for one in several))
    low = min(one.low for one in several if one.low is not None)
    high = max(one.high for one in several if one.high is not None)
    return Bounds(low, high, all(one.constant for one in several) and (same or low == high))


def _call(node: ast.Call, name: str, args: Sequence[ast.expr], of: Callable[[ast.expr], Bounds]) -> Bounds | None:
    given = {word.arg: word.value for word in node.keywords if word.arg}
    function = name.rpartition(".")[2]
    module = name.rpartition(".")[0]
    numbers = [of(argument) for argument in args]
    if module in ("random", "random.SystemRandom", "secrets", "numpy.random", "numpy.random.default_rng"):
        return _random(module, function, numbers, {key: of(value) for key, value in given.items()}, args, of)
    if name in ("int", "math.floor", "math.ceil", "round", "float", "str", "repr", "abs", "long") and numbers:
        return _rounded(function, numbers[0])
    if name in ("min", "max") and len(numbers) > 1 and all(one.known for one in numbers):
        pick = min if name == "min" else max
        return Bounds(
            pick(one.low for one in numbers if one.low is not None),
            pick(one.high for one in numbers if one.high is not None),
            all(one.constant for one in numbers),
        )
    return None


def _random(module: str, function: str, numbers: Sequence[Bounds], given: Mapping[str, Bounds],
            args: Sequence[ast.expr], of: Callable[[ast.expr], Bounds]) -> Bounds | None:  # fmt: skip
    first = numbers[0] if numbers else given.get("a", given.get("low", given.get("start")))
    second = numbers[1] if len(numbers) > 1 else given.get("b", given.get("high", given.get("stop")))
    exclusive = function in ("randrange", "randbelow") or (
        module.startswith("numpy") and function in ("randint", "integers")
    )
    if function in ("random", "rand", "random_sample", "ranf"):
        return Bounds(0.0, 1.0, below=True)
    if function in ("choice", "choices", "sample") and args:
        return _elements(args[0], of)
    if function in ("randint", "randrange", "integers", "random_integers", "uniform", "triangular", "randbelow"):
        if first is None:
            return Bounds(0.0, 1.0) if function in ("uniform", "triangular") else UNKNOWN
        low, high = (Bounds(0.0, 0.0), first) if second is None else (first, second)
        if low.low is None or high.high is None:
            return UNKNOWN
        top = high.high - 1 if exclusive else high.high
        return Bounds(min(low.low, top), max(low.low, top), low.low == top)
    return UNKNOWN


def _elements(node: ast.expr, of: Callable[[ast.expr], Bounds]) -> Bounds:
    """The elements of a range or of a written list."""
    match node:
        case ast.Call(func=ast.Name(id="range" | "xrange"), args=args) if args:
            ends = [of(argument) for argument in args]
            low, high = (Bounds(0.0, 0.0), ends[0]) if len(ends) == 1 else (ends[0], ends[1])
            if low.low is not None and high.high is not None:
                return Bounds(low.low, high.high - 1)
        case ast.Call(func=ast.Name(id="list"), args=[inner]):
            return _elements(inner, of)
        case ast.List(elts=elements) | ast.Tuple(elts=elements) if 0 < len(elements) <= 2000:
            return union([of(element) for element in elements], same=False)
    return UNKNOWN


def _picked(value: ast.expr, modules: Mapping[str, str], of: Callable[[ast.expr], Bounds]) -> Bounds:
    """`random.sample(range(0, 1001), 1)[0]` and `random.choices([…])[0]`."""
    if isinstance(value, ast.Call) and _dotted(value.func, modules).startswith(("random.", "numpy.random.")):
        return of(value)
    return UNKNOWN


def _arithmetic(left: Bounds, op: ast.operator, right: Bounds) -> Bounds:
    constant = left.constant and right.constant
    if left.low is None or left.high is None or right.low is None or right.high is None:
        return Bounds(constant=constant)
    if isinstance(op, ast.Mod):
        whole = right.low == right.high and right.low > 0 and left.low >= 0
        return Bounds(0.0, min(left.high, right.high - 1), constant) if whole else Bounds(constant=constant)
    corners = [_apply(a, op, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    numbers = [corner for corner in corners if corner is not None and math.isfinite(corner)]
    if len(numbers) < len(corners) or (isinstance(op, ast.Div | ast.FloorDiv) and right.low <= 0 <= right.high):
        return Bounds(constant=constant)
    growing = isinstance(op, ast.Add) or (isinstance(op, ast.Mult) and min(left.low, right.low) >= 0)
    below = ((left.below and right.constant) or (right.below and left.constant)) and growing
    return Bounds(min(numbers), max(numbers), constant, below)


def _apply(a: float, op: ast.operator, b: float) -> float | None:
    try:
        match op:
            case ast.Add():
                return a + b
            case ast.Sub():
                return a - b
            case ast.Mult():
                return a * b
            case ast.Div():
                return a / b
            case ast.FloorDiv():
                return a // b
            case ast.Pow():
                return float(a**b) if abs(b) <= 64 and a >= 0 else None
    except (ZeroDivisionError, OverflowError):
        return None
    return None


def _rounded(function: str, inner: Bounds) -> Bounds:
    if inner.low is None or inner.high is None:
        return Bounds(constant=inner.constant)
    low, high = inner.low, inner.high
    if function == "abs":
        low, high = (0.0 if low <= 0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))
    elif function in ("int", "long", "floor"):
        top = high - 1 if inner.below and high == math.floor(high) else high
        low, high = float(math.trunc(low)), float(math.trunc(top))
    elif function in ("ceil", "round"):
        low, high = (float(math.floor(low)), float(math.ceil(high)))
    return Bounds(low, high, inner.constant)


def _dotted(func: ast.expr, modules: Mapping[str, str]) -> str:
    """The full name of what is called: `r.randint` is `random.randint` after `import random as r`."""
    parts: list[str] = []
    while isinstance(func, ast.Attribute):
        parts.append(func.attr)
        func = func.value
    if isinstance(func, ast.Call):  # random.SystemRandom().randint, default_rng().integers
        parts.append(_dotted(func.func, modules))
    elif isinstance(func, ast.Name):
        parts.append(modules.get(func.id, func.id))
    else:
        return ""
    return ".".join(reversed(parts))


def _of_text(text: str) -> Bounds:
    try:
        number = float(text)
    except ValueError:
        return Bounds(constant=True)
    return Bounds(number, number, True) if math.isfinite(number) else UNKNOWN


def _minus(number: float | None) -> float | None:
    return None if number is None else -number
