"""A pytest plugin: tests say which system programs they need; without those they are left out by name.

`@pytest.mark.needs("sshd")`. In CI (the variable CI is set) a test that would be left out is an error.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

PLACES = {
    "sshd": ("/usr/sbin/sshd", "openssh-server"),
    "redis-server": ("/usr/bin/redis-server", "redis-server"),
    "postgres": ("/usr/lib/postgresql/*/bin/postgres", "postgresql"),
    "chromium": ("/usr/bin/chromium", "chromium"),
    "busybox": ("/usr/bin/busybox", "busybox"),
}
"""program -> (where Debian puts it, Debian's package)"""


def find(program: str) -> str | None:
    """The path of a program, or None."""
    found = sorted(Path("/").glob(PLACES[program][0].lstrip("/")))
    return str(found[-1]) if found else shutil.which(program)


def missing() -> dict[str, str]:
    """Programs that are not on this machine -> Debian's packages."""
    return {program: package for program, (_, package) in PLACES.items() if find(program) is None}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*programs): system programs without which the test cannot run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    gone = missing()
    left_out = [i for i in items if any(p in gone for mark in i.iter_markers("needs") for p in mark.args)]
    if left_out and os.environ.get("CI"):
        raise pytest.UsageError(f"{len(left_out)} tests cannot run without: {', '.join(gone.values())}")
    config.stash[_LEFT_OUT] = [item.nodeid for item in left_out]
    items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    names = config.stash.get(_LEFT_OUT, [])
    if names:
        terminalreporter.write_line(f"Left out, because these packages are missing: {', '.join(missing().values())}")
        for name in names:
            terminalreporter.write_line(f"  {name}")


_LEFT_OUT = pytest.StashKey[list[str]]()
