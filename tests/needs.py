"""A pytest plugin: tests say which system programs they need; without those they are left out by name.

`@pytest.mark.needs("sshd")`. In CI (the variable CI is set) a test that would be left out is an error. "namespaces" is
no program: where the kernel does not let us make them (a container without privileges, no root), those tests are left
out by name in CI too, for nothing that can be installed would help.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.programs import missing, namespaces


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*programs): system programs without which the test cannot run")
    if hasattr(config, "workerinput"):
        return
    config.stash[_LEFT_OUT] = []
    if config.pluginmanager.hasplugin("dsession"):
        config.pluginmanager.register(_Workers(config))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    gone = missing()
    needs = {item: {program for mark in item.iter_markers("needs") for program in mark.args} for item in items}
    left_out = [item for item in items if needs[item] & gone.keys()]
    if left_out and os.environ.get("CI"):
        raise pytest.UsageError(f"{len(left_out)} tests cannot run without: {', '.join(gone.values())}")
    left_out += [i for i in items if "namespaces" in needs[i] and i not in left_out and not namespaces()]
    names = [item.nodeid for item in left_out]
    if hasattr(config, "workeroutput"):
        config.workeroutput["left out"] = names
    else:
        config.stash[_LEFT_OUT] = names
    items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    names = config.stash.get(_LEFT_OUT, [])
    if names:
        why = ", ".join(missing().values()) or "leave to make namespaces (root on Linux)"
        terminalreporter.write_line(f"Left out, because this is missing: {why}")
        for name in names:
            terminalreporter.write_line(f"  {name}")


class _Workers:
    """Of several processes each collects all tests; the last to end has its word."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_testnodedown(self, node: Any) -> None:
        self._config.stash[_LEFT_OUT] = getattr(node, "workeroutput", {}).get("left out", [])


_LEFT_OUT = pytest.StashKey[list[str]]()
