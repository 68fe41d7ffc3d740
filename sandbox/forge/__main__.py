"""`python -m sandbox forge --candidates DIR --state DIR --port N`: the stand-in forge in the foreground, on loopback only."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from sandbox.forge.repositories import build
from sandbox.forge.server import Forge


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m sandbox forge", description="sandbox: a stand-in for GitHub")
    parser.add_argument("--candidates", type=Path, required=True, help="folder with NAME/submission")
    parser.add_argument("--state", type=Path, required=True, help="folder of the repositories; they are kept")
    parser.add_argument("--port", type=int, required=True)
    asked = parser.parse_args(arguments)
    try:
        build(asked.state, asked.candidates)
        forge = Forge(asked.state, asked.port)
    except (OSError, RuntimeError) as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 2
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: threading.Thread(target=forge.shutdown).start())
    print(f"sandbox: stand-in for GitHub on {forge.base}", flush=True)
    forge.serve_forever()
    forge.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
