"""Why the code of a check may not do what stands in it: calls that are never come to, names that mean something else.

Only plain code is believed. A doubt makes a finding `unknown` and nothing worse: nobody's fault is proved here, and
what the code really sends is told by the running Agent and by the account.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from verifier.agent_config.names import Function, Names

NOT_REACHED = "it stands where `check()` never comes"
CHANGED = "the code changes at run time what its names mean"
SEVERAL = "its value is set in more than one way"

_ALTERING = frozenset(
    {"exec", "eval", "compile", "setattr", "delattr", "globals", "locals", "vars", "__import__", "seed", "setstate"}
)
_PLAIN_DECORATORS = frozenset({"staticmethod", "classmethod", "property"})
_LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)


class Doubts:
    """What there is to doubt in one file."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._reached: set[int] = set()
        self._functions = {function.name for function in names.all_functions}
        self._mean: dict[str, list[Function]] = {}
        self._bound: dict[int, frozenset[str]] = {}
        self._returned: dict[str, list[tuple[ast.expr, Function]]] = {}
        for function in names.all_functions:
            self._mean.setdefault(function.name, []).append(function)
        for root in _roots(names.tree):
            self._enter(root)
        self._changes = _changes_names(names)

    def of_call(self, call: ast.Call) -> str:
        """Why this submission may never be made, or be none; "" = it is plain."""
        if id(call) not in self._reached:
            return NOT_REACHED
        return CHANGED if self._changes else ""

    def of_value(self, value: ast.expr, function: Function) -> str:
        """Why the value may be another than the expression shows."""
        waiting: list[tuple[ast.expr, Function]] = [(value, function)]
        seen: set[int] = set()
        while waiting:
            expression, owner = waiting.pop()
            if id(expression) in seen:
                continue
            seen.add(id(expression))
            for node in ast.walk(expression):
                if isinstance(node, ast.IfExp | ast.BoolOp | ast.NamedExpr | ast.Lambda):
                    return SEVERAL
                found = self._sources(node, owner)
                if found is None:
                    return SEVERAL
                waiting += found
        return ""

    def _sources(self, node: ast.AST, owner: Function) -> list[tuple[ast.expr, Function]] | None:
        """What a name or a call of the file's own stands for; None where that is more than one thing."""
        if isinstance(node, ast.Call):
            return self._returns(node)
        if isinstance(node, ast.Name) and node.id in self._bound_in(owner):
            return None
        if not isinstance(node, ast.Name | ast.Attribute):
            return []
        given = [(value, place) for value, place in self._names.values(node, owner) if place is not None]
        usual = [(value, place) for value, place in given if place.name != "__init__"]
        return self._the_only_one(usual)

    def _returns(self, call: ast.Call) -> list[tuple[ast.expr, Function]] | None:
        name = _last_name(call.func)
        functions = self._mean.get(name, [])
        if name not in self._returned:
            self._returned[name] = [
                (node.value, function) for function in functions for node in ast.walk(function)
                if isinstance(node, ast.Return) and node.value is not None
            ]  # fmt: skip
        return self._the_only_one(self._returned[name]) if len(functions) < 2 else None

    def _bound_in(self, function: Function) -> frozenset[str]:
        if id(function) not in self._bound:
            self._bound[id(function)] = _bound_otherwise(function)
        return self._bound[id(function)]

    def _the_only_one(self, given: list[tuple[ast.expr, Function]]) -> list[tuple[ast.expr, Function]] | None:
        """None where there is more than one, or one that is never come to."""
        return given if not given or (len(given) == 1 and id(given[0][0]) in self._reached) else None

    def _enter(self, function: Function) -> None:
        """Everything that running this function may come to."""
        waiting = [function]
        entered: set[int] = set()
        while waiting:
            current = waiting.pop()
            if id(current) in entered:
                continue
            entered.add(id(current))
            for part in _come_to(current.body):
                for node in ast.walk(part):
                    self._reached.add(id(node))
                    name = _last_name(node) if isinstance(node, ast.Name | ast.Attribute) else ""
                    waiting += self._mean.get(name, []) if name in self._functions else []


