"""What is wrong with a definition."""

from __future__ import annotations


class DefinitionError(ValueError):
    """The definition cannot be used; the message says where and why."""
