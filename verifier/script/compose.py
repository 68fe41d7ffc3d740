"""Writes the script: two literal lines that a sandbox may replace, then every ask once."""

from __future__ import annotations

from collections.abc import Iterable
from shlex import quote
from typing import Protocol

from verifier.script.asks import Ask
from verifier.script.masking import sed_script
from verifier.script.prologue import FUNCTIONS, START

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/datadog-agent/bin/agent"
GREETING = "proofboard-look 1"


class Asks(Protocol):
    """What the composer needs of a probe."""

    @property
    def asks(self) -> tuple[Ask, ...]: ...


def compose(nonce: str, probes: Iterable[Asks], root: str = "", path: str = DEFAULT_PATH, *, sudo: bool = False) -> str:
    """The one script that asks what the probes ask. The shell reads it whole before it runs anything.

    root and path are written as literals, each on a line of its own, and never read from the
    environment, which belongs to the candidate.
    """
    if not nonce.isalnum():
        raise ValueError("A nonce is letters and digits.")
    asks = {ask.key: ask for probe in probes for ask in probe.asks}
    lines = [
        "main() {",
        root_line(root),
        path_line(path),
        "export PATH",
        "LC_ALL=C LANG=C",
        "export LC_ALL LANG",
        "unset CDPATH GREP_OPTIONS GREP_COLOR POSIXLY_CORRECT DOCKER_HOST",
        "umask 077",
        f"n={quote(nonce)}",
        f"as_root={quote('yes' if sudo else '')}",
        f"secrets={quote(sed_script())}",
        FUNCTIONS.strip("\n"),
        START.strip("\n"),
        f"printf '%s %s\\n' {quote(GREETING)} \"$n\"",
    ]
    for key, ask in asks.items():
        lines += [ask.shell(), f"printf '%s asked %s\\n' \"$n\" {quote(key)}"]
    lines += ["printf '%s done\\n' \"$n\"", "}", "main </dev/null; exit", ""]
    return "\n".join(lines)


def root_line(root: str) -> str:
    """The literal line that says under which folder the files are looked for."""
    return f"root={_literal(root)}"


def path_line(path: str) -> str:
    """The literal line that says where commands are looked for."""
    return f"PATH={_literal(path)}"


def _literal(text: str) -> str:
    if "'" in text or "\n" in text:
        raise ValueError("A quote or a line end has no place in a path of the script.")
    return f"'{text}'"
