"""Cuts what a shared account shows into the shares of those who share it, by the tags that their things carry. Pure.

What carries nobody's tag is in no share, and what carries two is in none and said. Of a list that was cut, a share says
that it was cut: what cannot be seen is unknown, and neither missing nor there.
"""

from verifier.shares.cut import CLASHES, Share, share

__all__ = ["CLASHES", "Share", "share"]
