"""Every check by name, and what each one asks for.

A check is a pure function: positional arguments are facts (the first one says which source it
speaks for), keyword-only arguments are the parameters that the definition sets. A fact argument
may be declared `X | NotLooked`, `X | NotThere` or both: then the check is called with the missing
fact and decides itself; otherwise a missing fact never reaches it.
"""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from verifier.facts import Fact, NotLooked, NotThere
from verifier.verdicts import Finding, Source

CheckFunction = Callable[..., Finding]

MODULES = (
    *(
        f"verifier.checks.{section}.{source}"
        for section in ("environment", "collecting", "visualizing", "monitoring", "tracing", "handing_in", "any_row")
        for source in ("host", "account", "document")
    ),
    "verifier.checks.visualizing.account_clone",
    "verifier.checks.monitoring.account_alerting",
    "verifier.checks.monitoring.account_downtimes",
)


@dataclass(frozen=True)
class Wanted:
    """One fact argument: its type, and which ways of missing the check wants to see."""

    name: str
    fact: type[Fact]
    takes_not_looked: bool
    takes_not_there: bool


@dataclass(frozen=True)
class Check:
    """A registered check. title: first line of its docstring. hint: what to do when it fails."""

    name: str
    function: CheckFunction
    title: str
    hint: str
    facts: tuple[Wanted, ...]
    parameters: dict[str, type]
    negative: bool

    @property
    def source(self) -> Source:
        return self.facts[0].fact.source


_registered: dict[str, Check] = {}


def check(*, hint: str = "", negative: bool = False) -> Callable[[CheckFunction], CheckFunction]:
    """Register a check. negative: it passes only with proof that everything was read."""

    def register(function: CheckFunction) -> CheckFunction:
        name = function.__name__
        if name in _registered and _registered[name].function.__module__ != function.__module__:
            raise ValueError(f"Two checks are called {name}.")
        _registered[name] = describe(function, hint=hint, negative=negative)
        return function

    return register


def describe(function: CheckFunction, *, hint: str = "", negative: bool = False) -> Check:
    """What a check function asks for, read from its signature. Raises TypeError when it is no check."""
    title = (inspect.getdoc(function) or "").split("\n", 1)[0]
    facts, parameters = _signature(function)
    return Check(function.__name__, function, title, hint, facts, parameters, negative)


@cache
def all_checks() -> dict[str, Check]:
    """Every check, by name. Imports the check modules that exist."""
    for module in MODULES:
        try:
            import_module(module)
        except ModuleNotFoundError as missing:
            if missing.name is None or not module.startswith(missing.name):
                raise
    return dict(_registered)


def _signature(function: CheckFunction) -> tuple[tuple[Wanted, ...], dict[str, type]]:
    hints = typing.get_type_hints(function)
    facts: list[Wanted] = []
    parameters: dict[str, type] = {}
    for argument in inspect.signature(function).parameters.values():
        annotation = hints[argument.name]
        if argument.kind is inspect.Parameter.KEYWORD_ONLY:
            parameters[argument.name] = annotation
            if argument.default is not inspect.Parameter.empty:
                raise TypeError(f"{function.__name__}: {argument.name} has a default; the definition sets it.")
        else:
            facts.append(_wanted(argument.name, annotation))
    if not facts:
        raise TypeError(f"{function.__name__} asks for no fact.")
    return tuple(facts), parameters


def _wanted(name: str, annotation: object) -> Wanted:
    choices = (
        typing.get_args(annotation)
        if typing.get_origin(annotation) in (typing.Union, types.UnionType)
        else (annotation,)
    )
    facts = [c for c in choices if isinstance(c, type) and issubclass(c, Fact)]
    if len(facts) != 1:
        raise TypeError(f"{name}: exactly one fact type is needed, not {annotation!r}.")
    return Wanted(name, facts[0], NotLooked in choices, NotThere in choices)
