"""`python -m sandbox site --seeds DIR --state DIR --port N`: the stand-in API in the foreground, on loopback only."""

from __future__ import annotations

import argparse
import ipaddress
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from sandbox.site.app import create_app
from sandbox.site.loading import BadSeed, load_seeds


def main(arguments: Sequence[str]) -> int:
    options = _options().parse_args(arguments)
    if not _is_loopback(options.host):
        print(f"sandbox: {options.host} is no loopback address; this is for one machine only", file=sys.stderr)
        return 2
    try:
        seeds = tuple(seed for folder in options.seeds for seed in load_seeds(folder))
        app = create_app(seeds, state_dir=options.state, site=options.site)
    except (BadSeed, OSError) as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 2
    held = ", ".join(seed.name for seed in seeds)
    print(f"sandbox: stand-in Datadog API on http://{options.host}:{options.port} ({held})", flush=True)
    uvicorn.run(app, host=options.host, port=options.port, log_level="warning", access_log=False)
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox site", description="sandbox: a stand-in Datadog API")
    parser.add_argument(
        "--seeds",
        type=Path,
        required=True,
        action="append",
        help="folder of organisation seeds (*.yaml, *.json); may be said more than once",
    )
    parser.add_argument("--state", type=Path, required=True, help="folder of the journals of what clients write")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--site", default="datadoghq.com", help="the site meant when a request names none")
    return parser


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
