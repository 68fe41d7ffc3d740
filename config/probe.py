"""`python -m config.probe URL`: exit 0 when the address answers 200. For health checks in images without curl."""

from __future__ import annotations

import sys
from urllib.error import URLError
from urllib.request import urlopen


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not arguments[0].startswith("http://127.0.0.1:"):
        print("usage: python -m config.probe http://127.0.0.1:PORT/PATH", file=sys.stderr)  # noqa: T201  # a command
        return 2
    try:
        with urlopen(arguments[0], timeout=4) as answer:  # noqa: S310  # loopback http, checked above
            return 0 if answer.status == 200 else 1
    except (URLError, TimeoutError, ConnectionError):
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
