"""The exercise as it is shipped, for tests that meet all of it: how many rows it has is said in one test of its loading."""

from __future__ import annotations

import re

from verifier.definition import load
from verifier.definition.load import SOLUTIONS_ENGINEER

ROWS = len(load(SOLUTIONS_ENGINEER).steps)


def numbered(sequence: int) -> str:
    """Its file as another version."""
    return re.sub(
        r"^sequence: \d+$", f"sequence: {sequence}", SOLUTIONS_ENGINEER.read_text("utf-8"), flags=re.MULTILINE
    )
