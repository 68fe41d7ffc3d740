"""What can be known: one frozen dataclass a question, as told and not as judged.

A fact that is missing carries a sentence: `NotLooked` (refused, timed out, no permission) gives
`unknown`, `NotThere` (looked, and there is none) gives `absent`. `None` inside a fact means "we
looked and it isn't set".
"""

from verifier.facts.base import Fact, NotLooked, NotThere, SourceFacts, SourceState

__all__ = ["Fact", "NotLooked", "NotThere", "SourceFacts", "SourceState"]
