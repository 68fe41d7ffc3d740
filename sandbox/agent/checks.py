"""Runs checks: the custom ones with the real `datadog-checks-base`, the database's by asking the real database."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.agent import databases

Instance = Mapping[str, Any]


@dataclass(frozen=True)
class Sample:
    """What one run submitted of one metric. kind: gauge | count | rate."""

    metric: str
    value: float
    tags: tuple[str, ...] = ()
    kind: str = "gauge"


@dataclass(frozen=True)
class Ran:
    samples: tuple[Sample, ...] = ()
    error: str = ""


@dataclass
class Runner:
    """One instance of a check. load_problem: why the check cannot be loaded ("" = it can)."""

    name: str
    run: Callable[[], Ran]
    load_problem: str = ""
    version: str = ""
    close: Callable[[], None] = field(default=lambda: None)


def runner(name: str, code: str | None, init_config: Mapping[str, Any], instance: Instance) -> Runner:
    """code: path of the custom check's file; None: a check that the Agent brings along."""
    if code is None:
        asked = databases.connected_check(name, instance)
        return Runner(name, lambda: _of_database(asked.collect), close=asked.close)
    try:
        check, version = _loaded(name, Path(code), init_config, instance)
    except Exception as fault:  # whatever the file of a candidate does while it is imported
        return _broken(name, f"unable to import module '{name}': {fault}")
    if check is None:
        return _broken(name, f"could not find a valid check class in module '{name}'")
    return Runner(name, lambda: _of_check(check), version=version)


def _broken(name: str, problem: str) -> Runner:
    return Runner(name, lambda: Ran(error=problem), problem)


def _of_database(collect: Callable[[], dict[str, float]]) -> Ran:
    try:
        return Ran(tuple(Sample(metric, value) for metric, value in collect().items()))
    except databases.CannotAskError as fault:
        return Ran(error=str(fault))


def _loaded(name: str, code: Path, init_config: Mapping[str, Any], instance: Instance) -> tuple[Any, str]:
    """The check, made as the Agent makes it: of the most derived subclass of AgentCheck in the module."""
    from datadog_checks.base import AgentCheck

    spec = importlib.util.spec_from_file_location(f"checks_d_{name}", code)
    if spec is None or spec.loader is None:
        raise ImportError(f"No module named '{name}'")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    classes = [one for _, one in inspect.getmembers(module, inspect.isclass)
               if issubclass(one, AgentCheck) and one.__module__ == module.__name__ and not one.__subclasses__()]  # fmt: skip
    if not classes:
        return None, ""
    return classes[0](name, dict(init_config), [dict(instance)]), str(getattr(module, "__version__", ""))


def _of_check(check: Any) -> Ran:
    aggregator: Any = importlib.import_module("datadog_checks.base.stubs").aggregator
    aggregator.reset()
    problem = check.run()
    samples = []
    for metric in aggregator.metric_names:
        for one in aggregator.metrics(metric):
            with contextlib.suppress(TypeError, ValueError):
                samples.append(Sample(one.name, float(one.value), tuple(one.tags), _KINDS.get(one.type, "gauge")))
    return Ran(tuple(samples), json.loads(problem)[0]["message"] if problem else "")


_KINDS = {0: "gauge", 1: "rate", 2: "count", 3: "count", 4: "count"}
"""Of the aggregator's types: gauge, rate, count, monotonic_count, counter."""
