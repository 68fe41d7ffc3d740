"""A pytest plugin: tests say which system programs they need; without those they are left out by name.

`@pytest.mark.needs("sshd")`. In CI (the variable CI is set) such a test fails. "namespaces" is no program: where the
kernel does not let us make them (a container without privileges, no root), those tests are left out by name in CI too,
for nothing that can be installed would help.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import pytest

from tests import programs

missing = cache(programs.missing)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*programs): system programs without which the test cannot run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    in_ci = bool(os.environ.get("CI"))
    left_out = [item for item in items if _needs_namespaces(item) or (not in_ci and _packages(item))]
    config.stash[_LEFT_OUT] = names = [item.nodeid for item in left_out]
    if hasattr(config, "workeroutput"):
        config.workeroutput["left out"] = names
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if packages := _packages(item):
        pytest.fail(f"This cannot be tested without: {', '.join(packages)}", pytrace=False)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Of several processes each collects all tests; the last to end has its word."""
    node.config.stash[_LEFT_OUT] = getattr(node, "workeroutput", {}).get("left out", [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    names = config.stash.get(_LEFT_OUT, [])
    if names:
        why = ", ".join(missing().values()) or "leave to make namespaces (root on Linux)"
        terminalreporter.write_line(f"Left out, because this is missing: {why}")
        for name in names:
            terminalreporter.write_line(f"  {name}")


def _packages(item: pytest.Item) -> list[str]:
    """Debian's packages that this test needs and this machine does not have."""
    gone = missing()
    return [gone[program] for program in _needs(item) if program in gone]


def _needs_namespaces(item: pytest.Item) -> bool:
    return "namespaces" in _needs(item) and not programs.namespaces()


def _needs(item: pytest.Item) -> list[str]:
    return [program for mark in item.iter_markers("needs") for program in mark.args]


_LEFT_OUT = pytest.StashKey[list[str]]()