def _roots(tree: ast.Module) -> Iterator[Function]:
    """`check` of each class that stands on another one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(_last_name(base) != "object" for base in node.bases):
            yield from (item for item in node.body if isinstance(item, Function) and item.name == "check")


def _come_to(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """The expressions and simple statements of a block that can be come to, without those of inner functions."""
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        blocks = _blocks(statement)
        if not blocks:
            yield statement
        else:
            yield from _heads(statement)
            for block in blocks:
                yield from _come_to(block)
        if isinstance(statement, _LEAVING) or _always_leaves(statement):
            return


def _blocks(statement: ast.stmt) -> list[list[ast.stmt]]:
    if isinstance(statement, ast.If | ast.While):
        told = _truth(statement.test)
        return [*([statement.body] if told is not False else []), *([statement.orelse] if told is not True else [])]
    inner = [getattr(statement, name, None) for name in ("body", "orelse", "finalbody")]
    found = [block for block in inner if isinstance(block, list)]
    found += [handler.body for handler in getattr(statement, "handlers", [])]
    return found + [case.body for case in getattr(statement, "cases", [])]


def _heads(statement: ast.stmt) -> Iterator[ast.AST]:
    """What a compound statement evaluates itself: a test, an iterator, the things after `with`."""
    for name in ("test", "target", "iter", "subject"):
        if isinstance(part := getattr(statement, name, None), ast.AST):
            yield part
    yield from getattr(statement, "items", [])


def _always_leaves(statement: ast.stmt) -> bool:
    """`if True: return`, `while True:` without a way out, and an `if` both of whose branches leave."""
    if isinstance(statement, ast.While):
        return _truth(statement.test) is True and not any(isinstance(node, ast.Break) for node in ast.walk(statement))
    if not isinstance(statement, ast.If):
        return False
    blocks = _blocks(statement)
    return bool(blocks) and all(
        any(isinstance(inner, _LEAVING) or _always_leaves(inner) for inner in block) for block in blocks
    )


def _truth(test: ast.expr) -> bool | None:
    """Whether a test is always or never true, as far as that can be seen without running it."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.List | ast.Tuple | ast.Set):
        return bool(test.elts)
    if isinstance(test, ast.Dict):
        return bool(test.keys)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = _truth(test.operand)
        return None if inner is None else not inner
    if isinstance(test, ast.BoolOp):
        parts, settles = [_truth(value) for value in test.values], isinstance(test.op, ast.Or)
        return settles if settles in parts else None if None in parts else not settles
    if isinstance(test, ast.Compare):
        return _compared(test)
    return None


def _compared(test: ast.Compare) -> bool | None:
    sides = [test.left, *test.comparators]
    if len(sides) != 2 or not all(isinstance(side, ast.Constant) for side in sides):
        return None
    left, right = (side.value for side in sides if isinstance(side, ast.Constant))
    if isinstance(test.ops[0], ast.Eq | ast.Is):
        return bool(left == right)
    if isinstance(test.ops[0], ast.NotEq | ast.IsNot):
        return bool(left != right)
    if not (isinstance(left, int | float) and isinstance(right, int | float)):
        return None
    match test.ops[0]:
        case ast.Lt():
            return left < right
        case ast.LtE():
            return left <= right
        case ast.Gt():
            return left > right
        case ast.GtE():
            return left >= right
    return None


def _changes_names(names: Names) -> bool:
    """Does anything give an imported name, a module's function or the check's own methods another meaning?"""
    imported = set(names.modules)
    for node in ast.walk(names.tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) if name in imported or name == "random":
                return True
            case ast.Attribute(value=ast.Name(id=owner), attr=attribute, ctx=ast.Store() | ast.Del()):
                if owner in imported or (owner in ("self", "cls") and attribute in _SENDING):
                    return True
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                if name in imported or name in _SENDING or name == "random":
                    return True
                if any(_last_name(each) not in _PLAIN_DECORATORS for each in node.decorator_list):
                    return True
            case ast.arg(arg=name) if name in imported:
                return True
            case ast.Call(func=func) if _last_name(func) in _ALTERING:
                return True
            case ast.Global() | ast.Nonlocal():
                return True
    return False


_SENDING = frozenset(
    {"gauge", "count", "monotonic_count", "rate", "histogram", "historate", "distribution", "increment", "decrement"}
)


def _bound_otherwise(function: Function) -> frozenset[str]:
    """Names that this function binds in another way than by a plain assignment."""
    plain: set[int] = set()
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=targets):
                plain |= {id(target) for target in targets}
            case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                plain.add(id(target))
    return frozenset(
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load) and id(node) not in plain
    )


def _last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        return _last_name(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
