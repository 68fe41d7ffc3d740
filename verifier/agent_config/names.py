"""The names of one Python file: what each is assigned, and where. Nothing is run.

What is assigned outside of functions is fixed at import; what `__init__` keeps is fixed for the life of a check.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Names:
    """modules: local name -> full name of what was imported. fixed: name -> values given at import.
    kept: attribute of self -> values, with the function that gives them."""

    tree: ast.Module
    modules: dict[str, str] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    fixed: dict[str, list[ast.expr]] = field(default_factory=dict)
    kept: dict[str, list[tuple[ast.expr, Function]]] = field(default_factory=dict)
    is_check: bool = False
    all_functions: list[Function] = field(default_factory=list)
    _locals: dict[int, dict[str, list[ast.expr]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.all_functions = [n for n in ast.walk(self.tree) if isinstance(n, Function)]
        for node in ast.walk(self.tree):
            match node:
                case ast.Import(names=names):
                    self.modules.update(
                        {n.asname or n.name.split(".")[0]: n.name if n.asname else n.name.split(".")[0] for n in names}
                    )
                case ast.ImportFrom(module=str() as module, names=names):
                    self.modules.update({n.asname or n.name: f"{module}.{n.name}" for n in names})
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self.functions.setdefault(node.name, node)
                case ast.ClassDef(bases=bases):
                    self.is_check |= any("Check" in ast.unparse(base) for base in bases)
        classes = [node.body for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef)]
        for body in [self.tree.body, *classes]:
            for name, value in _assigned(body):
                self.fixed.setdefault(name, []).append(value)
        for function in self.all_functions:
            for name, value in _assigned(function.body, attributes=True):
                if name.startswith("self."):
                    self.kept.setdefault(name[5:], []).append((value, function))

    def values(self, node: ast.expr, function: Function) -> list[tuple[ast.expr, Function | None]]:
        """Every expression a name may stand for, with the function that assigns it (None = at import)."""
        if isinstance(node, ast.Name):
            local = self.local(function).get(node.id, [])
            if local:
                return [(value, function) for value in local]
            return [(value, None) for value in self.fixed.get(node.id, [])]
        if isinstance(node, ast.Attribute):
            kept: list[tuple[ast.expr, Function | None]] = list(self.kept.get(node.attr, []))
            return kept or [(value, None) for value in self.fixed.get(node.attr, [])]
        return []

    def local(self, function: Function) -> dict[str, list[ast.expr]]:
        if id(function) not in self._locals:
            found: dict[str, list[ast.expr]] = {}
            for name, value in _assigned(function.body):
                found.setdefault(name, []).append(value)
            self._locals[id(function)] = found
        return self._locals[id(function)]


def _assigned(body: list[ast.stmt], *, attributes: bool = False) -> Iterator[tuple[str, ast.expr]]:
    """name -> value of the assignments in these statements and their blocks, not in inner functions or classes."""
    for statement in body:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                continue
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from _targets(target, value, attributes)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield from _targets(target, value, attributes)
            case ast.AugAssign(target=ast.Name(id=name), op=op, value=value):
                yield name, ast.BinOp(ast.Name(id="_unknown_"), op, value)
        for inner in ("body", "orelse", "finalbody"):
            yield from _assigned(getattr(statement, inner, None) or [], attributes=attributes)
        for handler in getattr(statement, "handlers", None) or []:
            yield from _assigned(handler.body, attributes=attributes)


def _targets(target: ast.expr, value: ast.expr, attributes: bool) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, its in zip(target.elts, value.elts, strict=True):
            yield from _targets(one, its, attributes)
    elif (
        attributes
        and isinstance(target, ast.Attribute)
        and isinstance(target.value, ast.Name)
        and target.value.id == "self"
    ):
        yield f"self.{target.attr}", value
