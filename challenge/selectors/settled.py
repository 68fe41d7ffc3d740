"""What is known for good. While the first check is on, a row may say something today that the next source turns."""

from __future__ import annotations

from collections.abc import Mapping

from challenge.counts import Standing


def settled(standing: Mapping[str, Standing]) -> dict[str, Standing]:
    """Where the steps stand, without those that only a check that is on has said something about so far."""
    return {key: row for key, row in standing.items() if row.look and not (row.look.run_open and row.look.provisional)}
