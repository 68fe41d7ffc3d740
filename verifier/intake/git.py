"""Runs the `git` program so that it can do nothing but what it was asked: no prompts, no credentials, no hooks, no filters,
no configuration of this machine, one protocol, one address; within a deadline and a size.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from verifier.intake.limits import Limits, RefusedError, megabytes

OLDEST = (2, 37)  # the first that can be told which address a name has
_LOOK_EVERY = 0.05
# Files of the program and of its children cannot grow beyond this, however fast they are written; memory neither,
# where the system knows that limit. `sh` sets them: after a fork in a threaded program nothing of Python may run.
_WITHIN = 'ulimit -f "$1"; ulimit -v 1500000 2>/dev/null; ulimit -c 0; shift; exec "$@"'
_BLOCK = 512
_HARMLESS = {
    "core.hooksPath": "/dev/null",
    "core.symlinks": "false",
    "core.fsmonitor": "false",
    "core.attributesFile": "/dev/null",
    "core.autocrlf": "false",
    "core.quotePath": "false",
    "core.bigFileThreshold": "5m",
    "credential.helper": "",
    "fetch.recurseSubmodules": "false",
    "fetch.unpackLimit": "1",  # always one pack, so that the limit of a file is the limit of all
    "transfer.fsckObjects": "false",
    "http.followRedirects": "false",  # it would lead past the address that was judged
    "http.lowSpeedLimit": "100",
    "http.lowSpeedTime": "20",
    "gc.auto": "0",
    "pack.threads": "1",
    "maintenance.auto": "false",
    "safe.directory": "*",
    "protocol.allow": "never",
}


@dataclass(frozen=True)
class Output:
    """truncated: it was stopped because it said more than was asked for."""

    status: int
    text: bytes
    errors: str
    truncated: bool = False


@dataclass(frozen=True)
class Git:
    """folder: private; holds the repository and what the program says. until: of time.monotonic. pinned: "host:port:address"."""

    folder: Path
    limits: Limits
    until: float
    scheme: str = ""
    pinned: str = ""

    @property
    def repository(self) -> Path:
        return self.folder / "repository.git"

    def run(self, *words: str, most: int) -> Output:
        """One command. most: bytes of its output. Raises RefusedError at the deadline and beyond the size."""
        said, errors = self.folder / "said", self.folder / "errors"
        with said.open("wb") as out, errors.open("wb") as err:
            process = subprocess.Popen(
                ["sh", "-c", _WITHIN, "sh", str(self.limits.packed_bytes // _BLOCK), "git", *self._options(), *words],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=self.folder,
                env=self._environment(),
                start_new_session=True,
            )
            with _ended(process):
                truncated = self._watch(process, said, most)
        with said.open("rb") as stream:
            text = stream.read(most)
        with errors.open("rb") as stream:
            complaint = stream.read(20_000).decode("utf-8", "replace")
        if process.returncode and self._full():
            raise self._too_large()
        return Output(process.returncode, text, complaint, truncated)

    def _watch(self, process: subprocess.Popen[bytes], said: Path, most: int) -> bool:
        while True:
            try:
                process.wait(timeout=_LOOK_EVERY)
                return said.stat().st_size > most
            except subprocess.TimeoutExpired:
                if said.stat().st_size > most:
                    return True
            if time.monotonic() > self.until:
                raise RefusedError(f"The repository did not arrive within {self.limits.seconds:g} seconds.")
            if sum(_sizes(self.folder)) > self.limits.packed_bytes + self.limits.total_bytes:
                raise self._too_large()

    def _full(self) -> bool:
        """Did a file reach the size at which the system ends the one who writes it?"""
        return max(_sizes(self.folder), default=0) >= self.limits.packed_bytes // _BLOCK * _BLOCK

    def _too_large(self) -> RefusedError:
        return RefusedError(f"The repository is larger than {megabytes(self.limits.packed_bytes)}.")

    def _options(self) -> Sequence[str]:
        settings = _HARMLESS | ({f"protocol.{self.scheme}.allow": "always"} if self.scheme else {})
        settings |= {"http.curloptResolve": self.pinned} if self.pinned else {}
        return [f"--git-dir={self.repository}", *(word for item in settings.items() for word in ("-c", "=".join(item)))]

    def _environment(self) -> dict[str, str]:
        """Nothing of ours but where programs are: no proxies, no keys, no home."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder),
            "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "",
            "SSH_ASKPASS": "",
            "GIT_ALLOW_PROTOCOL": self.scheme or "none",
            "GIT_LFS_SKIP_SMUDGE": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
        }


def installed() -> None:
    """Raises RefusedError where Git is missing, or too old to keep to one address."""
    if shutil.which("git") is None:
        raise RefusedError("Git is not installed here, so no repository can be fetched.")
    said = subprocess.run(["git", "version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"(\d+)\.(\d+)", said)
    if number is None or (int(number[1]), int(number[2])) < OLDEST:
        raise RefusedError("Git is older than 2.37 here, so no repository can be fetched safely.")


@contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Whatever happens, the program and the children that it started are gone afterwards."""
    try:
        yield
    finally:
        with suppress(ProcessLookupError, PermissionError):  # it has ended; macOS refuses a group of the dead
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _sizes(folder: Path) -> Iterator[int]:
    for root, _folders, names in os.walk(folder):
        for name in names:
            with suppress(FileNotFoundError):  # a temporary file of Git's
                yield (Path(root) / name).lstat().st_size
