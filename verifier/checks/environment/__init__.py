"""Checks of this section of the challenge, one module a source."""
