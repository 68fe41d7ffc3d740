"""A pytest plugin: tests say which system programs they need; without those they are left out by name.

`@pytest.mark.needs("sshd")`. In CI (the variable CI is set) a test that would be left out is an error. "namespaces" is
no program: where the kernel does not let us make them (a container without privileges, no root), those tests are left
out by name in CI too, for nothing that can be installed would help.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
from pathlib import Path

import pytest

PLACES = {
    "sshd": ("/usr/sbin/sshd", "openssh-server"),
    "redis-server": ("/usr/bin/redis-server", "redis-server"),
    "postgres": ("/usr/lib/postgresql/*/bin/postgres", "postgresql"),
    "chromium": ("/usr/bin/chromium", "chromium"),
    "busybox": ("/usr/bin/busybox", "busybox"),
    "ip": ("/usr/sbin/ip", "iproute2"),
    "sudo": ("/usr/bin/sudo", "sudo"),
    "fish": ("/usr/bin/fish", "fish"),
    "tcsh": ("/usr/bin/tcsh", "tcsh"),
}
"""program -> (where Debian puts it, Debian's package)"""


def find(program: str) -> str | None:
    """The path of a program, or None."""
    found = sorted(Path("/").glob(PLACES[program][0].lstrip("/")))
    return str(found[-1]) if found else shutil.which(program)


@functools.cache
def namespaces() -> bool:
    """Whether whole machines can be made here: namespaces with an overlay, devices and a root of their own."""
    words = ["unshare", "--mount", "--pid", "--net", "--uts", "--ipc", "--fork", "mount", "-t", "sysfs", "none", "/sys"]
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def missing() -> dict[str, str]:
    """Programs that are not on this machine -> Debian's packages."""
    return {program: package for program, (_, package) in PLACES.items() if find(program) is None}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*programs): system programs without which the test cannot run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    gone = missing()
    needs = {item: {program for mark in item.iter_markers("needs") for program in mark.args} for item in items}
    left_out = [item for item in items if needs[item] & gone.keys()]
    if left_out and os.environ.get("CI"):
        raise pytest.UsageError(f"{len(left_out)} tests cannot run without: {', '.join(gone.values())}")
    left_out += [i for i in items if "namespaces" in needs[i] and i not in left_out and not namespaces()]
    config.stash[_LEFT_OUT] = [item.nodeid for item in left_out]
    items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    names = config.stash.get(_LEFT_OUT, [])
    if names:
        why = ", ".join(missing().values()) or "leave to make namespaces (root on Linux)"
        terminalreporter.write_line(f"Left out, because this is missing: {why}")
        for name in names:
            terminalreporter.write_line(f"  {name}")


_LEFT_OUT = pytest.StashKey[list[str]]()
