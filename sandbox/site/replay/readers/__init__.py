"""From a recorded answer to what a seed must hold so that the sandbox can give the like.

One module for each part of the API; each brings its rows of method, path and reader.
"""

from __future__ import annotations

import re

from sandbox.site.replay.readers import activity, alerting, boards, infrastructure, points
from sandbox.site.replay.readers.found import Found, Reader

__all__ = ["READERS", "Found", "Reader"]

READERS: tuple[tuple[str, re.Pattern[str], Reader], ...] = tuple(
    (method, re.compile(pattern), reader)
    for rows in (infrastructure.ROWS, boards.ROWS, alerting.ROWS, points.ROWS, activity.ROWS)
    for method, pattern, reader in rows
)
