"""`python -m sandbox --exchanges FILE`: differences in shape, one line each, or "same shape".

0: nothing differs; 1: something differs; 2: the file is no recording.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from sandbox.site.replay.answering import replayed
from sandbox.site.replay.recording import UnreadableRecording, read_recording


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        print("sandbox: usage: python -m sandbox --exchanges FILE", file=sys.stderr)
        return 2
    path = Path(arguments[0])
    try:
        interactions = read_recording(path)
    except UnreadableRecording as error:
        print(f"sandbox: {path.name} {error}", file=sys.stderr)
        return 2
    print(f"sandbox: answering {len(interactions)} recorded requests with a scratch organisation", file=sys.stderr)
    lines = list(replayed(interactions))
    print("\n".join(lines) if lines else "same shape")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
