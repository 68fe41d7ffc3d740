"""`python -m sandbox COMMAND …`: one line in `COMMANDS` for each part; a part is imported only when it is asked for."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

COMMANDS = {
    "demo": ("sandbox.demo.__main__", "start everything with five candidates, in the foreground"),
    "demo-once": ("sandbox.demo.once", "verify the five candidates once and print the table"),
    "demo-reset": ("sandbox.demo.reset", "forget what the demo kept, unless it runs"),
    "site": ("sandbox.site.__main__", "serve the stand-in Datadog API"),
    "hosts": ("sandbox.hosts.__main__", "serve the stand-in SSH hosts"),
    "contest": ("sandbox.contest.__main__", "play the script of the demo's contest"),
    "forge": ("sandbox.forge.__main__", "serve the stand-in for GitHub"),
    "pictures": ("sandbox.pictures", "draw the pictures of the candidates again"),
    "--exchanges": ("sandbox.site.replay.__main__", "answer recorded requests and print the differences in shape"),
}


def usage() -> str:
    lines = [f"  {name:<12} {about}" for name, (_, about) in COMMANDS.items()]
    return "\n".join(["sandbox: usage: python -m sandbox COMMAND …", *lines])


def main(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        print(usage(), file=sys.stderr)
        return 0 if arguments and arguments[0] in ("-h", "--help") else 2
    module, _ = COMMANDS[arguments[0]]
    status: int = importlib.import_module(module).main(arguments[1:])
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
