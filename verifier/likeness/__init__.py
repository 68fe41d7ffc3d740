"""Submissions of a cohort that share unusual passages, scripts or queries, side by side for a person to read.

Two people may share a text for many reasons: one manual, one teacher, a team. So nothing here is a verdict, a score or a
finding; it says what is shared and where it stands, and a person decides whether that means anything. What the exercise
itself says, what its manuals print for everybody, and what many of the cohort have is left out.
"""

from verifier.likeness.cohort import Pair, compare, given_by
from verifier.likeness.passages import Shared, Side

__all__ = ["Pair", "Shared", "Side", "compare", "given_by"]
