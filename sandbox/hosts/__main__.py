"""`python -m sandbox hosts --seeds DIR --port-base N`: the hosts in the foreground, until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from sandbox.hosts.running import running
from sandbox.hosts.seed import SeedError, load_all


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="sandbox hosts", description="Serve the stand-in SSH hosts on loopback.")
    parser.add_argument("--seeds", type=Path, required=True, help="folder with NAME/host.yaml or NAME.yaml")
    parser.add_argument("--port-base", type=int, default=2201, help="the first host's port (default 2201)")
    asked = parser.parse_args(arguments)
    try:
        seeds = load_all(asked.seeds)
    except SeedError as fault:
        print(f"sandbox hosts: {fault}", file=sys.stderr)
        return 2
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with running(seeds, port_base=asked.port_base) as hosts:
        for host in hosts.values():
            print(f"sandbox host {host.name}: {host.user}@{host.address}:{host.port} {host.fingerprint}", flush=True)
        while not stop.wait(0.5):
            pass
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
