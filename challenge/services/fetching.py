"""Fetches one picture that a document has from elsewhere, from the hosts that this installation lists."""

from __future__ import annotations

from verifier.intake.limits import RefusedError


def fetch_picture(address: str) -> bytes:
    """The bytes at this address. Raises RefusedError with one sentence."""
    raise RefusedError(f"It lies elsewhere ({address[:100]}), and was not fetched.")
