"""Writes the script: two literal lines that a sandbox may replace, then every ask once."""

from __future__ import annotations

import re
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
    environment, which belongs to the candidate. They go together: a command speaks of the machine that it runs on,
    so with a root the path leads to stand-ins for those that tell anything. No link is followed out of a root.
    """
    asks = {ask.key: ask for probe in probes for ask in probe.asks}
    return "".join([_head(nonce, root, path, sudo=sudo), *(_block(ask) for ask in asks.values()), _TAIL])


def is_ours(script: str, asks: Iterable[Ask]) -> bool:
    """Whether this is, to the letter, a script that `compose` writes of some of these asks.

    For a stand-in host: it runs what it is sent with a real shell, so it takes nothing else.
    """
    nonce = re.search(r"^n=([0-9A-Za-z]+)$", script, re.MULTILINE)
    if nonce is None:
        return False
    heads = (_head(nonce.group(1), "", DEFAULT_PATH, sudo=sudo) for sudo in (False, True))
    rest = next((script.removeprefix(head) for head in heads if script.startswith(head)), "")
    blocks = {_block(ask) for ask in asks}
    while rest and rest != _TAIL:
        block = next((one for one in blocks if rest.startswith(one)), None)
        if block is None:
            return False
        blocks.discard(block)
        rest = rest.removeprefix(block)
    return rest == _TAIL


_TAIL = "printf '%s done\\n' \"$n\"\n}\nmain </dev/null; exit\n"


def _head(nonce: str, root: str, path: str, *, sudo: bool) -> str:
    if not (nonce.isascii() and nonce.isalnum()):
        raise ValueError("A nonce is letters and digits.")
    lines = [
        "main() {",
        root_line(root),
        path_line(path),
        "export PATH",
        "LC_ALL=C LANG=C",
        "export LC_ALL LANG",
        "unset CDPATH GREP_OPTIONS GREP_COLOR POSIXLY_CORRECT DOCKER_HOST",
        "umask 077",
        f"n={nonce}",
        f"as_root={quote('yes' if sudo else '')}",
        f"secrets={quote(sed_script())}",
        FUNCTIONS.strip("\n"),
        START.strip("\n"),
        f"printf '%s %s\\n' {quote(GREETING)} \"$n\"",
    ]
    return "\n".join([*lines, ""])


def _block(ask: Ask) -> str:
    return f"{ask.shell()}\nprintf '%s asked %s\\n' \"$n\" {quote(ask.key)}\n"


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
