"""What is known for good. While the first check is on, a row may say something today that the next source turns."""

from __future__ import annotations

from challenge.rows.counts import settled

__all__ = ["settled"]
