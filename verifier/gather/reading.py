"""What a look at one source comes back with."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from verifier.facts import SourceFacts

Report = Callable[[SourceFacts], None]
"""Called with everything known so far (state READING) each time more facts have arrived. May raise to stop the look."""


Clock = Callable[[], float]
"""Tells the epoch. A look takes it from outside, so that a recorded one can be made again to the letter."""


def iso(clock: Clock = time.time) -> str:
    """What the clock says, as facts are dated: ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(clock(), UTC).isoformat(timespec="seconds")


def ignore(_facts: SourceFacts) -> None:
    """A `Report` for callers that only want the end."""


@dataclass(frozen=True)
class Reading:
    """The end of a look.

    raw: the scrubbed raw answer, UTF-8, from which `read` makes the same facts again (b"" = nothing came).
    host_key: for SSH, the fingerprint that was seen ("SHA256:…").
    """

    facts: SourceFacts
    raw: bytes
    host_key: str = ""
