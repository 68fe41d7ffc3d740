"""What own runs print: the real script, run by a real shell in the root of a sandbox host."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from sandbox.hosts.materialise import materialise
from sandbox.hosts.seed import HostSeed
from tests.hosts import seed
from verifier.probes.host import PROBES
from verifier.script import DEFAULT_PATH, compose
from verifier.script.compose import path_line, root_line

NOW = 1_770_000_000


def printed(nonce: str, folder: Path, host: HostSeed | None = None) -> bytes:
    """The answer of the script on this host; the same edit of its two literal lines as in the sandbox's server."""
    return run(compose(nonce, PROBES), folder, host)


def run(script: str, folder: Path, host: HostSeed | None = None) -> bytes:
    """What this script prints on the host. Its own nonce stays in it."""
    host = host or seed()
    place = folder / host.name
    if not place.exists():
        materialise(host, place, now=NOW)
    lines = script.split("\n")
    lines[lines.index(root_line(""))] = root_line(str(place / "root"))
    lines[lines.index(path_line(DEFAULT_PATH))] = path_line(str(place / "bin"))
    words = ["/bin/sh", "-s"]
    return subprocess.run(words, input="\n".join(lines).encode(), capture_output=True, check=True, env={}).stdout


def nonce_in(script: str) -> str:
    """The nonce that a script frames its answer with."""
    found = re.search(r"^n=([0-9a-f]+)$", script, re.MULTILINE)
    assert found is not None
    return found.group(1)
