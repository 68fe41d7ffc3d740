"""System programs that tests use, and where to find them."""

from __future__ import annotations

import functools
import shutil
import subprocess
from pathlib import Path

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
    "german": ("/usr/share/i18n/locales/de_DE", "locales"),
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
