"""The layout of a Mac: no /proc, no os-release, no `timeout`; what they would tell, `sw_vers`, `ps` and others do.

A layout and not a Mac: the tools that work on text are this machine's, and nothing here knows Darwin.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sandbox.hosts.seed import HostSeed, Process

COMMANDS = ("sw_vers", "uname", "ps", "netstat", "lsof")
MISSING = ("timeout",)


def links(seed: HostSeed) -> dict[str, str]:
    """Names that lead to others on every Mac."""
    return {"/etc/localtime": f"/var/db/timezone/zoneinfo/{seed.timezone}"}


def says(seed: HostSeed) -> Iterator[tuple[str, str]]:
    """What the commands print: words -> text."""
    yield "sw_vers ", f"ProductName:\t\tmacOS\nProductVersion:\t\t{seed.macos}\nBuildVersion:\t\t22F66\n"
    yield "uname -srn", f"Darwin {seed.hostname} {seed.kernel}\n"
    yield "netstat -an", _netstat(seed.listening)
    yield "ps -A -o comm=", "".join(f"{_program(one)}\n" for one in [_LAUNCHD, *seed.processes])
    yield "ps -axo pid=,comm=", "".join(f"{one.pid:5} {_program(one)}\n" for one in [_LAUNCHD, *seed.processes])
    for one in seed.processes:
        yield f"ps -ww -p {one.pid} -o args=", " ".join(one.command or [one.name]) + "\n"
        yield f"lsof -a -p {one.pid} -d cwd -Fn", f"p{one.pid}\nfcwd\nn{one.cwd}\n"


_LAUNCHD = Process(1, "launchd", ["/sbin/launchd"])


def _program(process: Process) -> str:
    """ps tells the whole path."""
    first = (process.command or [process.name])[0]
    return first if first.startswith("/") else f"/usr/local/bin/{process.name}"


def _netstat(listening: list[int]) -> str:
    head = "Active Internet connections (including servers)\n"
    head += "Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)    \n"
    rows = [f"tcp4       0      0  127.0.0.1.{port:<13} *.*                    LISTEN     \n" for port in listening]
    return head + "".join(rows) + "udp4       0      0  *.5353                 *.*                               \n"


def make_folders(root: Path) -> None:
    """Those that are always there."""
    for folder in ("private/var/db", "Users", "Applications", "Library", "opt", "usr/local/bin"):
        (root / folder).mkdir(parents=True, exist_ok=True)
